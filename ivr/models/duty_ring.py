"""Which duty phone rings for a caller in danger, and did somebody take the call?"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.models.types import Table, UtcDateTime

__all__ = ["DutyRing", "RingState"]


class RingState(StrEnum):
    """The life of such a ring. `over` is final."""

    MADE = "made"
    PLACED = "placed"
    """The phone company was asked to ring it."""
    TAKEN = "taken"
    """Somebody pressed 1."""
    OVER = "over"


_LIVE = "state <> 'over'"


class DutyRing(Table):
    """One duty phone rung beside the line for one caller. The database lets a call have one at a
    time, and a phone one call."""

    __tablename__ = "duty_ring"
    __table_args__ = (
        Index(
            "uq_duty_ring_call",
            "call_id",
            unique=True,
            sqlite_where=text(_LIVE),
            postgresql_where=text(_LIVE),
        ),
        Index(
            "uq_duty_ring_place",
            "place",
            unique=True,
            sqlite_where=text(_LIVE),
            postgresql_where=text(_LIVE),
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("call.id"), index=True)
    place: Mapped[int]
    """Which phone of the settings' list."""
    state: Mapped[RingState] = mapped_column(String(16), default=RingState.MADE)
    room: Mapped[int] = mapped_column(default=1)
    sid: Mapped[str | None] = mapped_column(String(64))
    """The phone company's name of its leg, while it lasts: `models/leg` keeps it for a day."""
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    not_before: Mapped[datetime | None] = mapped_column(UtcDateTime)
    deadline_at: Mapped[datetime] = mapped_column(UtcDateTime)
    joined_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
