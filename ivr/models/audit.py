"""Who on the staff did what, when? Each entry seals the one before it."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.models.types import Table, UtcDateTime

__all__ = ["AuditEntry"]


class AuditEntry(Table):
    """One deed of a member of staff, in codes and ids: nothing about a caller. Written once,
    which the database itself sees to."""

    __tablename__ = "audit"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Counted from 1 without a gap."""
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    who: Mapped[str] = mapped_column(String(100))
    what: Mapped[str] = mapped_column(String(40), index=True)
    """A code such as `flows.published`."""
    subject: Mapped[str] = mapped_column(String(64))
    """What it was done to: an id or a name from the settings."""
    details: Mapped[str] = mapped_column(Text)
    """A JSON object of codes, exactly as it was hashed."""
    previous: Mapped[str] = mapped_column(String(64), unique=True)
    """The hash of the entry before: two entries can never follow the same one."""
    hash: Mapped[str] = mapped_column(String(64), unique=True)
