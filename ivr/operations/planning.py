"""How is a shift or a leave written down, changed and taken back?"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.flow.hours import DAYS, GROUPS, ImpossibleHours, openings
from ivr.models import Leave, Responder, Shift, new_id
from ivr.operations import audit, people, shifts, swaps
from ivr.operations.audit import THE_SYSTEM, Deed, Entry
from ivr.operations.moments import zone_named
from ivr.operations.refusals import Refusal
from ivr.runtime import Runtime
from routing.shifts import EVERY_DAY, first_showing

__all__ = [
    "Away",
    "ImpossibleShift",
    "NewShift",
    "add",
    "day_named",
    "remove",
    "restore",
    "skip",
    "snapshot",
    "take_leave",
    "unskip",
    "weekdays",
]

Planned = TypeVar("Planned", Shift, Leave)
A_DAY = timedelta(days=1)
YEARS = range(2000, 2200)
HOW_HOURS = "Hours are written like 09:00-17:00, or 22:00-06:00 over midnight."
HOW_DAYS = "Days are written like mon,wed,fri, weekdays, weekends or every_day."


class ImpossibleShift(Refusal):
    """Raised with one sentence that says what to change; nothing was written."""


@dataclass(frozen=True)
class NewShift:
    """Hours to be planned, as people write them: `hours` 22:00-06:00, `every` mon,tue, or `on` one
    date. Without `zone` the clocks of the responder are meant, without `first` today's date."""

    responder: str
    hours: str
    every: str = ""
    on: str = ""
    zone: str = ""
    first: str = ""
    last: str = ""
    not_on_holidays: bool = False


@dataclass(frozen=True)
class Away:
    """Leave as people write it: from and until a date (whole days, both included), or a moment."""

    responder: str
    begins: str
    ends: str


def add(rt: Runtime, wanted: NewShift, by: str = THE_SYSTEM) -> str:
    """Plan these hours and return the id of the shift. Raises NobodyOfThatName, ImpossibleMoment
    and ImpossibleShift."""
    if bool(wanted.every) == bool(wanted.on):
        raise ImpossibleShift("Say either on which days of the week, or on which date.", "days")
    starts, ends = _hours(wanted.hours)
    with rt.db.begin() as session:
        who = people.find(session, wanted.responder)
        zone = zone_named(wanted.zone) if wanted.zone else shifts.zone_of(rt, who)
        first, last = _days(wanted, rt.now().astimezone(zone).date())
        shift = Shift(
            id=new_id(),
            responder_id=who.id,
            starts=starts,
            ends=ends,
            zone=zone.key,
            weekdays=sorted(weekdays(wanted.every) if wanted.every else EVERY_DAY),
            first_day=first,
            last_day=last,
            skipped=[],
            not_on_holidays=wanted.not_on_holidays,
            made_at=rt.now(),
        )
        session.add(shift)
        told = Entry(by, Deed.SHIFT_ADDED, shift.id, {"responder": who.id})
        audit.write(session, rt.now(), told)
    return shift.id


def _hours(text: str) -> tuple[time, time]:
    try:
        (opening,) = openings(text.replace(" ", ""))
    except (ImpossibleHours, ValueError):
        raise ImpossibleShift(HOW_HOURS, "hours") from None
    return opening.opens, opening.closes or time()


def _days(wanted: NewShift, today: date) -> tuple[date, date | None]:
    """The first day and the last, if there is one."""
    if wanted.on:
        day = day_named(wanted.on)
        if day < today:
            raise ImpossibleShift(f"{day} is over already.", "day_over")
        return day, day
    first = day_named(wanted.first) if wanted.first else today
    last = day_named(wanted.last) if wanted.last else None
    if last is not None and last < max(first, today):
        raise ImpossibleShift(f"{last} is before the first day, or over already.", "last_day")
    return first, last


def day_named(text: str) -> date:
    """A date as people write it. Raises ImpossibleShift."""
    try:
        day = date.fromisoformat(text.strip())
        if day.year not in YEARS:
            raise ValueError(text)
        return day
    except ValueError:
        raise ImpossibleShift(f"“{text[:40]}” is not a date: write 2026-12-24.", "date") from None


def weekdays(text: str) -> frozenset[int]:
    """The days of the week that are meant, Monday being 0. Raises ImpossibleShift."""
    found = frozenset(day for word in text.split(",") for day in _meant(word))
    if not found:
        raise ImpossibleShift(HOW_DAYS, "days")
    return found


def _meant(written: str) -> Iterable[int]:
    word = "_".join(written.lower().split())
    if word in GROUPS:
        return (DAYS.index(day) for day in GROUPS[word])
    short = [place for place, day in enumerate(DAYS) if len(word) >= 2 and day.startswith(word)]
    if len(short) != 1:
        raise ImpossibleShift(HOW_DAYS, "days")
    return short


def skip(rt: Runtime, shift_id: str, day: date, by: str) -> None:
    """The shift does not begin on this day; its other days stay. Raises ImpossibleShift."""
    with rt.db.begin() as session:
        shift = _shift(session, shift_id)
        if not shifts.rule_of(shift).is_on(day):
            raise ImpossibleShift(f"This shift does not begin on {day}.", "not_on")
        shift.skipped = sorted({*shift.skipped, day.isoformat()})
        told = Entry(by, Deed.SHIFT_CHANGED, shift.id, {"skipped": day.isoformat()})
        audit.write(session, rt.now(), told)


def unskip(rt: Runtime, shift_id: str, day: date, by: str) -> None:
    """The shift begins on this day again. Raises ImpossibleShift when it is gone, or somebody else
    took that turn."""
    with rt.db.begin() as session:
        shift = _shift(session, shift_id)
        if swaps.is_given(session, shift.id, day):
            raise ImpossibleShift("Somebody else has this turn.", "gone")
        shift.skipped = sorted({*shift.skipped} - {day.isoformat()})
        told = Entry(by, Deed.SHIFT_RESTORED, shift.id, {"day": day.isoformat()})
        audit.write(session, rt.now(), told)


def snapshot(rt: Runtime, an_id: str) -> dict[str, object]:
    """This shift or leave as it is written, for `restore`. Raises ImpossibleShift."""
    with rt.db.read() as session:
        row = _only(session, Leave, an_id) or _shift(session, an_id)
        return {name: _written(getattr(row, name)) for name in type(row).__table__.columns.keys()}  # noqa: SIM118


def _written(value: object) -> object:
    return value.isoformat() if isinstance(value, date | time) else value


def restore(rt: Runtime, was: Mapping[str, Any], by: str) -> None:
    """What `snapshot` saw is planned again. Raises ImpossibleShift when they have left."""
    with rt.db.begin() as session:
        who = session.get(Responder, was["responder_id"])
        if who is None or who.retired_at is not None:
            raise ImpossibleShift("They have left.", "nobody")
        is_leave = "begins_at" in was
        moments = ("begins_at", "ends_at", "made_at")
        read: dict[str, Callable[[str], object]] = {
            **dict.fromkeys(moments, datetime.fromisoformat),
            **dict.fromkeys(("first_day", "last_day"), date.fromisoformat),
            **dict.fromkeys(("starts", "ends"), time.fromisoformat),
        }
        values = {k: read[k](v) if k in read and v is not None else v for k, v in was.items()}
        row = session.merge(Leave(**values) if is_leave else Shift(**values))
        deed = Deed.LEAVE_ADDED if is_leave else Deed.SHIFT_RESTORED
        audit.write(session, rt.now(), Entry(by, deed, row.id, {"responder": who.id}))


def remove(rt: Runtime, an_id: str, by: str) -> None:
    """The shift is not planned any more from today on, its past stays; or the leave is taken
    back. The beginning of an id is enough. Raises ImpossibleShift."""
    with rt.db.begin() as session:
        leave = _only(session, Leave, an_id)
        if leave is not None:
            session.delete(leave)
            told = Entry(by, Deed.LEAVE_REMOVED, leave.id, {"responder": leave.responder_id})
        else:
            shift = _shift(session, an_id)
            _end(session, shift, rt.now())
            told = Entry(by, Deed.SHIFT_REMOVED, shift.id, {"responder": shift.responder_id})
        audit.write(session, rt.now(), told)


def _end(session: Session, shift: Shift, now: datetime) -> None:
    yesterday = now.astimezone(ZoneInfo(shift.zone)).date() - A_DAY
    if shift.first_day > yesterday:
        session.delete(shift)
    else:
        shift.last_day = min(yesterday, shift.last_day or yesterday)


def _shift(session: Session, an_id: str) -> Shift:
    found = _only(session, Shift, an_id)
    if found is None:
        raise ImpossibleShift("There is no such shift: see `helpline shifts list`.", "gone")
    return found


def _only(session: Session, table: type[Planned], an_id: str) -> Planned | None:
    """The row whose id begins like this; None when there is none."""
    if not an_id.isalnum():
        return None
    rows = session.scalars(select(table).where(table.id.startswith(an_id)).limit(2)).all()
    if len(rows) > 1:
        raise ImpossibleShift("More than one begins like this: write more of the id.", "gone")
    return rows[0] if rows else None


def take_leave(rt: Runtime, wanted: Away, by: str) -> str:
    """No shift counts in that time. The id of the leave. Raises NobodyOfThatName and
    ImpossibleShift."""
    with rt.db.begin() as session:
        who = people.find(session, wanted.responder)
        begins, ends = _time_away(rt, who, wanted)
        if ends <= begins:
            raise ImpossibleShift("This leave would end before it begins.", "leave_order")
        leave = Leave(
            id=new_id(), responder_id=who.id, begins_at=begins, ends_at=ends, made_at=rt.now()
        )
        session.add(leave)
        told = Entry(by, Deed.LEAVE_ADDED, leave.id, {"responder": who.id})
        audit.write(session, rt.now(), told)
    return leave.id


def _time_away(rt: Runtime, who: Responder, wanted: Away) -> tuple[datetime, datetime]:
    zone = shifts.zone_of(rt, who)
    begins, _whole = _wall(wanted.begins)
    ends, whole = _wall(wanted.ends)
    return first_showing(begins, zone), first_showing(ends + A_DAY if whole else ends, zone)


def _wall(text: str) -> tuple[datetime, bool]:
    """A time on the wall, and whether a whole day was written."""
    try:
        wall = datetime.fromisoformat(text.strip())
        if wall.tzinfo is not None or wall.year not in YEARS:
            raise ValueError(text)
    except ValueError:
        raise ImpossibleShift(
            f"“{text[:40]}” is no time: write 2026-12-24, or 2026-12-24 14:00.", "date"
        ) from None
    return wall, len(text.strip()) <= len("2026-12-24")
