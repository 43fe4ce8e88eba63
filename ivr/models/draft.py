"""Which sets of call-flow files are being worked on?"""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ivr.models.types import Table, UtcDateTime

__all__ = ["Draft"]


class Draft(Table):
    """A set that may be changed, broken and mended; nobody hears it."""

    __tablename__ = "draft"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    files: Mapped[dict[str, str]] = mapped_column(JSON)
    base: Mapped[str | None] = mapped_column(ForeignKey("revision.id"))
    """What was live when it was begun; None when nothing was."""
    version: Mapped[int] = mapped_column(default=1)
    """Counts the changes, so that two people do not write over each other."""
    author: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by: Mapped[str] = mapped_column(String(100))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
