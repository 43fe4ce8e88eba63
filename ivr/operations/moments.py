"""Which moment does somebody mean who writes a time of day in their own zone?"""

import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ivr.flow.hours import DAYS
from ivr.operations.refusals import Refusal

__all__ = ["ImpossibleMoment", "later", "of_week", "zone_named"]

WRITTEN = re.compile(r"(?:([0-9]{4}-[0-9]{2}-[0-9]{2})[ T])?([0-9]{1,2}:[0-9]{2})")
WEEKDAY = re.compile(r"([A-Za-z]{3,9})\s+([0-9]{1,2}:[0-9]{2})")
HOW = "Write it like 18:00 (the next time it is so late), or 2027-03-08 06:00."


class ImpossibleMoment(Refusal):
    """Raised for a time that is not written as one, is over, or that no clock will show."""


def zone_named(name: str) -> ZoneInfo:
    """The zone of this name. Raises ImpossibleMoment."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ImpossibleMoment("A zone is written like America/New_York.", "zone") from None


def later(text: str, zone: ZoneInfo, now: datetime) -> datetime:
    """The moment meant by `text` on the clocks of `zone`, in UTC and after `now`.

    Where clocks are put back, of two such moments the first that is still to come. Raises
    ImpossibleMoment.
    """
    match = WRITTEN.fullmatch(text.strip())
    try:
        if match is None:
            raise ValueError
        hour = time.fromisoformat(match[2].zfill(5))
        given = datetime.combine(datetime.fromisoformat(match[1]), hour) if match[1] else None
    except ValueError:
        raise ImpossibleMoment(f"“{text[:40]}” is not a time. {HOW}", "time") from None
    if given is not None:
        return _of(given, zone, now)
    return _next(hour, zone, now)


def of_week(text: str, zone: ZoneInfo, now: datetime) -> datetime:
    """Like `later`, and “Fri 22:30” is the next Friday on which it is so late. Raises
    ImpossibleMoment."""
    match = WEEKDAY.fullmatch(text.strip())
    days = [n for n, day in enumerate(DAYS) if match and day.startswith(match[1].lower())]
    if match is None or len(days) != 1:
        return later(text, zone, now)
    today = now.astimezone(zone).date()
    wanted = today + timedelta(days=(days[0] - today.weekday()) % 7)
    hour = match[2].zfill(5)
    if wanted == today and hour <= f"{now.astimezone(zone):%H:%M}":
        wanted += timedelta(days=7)
    return later(f"{wanted} {hour}", zone, now)


def _next(hour: time, zone: ZoneInfo, now: datetime) -> datetime:
    today = datetime.combine(now.astimezone(zone).date(), hour)
    if all(at <= now for at in _shown(today, zone)):
        return _of(today + timedelta(days=1), zone, now)
    return _of(today, zone, now)


def _of(wall: datetime, zone: ZoneInfo, now: datetime) -> datetime:
    ahead = [at for at in _shown(wall, zone) if at > now]
    if not ahead:
        raise ImpossibleMoment(f"{wall:%Y-%m-%d %H:%M} in {zone.key} is over already.", "day_over")
    return ahead[0]


def _shown(wall: datetime, zone: ZoneInfo) -> list[datetime]:
    """The moments at which the clocks show this: one, or two when they are put back. Raises
    ImpossibleMoment when they skip it."""
    moments = [wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    shown = [at for at in moments if at.astimezone(zone).replace(tzinfo=None) == wall]
    if not shown:
        raise ImpossibleMoment(
            f"The clocks of {zone.key} never show {wall:%Y-%m-%d %H:%M}.", "time_skipped"
        )
    return shown
