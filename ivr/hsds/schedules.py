"""When is a service open, in words?"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from typing import Any

from babel import Locale
from babel.dates import format_time, get_day_names

from ivr.hsds.plain import words_of

__all__ = ["hours_of"]

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
CLOCK = re.compile(r"([01]?[0-9]|2[0-4]):([0-5][0-9])")


def hours_of(schedules: Iterable[Mapping[str, Any]], locale: Locale, today: date) -> str:
    """What the schedules that are not over say, each in its own words where it has some."""
    said = (_said(schedule, locale) for schedule in schedules if not _is_over(schedule, today))
    return "; ".join(dict.fromkeys(words for words in said if words))


def _said(schedule: Mapping[str, Any], locale: Locale) -> str:
    described = words_of(schedule.get("description"))
    if described:
        return described
    opens, closes = _clock(schedule.get("opens_at")), _clock(schedule.get("closes_at"))
    days = _days(words_of(schedule.get("byday")), locale)
    if opens is None or closes is None:
        return days
    hours = "–".join(format_time(at, "short", locale=locale) for at in (opens, closes))
    return f"{days} {hours}".strip()


def _is_over(schedule: Mapping[str, Any], today: date) -> bool:
    until = words_of(schedule.get("valid_to"))[:10]
    try:
        return bool(until) and date.fromisoformat(until) < today
    except ValueError:
        return False


def _clock(value: Any) -> time | None:
    """A time of day; the end of the day, 24:00, is said as midnight."""
    found = CLOCK.match(words_of(value))
    return time(int(found[1]) % 24, int(found[2])) if found else None


def _days(byday: str, locale: Locale) -> str:
    """“Mon–Wed, Fri”. An order of the month before a day (`1MO`) is more than fits here."""
    numbers = sorted({DAYS.index(day) for day in re.split(r"[,\s]+", byday.upper()) if day in DAYS})
    names = get_day_names("abbreviated", locale=locale)
    return ", ".join(
        names[run[0]] if len(run) == 1 else f"{names[run[0]]}–{names[run[-1]]}"
        for run in _runs(numbers)
    )


def _runs(numbers: Sequence[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs
