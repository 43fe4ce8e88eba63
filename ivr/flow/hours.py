"""Are we open at this moment?"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
GROUPS: Final[Mapping[str, frozenset[str]]] = {
    **{day: frozenset({day}) for day in DAYS},
    "weekdays": frozenset(DAYS[:5]),
    "weekends": frozenset(DAYS[5:]),
    "every_day": frozenset(DAYS),
}
"""What a line of hours may be called; the smaller group wins over the larger."""

MOMENT: Final = timedelta(microseconds=1)
"""The shortest time there is."""

_SPAN = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-(?:([01][0-9]|2[0-3]):([0-5][0-9])|24:00)")


class ImpossibleHours(ValueError):
    """Raised when hours are not written as `09:00-17:00` or `closed`."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Open from `opens` until before `closes`, on the clock of the wall.

    `closes` None is midnight at the end of the day; `closes` at or before `opens` is on the next
    day, so that 22:00-06:00 on a Saturday ends on Sunday morning.
    """

    opens: time
    closes: time | None

    def on(self, day: date) -> tuple[datetime, datetime]:
        """Start and end on the wall, of the opening that begins on this day."""
        starts = datetime.combine(day, self.opens)
        overnight = self.closes is None or self.closes <= self.opens
        last_day = day + timedelta(days=1) if overnight else day
        return starts, datetime.combine(last_day, self.closes or time())


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening times of each day of the week in one zone."""

    zone: ZoneInfo
    week: tuple[tuple[Opening, ...], ...]

    def is_open(self, now: datetime) -> bool:
        """True if `now` (aware) falls into an opening; the start is in, the end is not.

        Where the clock is put back, the hour that comes twice is open from its first start to its
        last end; where it is put forward, what would begin in the missing hour begins after it.
        """
        here = now.astimezone(self.zone)
        days = (here.date() + timedelta(days=n) for n in (-1, 0, 1))
        return any(
            self._reached(starts, here) and not self._over(ends, here)
            for day in days
            for starts, ends in (opening.on(day) for opening in self.week[day.weekday()])
        )

    def _reached(self, wall: datetime, here: datetime) -> bool:
        """True once the clock has shown `wall` or later, for the first time if it does twice."""
        if self._exists(wall):
            return here.astimezone(UTC) >= wall.replace(tzinfo=self.zone).astimezone(UTC)
        return here.replace(tzinfo=None) >= wall

    def _over(self, wall: datetime, here: datetime) -> bool:
        """True once the clock has shown `wall` or later and will not go back before it."""
        before = wall - MOMENT
        if self._exists(before):
            last = before.replace(tzinfo=self.zone, fold=1)
            return here.astimezone(UTC) >= last.astimezone(UTC) + MOMENT
        return here.replace(tzinfo=None) >= wall

    def _exists(self, wall: datetime) -> bool:
        there = wall.replace(tzinfo=self.zone).astimezone(UTC).astimezone(self.zone)
        return there.replace(tzinfo=None, fold=0) == wall


def openings(text: str) -> tuple[Opening, ...]:
    """The openings of one line: `closed`, or spans with commas between them.

    Raises ImpossibleHours.
    """
    if text == "closed":
        return ()
    return tuple(_opening(span.strip()) for span in text.split(","))


def week(lines: Mapping[str, tuple[Opening, ...]]) -> tuple[tuple[Opening, ...], ...]:
    """Seven days from named lines (see GROUPS); a day that no line names is closed."""
    return tuple(next(_lines_of(day, lines), ()) for day in DAYS)


def _lines_of(day: str, lines: Mapping[str, tuple[Opening, ...]]) -> Iterator[tuple[Opening, ...]]:
    smallest_first = sorted(GROUPS.items(), key=lambda group: len(group[1]))
    return (lines[name] for name, days in smallest_first if day in days and name in lines)


def _opening(span: str) -> Opening:
    match = _SPAN.fullmatch(span)
    if match is None:
        raise ImpossibleHours(span)
    opens = time(int(match[1]), int(match[2]))
    return Opening(opens, None if match[3] is None else time(int(match[3]), int(match[4])))
