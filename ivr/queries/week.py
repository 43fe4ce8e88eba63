"""Who is planned in which hours of a week, turn by turn, and who is away?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.models import Leave, Responder, Shift
from ivr.operations import shifts, skills
from ivr.runtime import Runtime
from routing.shifts import Stretch, first_showing

__all__ = ["Turn", "Week", "coming", "one", "turns", "week"]

A_DAY = timedelta(days=1)
DAYS = 7


@dataclass(frozen=True)
class Turn:
    """One time that a shift begins. `day` is on the clocks of its own zone; `is_off` for a holiday
    on which it is not, `is_away` when leave takes any of it."""

    shift_id: str
    day: date
    who: str
    name: str
    begins_at: datetime
    ends_at: datetime
    is_off: bool
    is_away: bool

    @property
    def counts(self) -> bool:
        """True if they are planned then, at least for a part of it."""
        return not self.is_off


@dataclass(frozen=True)
class Row:
    """One person: for each of seven days the turns that begin on it, and whether they are away."""

    id: str
    name: str
    days: tuple[tuple[Turn, ...], ...]
    away: tuple[bool, ...]


@dataclass(frozen=True)
class Week:
    """Seven days on the helpline's clocks, from a Monday."""

    monday: date
    zone: ZoneInfo
    rows: tuple[Row, ...]

    @property
    def days(self) -> list[date]:
        """The seven days."""
        return [self.monday + n * A_DAY for n in range(DAYS)]


def week(rt: Runtime, monday: date, who: str | None = None) -> Week:
    """Of everybody who is here, or of one of them by id, by name."""
    zone = _zone(rt)
    wanted = select(Responder).where(Responder.retired_at.is_(None)).order_by(Responder.name)
    if who is not None:
        wanted = wanted.where(Responder.id == who)
    begins = first_showing(datetime.combine(monday, datetime.min.time()), zone)
    ends = first_showing(datetime.combine(monday + DAYS * A_DAY, datetime.min.time()), zone)
    with rt.db.read() as session:
        people = session.scalars(wanted).all()
        found = turns(rt, session, [one.id for one in people], Stretch(begins, ends))
        away = _leave(session, [one.id for one in people])
    days = [monday + n * A_DAY for n in range(DAYS)]
    rows = tuple(
        Row(one.id, one.name, *_days(days, zone, found.get(one.id, []), away.get(one.id, [])))
        for one in people
    )
    return Week(monday, zone, rows)


def _days(
    days: Sequence[date], zone: ZoneInfo, found: Sequence[Turn], away: Sequence[Stretch]
) -> tuple[tuple[tuple[Turn, ...], ...], tuple[bool, ...]]:
    by_day = tuple(
        tuple(turn for turn in found if turn.begins_at.astimezone(zone).date() == day)
        for day in days
    )
    return by_day, tuple(any(gone.touches(_whole(day, zone)) for gone in away) for day in days)


def _whole(day: date, zone: ZoneInfo) -> Stretch:
    midnights = [datetime.combine(one, datetime.min.time()) for one in (day, day + A_DAY)]
    return Stretch(*(first_showing(one, zone) for one in midnights))


def coming(rt: Runtime, who: str, days: int) -> list[Turn]:
    """The turns of one person that begin from now on within so many days, in order."""
    with rt.db.read() as session:
        ahead = Stretch(rt.now(), rt.now() + days * A_DAY)
        return turns(rt, session, [who], ahead).get(who, [])


def one(rt: Runtime, shift_id: str, day: date) -> Turn | None:
    """This turn, if the shift still begins on that day."""
    with rt.db.read() as session:
        shift = session.get(Shift, shift_id)
        if shift is None or not shifts.rule_of(shift).is_on(day):
            return None
        whole = shifts.rule_of(shift).on(day)
        found = turns(rt, session, [shift.responder_id], whole)
    mine = found.get(shift.responder_id, [])
    return next((turn for turn in mine if (turn.shift_id, turn.day) == (shift_id, day)), None)


def turns(
    rt: Runtime, session: Session, people: Sequence[str], within: Stretch
) -> dict[str, list[Turn]]:
    """By id of the responder: what begins in that time, in order."""
    wanted = (
        select(Shift, Responder.name)
        .join(Responder, Responder.id == Shift.responder_id)
        .where(Shift.responder_id.in_(people))
    )
    away, is_holiday = _leave(session, people), shifts.holidays(rt)
    found: dict[str, list[Turn]] = {}
    for shift, name in session.execute(wanted):
        for day, stretch in _beginnings(shift, within):
            turn = Turn(
                shift_id=shift.id,
                day=day,
                who=shift.responder_id,
                name=name,
                begins_at=stretch.begins_at,
                ends_at=stretch.ends_at,
                is_off=shift.not_on_holidays and is_holiday(day),
                is_away=any(gone.touches(stretch) for gone in away.get(shift.responder_id, [])),
            )
            found.setdefault(shift.responder_id, []).append(turn)
    return {who: sorted(some, key=lambda one: one.begins_at) for who, some in found.items()}


def _beginnings(shift: Shift, within: Stretch) -> Iterator[tuple[date, Stretch]]:
    rule, zone = shifts.rule_of(shift), ZoneInfo(shift.zone)
    day = within.begins_at.astimezone(zone).date()
    while day <= within.ends_at.astimezone(zone).date():
        stretch = rule.on(day)
        if (
            rule.is_on(day)
            and within.holds(stretch.begins_at)
            and stretch.ends_at > stretch.begins_at
        ):
            yield day, stretch
        day += A_DAY


def _leave(session: Session, people: Sequence[str]) -> dict[str, list[Stretch]]:
    found: dict[str, list[Stretch]] = {}
    for leave in session.scalars(select(Leave).where(Leave.responder_id.in_(people))):
        found.setdefault(leave.responder_id, []).append(Stretch(leave.begins_at, leave.ends_at))
    return found


def _zone(rt: Runtime) -> ZoneInfo:
    settings = skills.published(rt)
    return ZoneInfo(settings.zone if settings else "UTC")
