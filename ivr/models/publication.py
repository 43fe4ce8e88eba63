"""Who made which revision live, when, and how did that come about?"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ivr.models.types import Table, UtcDateTime

__all__ = ["Emergency", "Manner", "Publication"]


class Manner(StrEnum):
    """Why this one person, or these two, could make it live."""

    FIRST = "first"
    """Nothing was ever live before."""
    DEVELOPMENT = "development"
    """On a machine for trying things out nobody is asked."""
    APPROVED = "approved"
    """A second person agreed."""
    SCHEDULED = "scheduled"
    """A second person agreed, and its time came."""
    EMERGENCY = "emergency"
    """One person alone, for a reason that is kept."""
    ROLLED_BACK = "rolled_back"
    """It had been live before."""
    EARLIER = "earlier"
    """Published before publications were written down."""


class Emergency(StrEnum):
    """Why nobody could be waited for: a code, so that nothing about a caller can stand here."""

    UNSAFE_WORDS = "unsafe_words"
    WRONG_WORDS = "wrong_words"
    WRONG_NUMBER = "wrong_number"
    CALLERS_STRANDED = "callers_stranded"
    OUTSIDE_EVENT = "outside_event"


class Publication(Table):
    """A revision became live. The one with the highest number is live now."""

    __tablename__ = "publication"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Counted from 1 without a gap."""
    revision: Mapped[str] = mapped_column(ForeignKey("revision.id"), index=True)
    manner: Mapped[Manner] = mapped_column(String(16))
    author: Mapped[str] = mapped_column(String(100))
    approver: Mapped[str | None] = mapped_column(String(100))
    reason: Mapped[Emergency | None] = mapped_column(String(32))
    note: Mapped[str] = mapped_column(String(500), default="")
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
