"""Who asked to be forgotten, and is not yet forgotten everywhere?"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from ivr.models.types import Table, UtcDateTime

__all__ = ["Door", "Erasure"]


class Door(StrEnum):
    """Where somebody asked for it."""

    LINK = "link"
    PHONE = "phone"
    STAFF = "staff"


class Erasure(Table):
    """A promise to forget one person. The row is deleted with their key, when nothing is left
    that needs the number to be found."""

    __tablename__ = "erasure"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    person_id: Mapped[str] = mapped_column(String(32), index=True)
    """Whose key goes last; `PersonKey` has no fingerprint any more."""
    number: Mapped[bytes | None]
    """Sealed by the person's own key: the phone company is asked for it. None when nobody knows
    it any more."""
    door: Mapped[Door] = mapped_column(String(16))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
