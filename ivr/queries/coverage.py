"""In which hours of a week has a language or a specialty nobody planned?"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from ivr.flow.hours import Hours
from ivr.models import Responder
from ivr.operations import shifts
from ivr.operations.refusals import Refusal
from ivr.runtime import Runtime
from routing.shifts import Stretch, first_showing, merged

__all__ = [
    "Cover",
    "Coverage",
    "Gap",
    "ImpossibleWeek",
    "Slot",
    "coverage",
    "gaps",
    "slots",
    "week_named",
]

AN_HOUR = timedelta(hours=1)
A_WEEK = timedelta(weeks=1)
WEEK = re.compile(r"([0-9]{4})-W([0-9]{2})")


class ImpossibleWeek(Refusal):
    """Raised for a week that is not written as one, or that its year does not have."""


@dataclass(frozen=True)
class Cover:
    """One person: when they are planned, what they speak, and until when each certificate
    counts. Somebody who is not rung by themselves covers nothing and is left out."""

    planned: tuple[Stretch, ...]
    languages: frozenset[str]
    certificates: Mapping[str, datetime]


@dataclass(frozen=True)
class Slot:
    """An hour, and the fewest people there are at any moment of it, by language and specialty.

    A language needs somebody with any certificate that counts, a specialty somebody with its own.
    The last hour of a day may be shorter or longer where clocks change.
    """

    begins_at: datetime
    ends_at: datetime
    languages: Mapping[str, int]
    specialties: Mapping[str, int]


@dataclass(frozen=True)
class Gap:
    """Hours on end in which this language, or specialty, has at some moment nobody."""

    kind: str
    """`language` or `specialty`."""
    name: str
    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Coverage:
    """A week of the helpline, hour by hour on the clocks of its zone."""

    first_day: date
    zone: ZoneInfo
    slots: tuple[Slot, ...]

    @property
    def gaps(self) -> list[Gap]:
        """Languages first, each in order of time."""
        return gaps(self.slots)


def week_named(text: str | None, today: date) -> date:
    """The Monday of a week written as ISO writes it, 2026-W48; without one, of next week.

    Raises ImpossibleWeek.
    """
    if text is None:
        return today + timedelta(days=7 - today.weekday())
    match = WEEK.fullmatch(text.strip())
    try:
        if match is None:
            raise ValueError(text)
        return date.fromisocalendar(int(match[1]), int(match[2]), 1)
    except ValueError:
        raise ImpossibleWeek(
            f"“{text[:20]}” is not a week: write it like 2026-W48, as calendars number them."
        ) from None


def coverage(rt: Runtime, monday: date, during: str | None = None) -> Coverage:
    """The week that begins on this day, for every language and specialty of the live settings;
    of the hours that the settings call `during`, if it is given.

    Raises NothingPublished, and ImpossibleWeek for hours nobody has named.
    """
    settings = rt.books.live().settings
    zone = ZoneInfo(settings.zone)
    hours = _hours(settings.opening_hours, during)
    wanted = select(Responder).where(Responder.retired_at.is_(None))
    week = Stretch(_midnight(monday, zone), _midnight(monday + timedelta(days=7), zone))
    is_holiday = shifts.holidays(rt)
    with rt.db.read() as session:
        people = [who for who in session.scalars(wanted) if who.is_rung]
        plans = shifts.plans(session, [who.id for who in people])
    covers = [
        Cover(
            tuple(plans[who.id].within(week, is_holiday)),
            frozenset(who.languages),
            {held.specialty: held.valid_until for held in who.certifications},
        )
        for who in people
    ]
    found = slots(covers, _hours_of(week, hours), settings.languages, settings.specialties)
    return Coverage(monday, zone, tuple(found))


def _hours(known: Mapping[str, Hours], name: str | None) -> Hours | None:
    if name is None:
        return None
    if name not in known:
        raise ImpossibleWeek(f"settings.yaml names these hours: {', '.join(known) or 'none'}.")
    return known[name]


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return first_showing(datetime.combine(day, time()), zone)


def _hours_of(week: Stretch, during: Hours | None) -> Iterator[Stretch]:
    at = week.begins_at
    while at < week.ends_at:
        hour = Stretch(at, min(at + AN_HOUR, week.ends_at))
        if during is None or during.is_open(at):
            yield hour
        at = hour.ends_at


def slots(
    covers: Sequence[Cover],
    hours: Iterable[Stretch],
    languages: Iterable[str],
    specialties: Iterable[str],
) -> Iterator[Slot]:
    """Each of these hours with the fewest people there are in it. Pure."""
    spoken = {tag: _speaking(covers, tag) for tag in languages}
    trained = {name: _trained(covers, name) for name in specialties}
    for hour in hours:
        yield Slot(
            hour.begins_at.astimezone(UTC),
            hour.ends_at.astimezone(UTC),
            {tag: _fewest(there, hour) for tag, there in spoken.items()},
            {name: _fewest(there, hour) for name, there in trained.items()},
        )


def _speaking(covers: Sequence[Cover], tag: str) -> list[Stretch]:
    """When each person who speaks it is planned and holds any certificate that counts."""
    return [
        stretch
        for one in covers
        if tag in one.languages and one.certificates
        for stretch in _until(one.planned, max(one.certificates.values()))
    ]


def _trained(covers: Sequence[Cover], specialty: str) -> list[Stretch]:
    return [
        stretch
        for one in covers
        if specialty in one.certificates
        for stretch in _until(one.planned, one.certificates[specialty])
    ]


def _until(planned: Iterable[Stretch], end: datetime) -> Iterator[Stretch]:
    for one in planned:
        if one.begins_at < end:
            yield Stretch(one.begins_at, min(one.ends_at, end))


def _fewest(there: Sequence[Stretch], hour: Stretch) -> int:
    """How many there are at the moment of the hour at which there are fewest."""
    near = [one for one in there if one.touches(hour)]
    moments = {hour.begins_at, *(one.ends_at for one in near if hour.holds(one.ends_at))}
    return min(sum(one.holds(moment) for one in near) for moment in moments)


def gaps(hours: Sequence[Slot]) -> list[Gap]:
    """What has nobody, hours on end made one. Pure."""
    return [
        *_gaps("language", hours, lambda slot: slot.languages),
        *_gaps("specialty", hours, lambda slot: slot.specialties),
    ]


def _gaps(
    kind: str, hours: Sequence[Slot], there: Callable[[Slot], Mapping[str, int]]
) -> Iterator[Gap]:
    for name in there(hours[0]) if hours else ():
        empty = (Stretch(slot.begins_at, slot.ends_at) for slot in hours if not there(slot)[name])
        for gap in merged(empty):
            yield Gap(kind, name, gap.begins_at, gap.ends_at)
