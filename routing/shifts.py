"""When is somebody planned to be on duty? Clocks on the wall in, moments out."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

EVERY_DAY = frozenset(range(7))
A_DAY = timedelta(days=1)
A_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, order=True)
class Stretch:
    """Time from one moment until before another (both aware UTC)."""

    begins_at: datetime
    ends_at: datetime

    def holds(self, moment: datetime) -> bool:
        """True if this moment is in it; the end is not."""
        return self.begins_at <= moment < self.ends_at

    def touches(self, other: "Stretch") -> bool:
        """True if the two have any time in common."""
        return self.begins_at < other.ends_at and other.begins_at < self.ends_at


@dataclass(frozen=True)
class Shift:
    """Planned time on the clocks of one zone: on these days of the week (Monday is 0), from the
    first day to the last, both included. A shift of one date begins and ends with that day.

    It belongs to the day on which it begins. `ends` at or before `starts` is on the next day:
    22:00 to 06:00 on a Saturday ends on Sunday morning, and 00:00 to 00:00 is a whole day.
    """

    starts: time
    ends: time
    zone: ZoneInfo
    first_day: date
    last_day: date | None = None
    weekdays: frozenset[int] = EVERY_DAY
    skipped: frozenset[date] = frozenset()
    not_on_holidays: bool = False

    def on(self, day: date) -> Stretch:
        """The time that this shift has if it begins on this day.

        Where clocks change it has the hours that really pass, and may have none.
        """
        last = day + A_DAY if self.ends <= self.starts else day
        return Stretch(
            first_showing(datetime.combine(day, self.starts), self.zone),
            first_showing(datetime.combine(last, self.ends), self.zone),
        )

    def is_on(self, day: date) -> bool:
        """True if it begins on this day, holidays aside."""
        return (
            day.weekday() in self.weekdays
            and day >= self.first_day
            and (self.last_day is None or day <= self.last_day)
            and day not in self.skipped
        )


def first_showing(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first moment, in UTC, at which the clocks of a zone show this time or a later one.

    A time that comes twice is therefore meant the first time, and one that is skipped means the
    moment of the jump. Both ends of a shift follow the same rule, so that two shifts that meet on
    the wall meet in time, without a gap and without an overlap, in every night of the year.
    """
    shown = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if shown.astimezone(zone).replace(tzinfo=None, fold=0) == wall:
        return shown
    # Skipped: the clock's time before and after the jump, read the wrong way round (PEP 495).
    before, after = wall.replace(tzinfo=zone, fold=1).astimezone(UTC), shown
    while after - before > A_SECOND:
        middle = before + (after - before) // 2
        if middle.astimezone(zone).replace(tzinfo=None) >= wall:
            after = middle
        else:
            before = middle
    return after.replace(microsecond=0)


def planned(
    shifts: Iterable[Shift],
    within: Stretch,
    is_holiday: Callable[[date], bool],
    away: Iterable[Stretch] = (),
) -> list[Stretch]:
    """When somebody with these shifts is planned, in order, overlaps merged, leave taken out.

    Every stretch that has any time in `within`, whole. Whether a shift is `not_on_holidays` is
    asked of the day on which it begins.
    """
    found = (
        stretch
        for shift in shifts
        for day in _days(shift, within)
        if not (shift.not_on_holidays and is_holiday(day))
        for stretch in (shift.on(day),)
        if stretch.touches(within)
    )
    return [rest for rest in less(merged(found), away) if rest.touches(within)]


def _days(shift: Shift, within: Stretch) -> Iterator[date]:
    """The days on which this shift could begin and still have time in `within`."""
    day = within.begins_at.astimezone(shift.zone).date() - 2 * A_DAY
    last = within.ends_at.astimezone(shift.zone).date() + A_DAY
    while day <= last:
        if shift.is_on(day):
            yield day
        day += A_DAY


def merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same time in order, what overlaps or meets made one; empty ones are left out."""
    joined: list[Stretch] = []
    for one in sorted(stretches):
        if one.begins_at >= one.ends_at:
            continue
        if joined and one.begins_at <= joined[-1].ends_at:
            before = joined.pop()
            one = Stretch(before.begins_at, max(before.ends_at, one.ends_at))
        joined.append(one)
    return joined


def less(stretches: Iterable[Stretch], away: Iterable[Stretch]) -> list[Stretch]:
    """What is left of these when that time is taken out."""
    left = list(stretches)
    for gone in away:
        left = [rest for one in left for rest in _without(one, gone)]
    return left


def _without(one: Stretch, gone: Stretch) -> Iterator[Stretch]:
    if gone.begins_at >= gone.ends_at or not one.touches(gone):
        yield one
        return
    if one.begins_at < gone.begins_at:
        yield Stretch(one.begins_at, gone.begins_at)
    if gone.ends_at < one.ends_at:
        yield Stretch(gone.ends_at, one.ends_at)
