"""When is somebody planned to be on duty, and when are they away?"""

from datetime import date, datetime, time

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ivr.models.types import Table, UtcDateTime

__all__ = ["Leave", "Shift"]


class Shift(Table):
    """Planned time on the clocks of one zone, every week or on one date: `routing/shifts` says
    which moments it means."""

    __tablename__ = "shift"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    responder_id: Mapped[str] = mapped_column(ForeignKey("responder.id"), index=True)
    starts: Mapped[time]
    ends: Mapped[time]
    """At or before `starts`: on the next day."""
    zone: Mapped[str] = mapped_column(String(64))
    weekdays: Mapped[list[int]] = mapped_column(JSON)
    """Monday is 0. All seven for a shift of one date."""
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    skipped: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Days, as ISO writes them, on which it does not begin all the same."""
    not_on_holidays: Mapped[bool]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Leave(Table):
    """Time in which no shift of somebody counts."""

    __tablename__ = "leave"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    responder_id: Mapped[str] = mapped_column(ForeignKey("responder.id"), index=True)
    begins_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
