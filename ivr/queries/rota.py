"""Which shifts and leave are written down?"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.models import Leave, Responder, Shift
from ivr.operations import people
from ivr.runtime import Runtime

__all__ = ["Away", "Planned", "Rota", "planned"]

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Planned:
    """A shift as a list shows it: hours on the clocks of `zone`, Monday is 0."""

    id: str
    name: str
    weekdays: tuple[int, ...]
    starts: time
    ends: time
    zone: str
    first_day: date
    last_day: date | None
    not_on_holidays: bool
    skipped: tuple[str, ...]

    @property
    def is_till_midnight(self) -> bool:
        """True when it ends as the day does."""
        return self.ends == time()


@dataclass(frozen=True)
class Away:
    """A leave as a list shows it."""

    id: str
    name: str
    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Rota:
    """What is planned, and who is away, today or later."""

    shifts: tuple[Planned, ...]
    leave: tuple[Away, ...]


def planned(rt: Runtime, name: str | None = None) -> Rota:
    """The shifts and leave of everybody, or of one person, that are not over.

    Raises NobodyOfThatName.
    """
    with rt.db.read() as session:
        who = None if name is None else people.find(session, name).id
        return Rota(_shifts(session, who, rt.now()), _leave(session, who, rt.now()))


def _shifts(session: Session, who: str | None, now: datetime) -> tuple[Planned, ...]:
    # Last night's shift may still go on, and it is yesterday for longer somewhere else.
    lately = now.date() - 2 * A_DAY
    wanted = (
        select(Responder.name, Shift)
        .join(Shift, Shift.responder_id == Responder.id)
        .where(Shift.last_day.is_(None) | (Shift.last_day >= lately))
        .order_by(Responder.name, Shift.first_day, Shift.starts)
    )
    if who is not None:
        wanted = wanted.where(Responder.id == who)
    return tuple(
        Planned(
            id=shift.id,
            name=name,
            weekdays=tuple(shift.weekdays),
            starts=shift.starts,
            ends=shift.ends,
            zone=shift.zone,
            first_day=shift.first_day,
            last_day=shift.last_day,
            not_on_holidays=shift.not_on_holidays,
            skipped=tuple(shift.skipped),
        )
        for name, shift in session.execute(wanted)
    )


def _leave(session: Session, who: str | None, now: datetime) -> tuple[Away, ...]:
    wanted = (
        select(Responder.name, Leave)
        .join(Leave, Leave.responder_id == Responder.id)
        .where(Leave.ends_at > now)
        .order_by(Responder.name, Leave.begins_at)
    )
    if who is not None:
        wanted = wanted.where(Responder.id == who)
    return tuple(
        Away(leave.id, name, leave.begins_at, leave.ends_at)
        for name, leave in session.execute(wanted)
    )
