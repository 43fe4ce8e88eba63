"""Which sets of call-flow files are being worked on?"""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ivr.models.types import Table, UtcDateTime

__all__ = ["Draft", "DraftChange"]


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


class DraftChange(Table):
    """What one change of a draft replaced, so that it can be undone, and so that who began with an
    older version keeps their work beside that of others. Goes with its draft."""

    __tablename__ = "draft_change"

    draft: Mapped[str] = mapped_column(
        ForeignKey("draft.name", ondelete="CASCADE"), primary_key=True
    )
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """The version that this change made."""
    who: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    before: Mapped[dict[str, str | None]] = mapped_column(JSON)
    """The files it changed as they were; None is a file that was not there."""
