"""What is so around a call that is played without a telephone: the time, the people, what fails?"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from ivr.flow.book import Book
from ivr.flow.facts import EVERY_PROMISE, Cell, Facts, Promise
from ivr.flow.holiday import Day
from ivr.flow.hours import DAYS
from ivr.flow.settings import OpenHours, OurHolidays, Settings
from routing.responder import Responder

A_MONDAY: Final = date(2026, 3, 2)
"""The week in which "Friday 22:30" falls: no clock is changed in it, and no country rests."""

FOR_EVER: Final = datetime(9999, 1, 1, tzinfo=UTC)

_WEEKDAY = re.compile(rf"({'|'.join(DAYS)}) ([01]?[0-9]|2[0-3]):([0-5][0-9])", re.IGNORECASE)
_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}) ([01]?[0-9]|2[0-3]):([0-5][0-9])")


class NotAMoment(ValueError):
    """Raised for a time that is not written like `Friday 22:30` or `2026-12-24 22:30`."""


class Answer(StrEnum):
    """What somebody does whose phone is rung."""

    YES = "yes"
    NO = "no"
    DECLINES = "declines"


class Failing(StrEnum):
    """What cannot be done in this world, so that a step's `if_it_fails` is taken."""

    LINE = "line"
    DUTY_PHONES = "duty_phones"
    TEXT = "text"
    CALLBACK = "callback"
    RECORDING = "recording"
    ERASURE = "erasure"


@dataclass(frozen=True, slots=True)
class Person:
    """A responder on duty.  Without specialties they are trained for every one of the settings."""

    name: str
    speaks: tuple[str, ...]
    specialties: tuple[str, ...] = ()
    is_free: bool = True
    answers: Answer = Answer.YES


@dataclass(frozen=True, slots=True)
class World:
    """What holds during one call.  `is_open` and `is_holiday` None is what the settings say of
    `begins_at` (aware); else every named opening hour, or every day, is as they say."""

    begins_at: datetime
    people: tuple[Person, ...] = ()
    number_hidden: bool = False
    is_open: bool | None = None
    is_holiday: bool | None = None
    switches_on: frozenset[str] = frozenset()
    failing: frozenset[Failing] = frozenset()
    duty_phones_answer: bool = True
    keeps: frozenset[Promise] = EVERY_PROMISE

    def facts(self, now: datetime, free: frozenset[Cell]) -> Facts:
        """What the flow may look at, `now`, with these cells free."""
        switches = dict.fromkeys(self.switches_on, True)
        return Facts(now, self.number_hidden, free, switches, self.keeps)


def moment(text: str, settings: Settings) -> datetime:
    """`Friday 22:30` or `2026-12-24 22:30` on the clocks of the settings' zone.

    Raises NotAMoment.
    """
    zone = ZoneInfo(settings.zone)
    weekday, day = _WEEKDAY.fullmatch(text), _DATE.fullmatch(text)
    if weekday is not None:
        on = A_MONDAY + timedelta(days=DAYS.index(weekday[1].lower()))
        return datetime.combine(on, time(int(weekday[2]), int(weekday[3])), zone)
    try:
        if day is None:
            raise NotAMoment(text)
        on = date.fromisoformat(day[1])
        return datetime.combine(on, time(int(day[2]), int(day[3])), zone)
    except ValueError as problem:
        raise NotAMoment(text) from problem


def book_of(book: Book, world: World) -> Book:
    """The same book, open or closed, on a holiday or not, as the world wants it."""
    changed: dict[str, object] = {}
    if world.is_open is not None:
        always = OpenHours.model_validate(
            {"every_day": "00:00-24:00" if world.is_open else "closed"}
        )
        changed["hours"] = dict.fromkeys(book.settings.hours, always)
    if world.is_holiday is not None:
        here = world.begins_at.astimezone(ZoneInfo(book.settings.zone))
        today = (Day(here.month, here.day, here.year),) if world.is_holiday else ()
        changed["holidays"] = OurHolidays.model_construct(
            country=None, subdivision=None, own=today, open_on=()
        )
    if not changed:
        return book
    kept = {name: getattr(book.settings, name) for name in Settings.model_fields}
    return replace(book, settings=Settings.model_construct(**{**kept, **changed}))


def on_duty(people: Iterable[Person], settings: Settings) -> dict[str, Responder]:
    """The people as routing knows them, by an id that says nothing of them."""
    return {
        f"r{n}": Responder(
            f"r{n}",
            frozenset(person.speaks),
            dict.fromkeys(person.specialties or settings.specialties, FOR_EVER),
        )
        for n, person in enumerate(people)
    }


def cells_of(responders: Iterable[Responder]) -> frozenset[Cell]:
    """Every language and specialty these responders can serve."""
    return frozenset(
        (language, specialty)
        for responder in responders
        for language in responder.languages
        for specialty in responder.certificates
    )
