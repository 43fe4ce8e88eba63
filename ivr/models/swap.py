"""Who was asked to take one turn of somebody's shift, and what came of it?"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.models.types import Table, UtcDateTime

__all__ = ["Swap", "SwapState"]


class SwapState(StrEnum):
    """How far an asking has come. Nothing is planned otherwise before it is approved."""

    ASKED = "asked"
    AGREED = "agreed"
    """The other would; a supervisor has not looked at it yet."""
    APPROVED = "approved"
    DECLINED = "declined"
    REFUSED = "refused"
    """By a supervisor."""
    WITHDRAWN = "withdrawn"


class Swap(Table):
    """One day of one shift, from one responder to another. One asking lives at a time."""

    __tablename__ = "swap"
    __table_args__ = (
        Index(
            "uq_swap_living",
            "shift_id",
            "day",
            unique=True,
            sqlite_where=text("state IN ('asked', 'agreed')"),
            postgresql_where=text("state IN ('asked', 'agreed')"),
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    shift_id: Mapped[str] = mapped_column(String(32))
    """Of a shift that may not be planned any more."""
    day: Mapped[date] = mapped_column(index=True)
    """On which the turn begins, on the clocks of the shift."""
    giver_id: Mapped[str] = mapped_column(ForeignKey("responder.id"), index=True)
    taker_id: Mapped[str] = mapped_column(ForeignKey("responder.id"), index=True)
    state: Mapped[SwapState] = mapped_column(String(16))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[str | None] = mapped_column(String(100))
    """The name of the supervisor."""
    made_id: Mapped[str | None] = mapped_column(String(32))
    """The shift that was planned for the taker."""
