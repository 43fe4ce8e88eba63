"""Which texts follow each other for a while, and until when?"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.models.types import Table, UtcDateTime

__all__ = ["Series", "SeriesState"]


class SeriesState(StrEnum):
    """The life of a series. `ended` is final."""

    GOING_ON = "going_on"
    ENDED = "ended"


_OPEN = "state = 'going_on'"


class Series(Table):
    """Discreet texts at an interval to somebody who asked for them: the next one only after a yes
    to it. The number lives in the consent."""

    __tablename__ = "series"
    __table_args__ = (
        Index("ix_series_open", "next_at", sqlite_where=text(_OPEN), postgresql_where=text(_OPEN)),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    consent_id: Mapped[str] = mapped_column(ForeignKey("consent.id"), unique=True)
    template: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(16))
    every_days: Mapped[int]
    zone: Mapped[str] = mapped_column(String(64))
    """On whose clock the interval is counted."""
    state: Mapped[SeriesState] = mapped_column(String(16), default=SeriesState.GOING_ON)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    first_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When the first text was agreed for: every other is counted from here."""
    planned_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When the newest contact was planned for, moved to a safe time."""
    next_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the next contact is due; None until there is a yes to it."""
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """Nothing is planned for this moment or later."""
    contacts: Mapped[int] = mapped_column(default=0)
    """How many texts were promised so far; each has its row."""
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    because: Mapped[str | None] = mapped_column(String(32))
    """Why it ended, as a code: `finished`, `not_renewed`, `withdrawn`, `forgotten`, `stopped`."""
