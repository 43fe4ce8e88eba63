"""What can somebody choose who asks for a call, in the language they read?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.core import get_global
from babel.dates import format_time, get_timezone_name

from ivr.flow.hours import Hours
from ivr.flow.values import KEY_NAMES
from ivr.operations import web_askings
from ivr.operations.web_askings import Offered
from ivr.runtime import Runtime

__all__ = ["Choices", "choices"]


@dataclass(frozen=True)
class Choices:
    """Names of the settings, and what each is called: what can be chosen, the usual one first."""

    languages: Mapping[str, str]
    topics: Mapping[str, str]
    windows: Mapping[str, str]
    zones: Mapping[str, str]
    emergency_number: str
    reminder: bool
    """Whether a text can be asked for before the call."""


def choices(rt: Runtime, language: str) -> Choices | None:
    """What can be chosen now; None when no calls are offered."""
    offer = web_askings.offered(rt)
    if offer is None:
        return None
    settings = offer.book.settings
    spoken = {tag: one.name for tag, one in settings.languages.items()}
    base = settings.base_language
    titles = {name: one.title for name, one in settings.specialties.items()}
    return Choices(
        languages=dict(sorted(spoken.items(), key=lambda one: one[0] != language)),
        topics={name: title.get(language) or title[base] for name, title in titles.items()},
        windows=_windows(offer, language),
        zones=_zones(settings.zone, language),
        emergency_number=settings.emergency_number,
        reminder=offer.reminder is not None,
    )


def _windows(offer: Offered, language: str) -> dict[str, str]:
    """Each time with what callers hear it called, where they hear this language, and its hours."""
    settings = offer.book.settings
    named = {}
    for window in offer.windows:
        hours = _every_day(settings.opening_hours[window.when], language)
        part = f"time_{KEY_NAMES[window.press]}"
        label = offer.book.spoken.get((offer.flow, offer.step, part, language), "")
        both = " · ".join(words for words in (label, hours) if words)
        named[window.when] = both or window.label
    return named


def _every_day(hours: Hours, language: str) -> str:
    """These hours as they are written in this language; nothing when days differ."""
    if len(set(hours.week)) != 1:
        return ""
    spans = [
        f"{format_time(one.opens, 'short', locale=language)} – "
        f"{format_time(one.closes, 'short', locale=language) if one.closes else '24:00'}"
        for one in hours.week[0]
    ]
    return ", ".join(spans)


@lru_cache(maxsize=64)
def _zones(ours: str, language: str) -> dict[str, str]:
    """The clocks of our country, ours first; of zones that always agree, one."""
    territories = get_global("zone_territories")
    country = territories.get(ours)
    same = (zone for zone, where in territories.items() if country and where == country)
    by_clock = {_clock(ours): ours}
    for zone in sorted(same, key=lambda one: (one.count("/"), one)):
        by_clock.setdefault(_clock(zone), zone)
    named: dict[str, str] = {}
    for zone in by_clock.values():
        name = str(
            get_timezone_name(ZoneInfo(zone), "long", locale=language, zone_variant="generic")
        )
        city = zone.rpartition("/")[2].replace("_", " ")
        named[zone] = f"{name} ({city})" if name in named.values() else name
    return named


def _clock(zone: str) -> tuple[object, ...]:
    """What a clock there shows in winter and in summer, beside ours in UTC."""
    moments = (datetime(2027, month, 1, 12, tzinfo=UTC) for month in (1, 7))
    return tuple(moment.astimezone(ZoneInfo(zone)).utcoffset() for moment in moments)
