"""When does a safe time begin, and when is it over?"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from ivr.flow.hours import MOMENT, Hours, Opening, openings

__all__ = ["as_hours", "as_kept", "next_change", "next_opening"]

DAYS_AHEAD = 15
"""A week comes round in seven; what a clock change swallows is found in the week after."""


def as_kept(hours: Hours) -> dict[str, Any]:
    """These hours as they are kept beside a consent: what was agreed outlives a change of the
    settings."""
    week = [", ".join(_line(opening) for opening in day) or "closed" for day in hours.week]
    return {"zone": hours.zone.key, "week": week}


def as_hours(kept: Mapping[str, Any]) -> Hours:
    """What `as_kept` kept."""
    return Hours(ZoneInfo(kept["zone"]), tuple(openings(line) for line in kept["week"]))


def _line(opening: Opening) -> str:
    closes = "24:00" if opening.closes is None else f"{opening.closes:%H:%M}"
    return f"{opening.opens:%H:%M}-{closes}"


def next_opening(hours: Hours, now: datetime) -> datetime | None:
    """The first moment from `now` on that is in a safe time; None when there is none."""
    return now if hours.is_open(now) else next_change(hours, now)


def next_change(hours: Hours, now: datetime) -> datetime | None:
    """The first moment after `now` at which a safe time begins or ends; None when nothing changes,
    because it is always or never safe."""
    open_now = hours.is_open(now)
    later = sorted({moment for moment in _moments(hours, now) if moment > now})
    return next((moment for moment in later if hours.is_open(moment) != open_now), None)


def _moments(hours: Hours, now: datetime) -> Iterator[datetime]:
    """Every moment at which anything can begin or end; more than enough of them."""
    today = now.astimezone(hours.zone).date()
    for ahead in range(-1, DAYS_AHEAD):
        day = today + timedelta(days=ahead)
        for opening in hours.week[day.weekday()]:
            starts, ends = opening.on(day)
            yield _first(starts, hours.zone)
            yield _last(ends, hours.zone)


def _first(wall: datetime, zone: ZoneInfo) -> datetime:
    """When a clock of this zone first shows `wall` or later."""
    if _shown(wall, zone):
        return wall.replace(tzinfo=zone).astimezone(UTC)
    return _skip(wall, zone)


def _last(wall: datetime, zone: ZoneInfo) -> datetime:
    """When a clock of this zone shows `wall` or later and will not go back before it."""
    before = wall - MOMENT
    if _shown(before, zone):
        return before.replace(tzinfo=zone, fold=1).astimezone(UTC) + MOMENT
    return _skip(wall, zone)


def _shown(wall: datetime, zone: ZoneInfo) -> bool:
    there = wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
    return there.replace(tzinfo=None, fold=0) == wall


def _skip(wall: datetime, zone: ZoneInfo) -> datetime:
    """The moment at which the clock is put forward past `wall`."""
    low = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    high = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    while high - low > MOMENT:
        middle = low + (high - low) / 2
        if middle.astimezone(zone).replace(tzinfo=None) >= wall:
            high = middle
        else:
            low = middle
    return high
