"""Which screens on a wall may show the wallboard, and nothing else?"""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ivr.models.types import Table, UtcDateTime

__all__ = ["Screen"]


class Screen(Table):
    """One screen, from the code a supervisor makes for it to its end. The row goes when it does."""

    __tablename__ = "screen"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    """Where it hangs."""
    shows_names: Mapped[bool]
    made_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    code_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Of the code that is typed at the screen, until it was."""
    hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Of what the screen's browser holds since then."""
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """To the hour."""
    until: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
