"""May we contact this person, how, and until when?"""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ivr.models.types import Table, UtcDateTime

__all__ = ["Consent", "OptOut"]


class Consent(Table):
    """One person's yes to one purpose. Without one nobody is contacted."""

    __tablename__ = "consent"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    call_id: Mapped[str | None] = mapped_column(ForeignKey("call.id"), index=True)
    """None when it was given in a text."""
    purpose: Mapped[str] = mapped_column(String(16))
    number: Mapped[bytes | None]
    """Sealed; emptied when the consent has been over for 24 hours."""
    fingerprint: Mapped[str | None] = mapped_column(String(64), index=True)
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    """None while the call goes on."""
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class OptOut(Table):
    """A number that said STOP: final for every purpose."""

    __tablename__ = "opt_out"

    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
