"""What holds for every flow of this helpline: languages, keys, hours, specialties, numbers?"""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from ivr.flow.holiday import Day, Holidays, NoSuchCountry, public_holidays
from ivr.flow.hours import GROUPS, Hours, ImpossibleHours, Opening, openings, week
from ivr.flow.values import Key, LanguageTag, Name, Span, Strict, Whole, Words, YesNo, between
from routing.need import Widen
from routing.widening import completed

PerLanguage = dict[LanguageTag, Words]


def _zone(text: object) -> str:
    try:
        ZoneInfo(str(text))
    except (ZoneInfoNotFoundError, ValueError, OSError) as problem:
        raise PydanticCustomError(
            "no_such_zone", "A time zone is written like America/New_York or Europe/London."
        ) from problem
    return str(text)


def _openings(text: object) -> tuple[Opening, ...]:
    try:
        return openings(str(text))
    except ImpossibleHours as problem:
        raise PydanticCustomError(
            "impossible_hours", "Hours are written like 09:00-17:00, 22:00-06:00 or closed."
        ) from problem


_DAY = re.compile(r"(?:([0-9]{4})-)?([0-9]{2})-([0-9]{2})")


def _day(text: object) -> Day:
    match = _DAY.fullmatch(str(text))
    try:
        if match is None:
            raise ValueError
        found = date(int(match[1] or 2024), int(match[2]), int(match[3]))
    except ValueError as problem:
        raise PydanticCustomError(
            "not_a_day", "A day is written like 2026-12-24, or 12-24 for every year."
        ) from problem
    return Day(found.month, found.day, found.year if match[1] else None)


Zone = Annotated[str, BeforeValidator(_zone)]
Openings = Annotated[tuple[Opening, ...], BeforeValidator(_openings)]
OurDay = Annotated[Day, BeforeValidator(_day)]


def _short_number(text: str) -> str:
    if not (text.isascii() and text.isdigit() and 3 <= len(text) <= 6):
        raise PydanticCustomError(
            "not_an_emergency_number", "An emergency number is written as its digits: 911, 112."
        )
    return text


NO_VOICE = "none"
"""What a language writes as its `voice` that no voice speaks."""


class Language(Strict):
    """One language of the helpline: its own name, its voice, what others call it."""

    name: Words
    """Its name in itself: español."""
    voice: Annotated[str, Field(min_length=3, max_length=60)]
    locale: Annotated[str, Field(min_length=2, max_length=20)]
    """The tag the voice is asked for with: es-US."""
    called: PerLanguage
    """Its name in each language of the helpline."""

    @property
    def has_voice(self) -> bool:
        """False if it is heard from recordings only."""
        return self.voice != NO_VOICE


class UniversalKeys(Strict):
    """What these keys mean at every listening step."""

    person: Key
    danger: Key
    hear_again: Key
    finish: Key


class OpenHours(Strict):
    """Named opening hours; a day without a line is closed."""

    zone: Zone | None = None
    monday: Openings | None = None
    tuesday: Openings | None = None
    wednesday: Openings | None = None
    thursday: Openings | None = None
    friday: Openings | None = None
    saturday: Openings | None = None
    sunday: Openings | None = None
    weekdays: Openings | None = None
    weekends: Openings | None = None
    every_day: Openings | None = None

    def hours(self, zone: str) -> Hours:
        """These hours, in their own zone or else in `zone`."""
        lines = {name: getattr(self, name) for name in GROUPS}
        given = {name: spans for name, spans in lines.items() if spans is not None}
        return Hours(ZoneInfo(self.zone or zone), week(given))


class Specialty(Strict):
    """A kind of harm a responder is trained for."""

    title: PerLanguage
    code: Whole
    """The neutral code of the whisper: says nothing to whoever overhears it."""
    hard: YesNo = False
    """Calls of this kind weigh more in a responder's rest."""
    protected: YesNo = False
    """Only a responder with this certificate, however long the wait."""
    wrap_up: Annotated[Span, between(30, 600)] = timedelta(seconds=120)
    """How long its responder has after a call, unless they are ready before."""


class Service(Strict):
    """Another open service we can point to, with the number we say."""

    title: PerLanguage
    number: Annotated[str, Field(min_length=3, max_length=24)]


class Titled(Strict):
    """Something a caller can be asked about and be marked with: an area, a wish."""

    title: PerLanguage


class EmergencyCentre(Strict):
    """Who answers emergencies for an area, by its ten-digit number."""

    title: PerLanguage
    number: Annotated[str, Field(min_length=3, max_length=24)]
    """As it is rung, with its country: never a short number, which would send our own address."""


class Switch(Strict):
    """Something a supervisor turns on and off without touching a flow."""

    title: Words


class OurHolidays(Strict):
    """Which days are holidays: those of a country, and our own."""

    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    subdivision: Annotated[str, Field(min_length=1, max_length=8)] | None = None
    """State, province or region, as its country codes it: NY."""
    own: tuple[OurDay, ...] = ()
    """Further days: 2026-12-24, or 12-24 for every year."""
    open_on: tuple[OurDay, ...] = ()
    """Public holidays on which we are open as on any other day."""

    @model_validator(mode="after")
    def _listed(self) -> Self:
        try:
            if self.country is not None:
                public_holidays(self.country, self.subdivision, 2026)
        except NoSuchCountry as problem:
            raise PydanticCustomError(
                "no_such_country", "The holidays of this country or part of it are not known."
            ) from problem
        return self

    @property
    def calendar(self) -> Holidays:
        """These holidays, ready to be asked."""
        return Holidays(self.country, self.subdivision, self.own, self.open_on)


class Limits(Strict):
    """Ends for what could go round for ever."""

    turns: Annotated[Whole, Field(ge=20, le=500)] = 60
    """Answers in one call before nothing is asked any more and a person is found."""
    texts_a_day: Annotated[Whole, Field(ge=0, le=100_000)] = 500
    """Texts to everybody together within 24 hours: what a mistake may cost at most."""
    call_back_to: tuple[Annotated[str, Field(pattern="^[A-Z]{2}$")], ...] = ("US", "CA", "PR")
    """Countries, as ISO 3166-1 names them, whose phones are promised calls."""
    text_to: tuple[Annotated[str, Field(pattern="^[A-Z]{2}$")], ...] = ("US", "CA", "PR")
    """The same for texts."""


class Widening(Strict):
    """From `after` on, counted from entering the line, more people may take the call."""

    after: Span
    to: Literal["any_specialty", "any_area", "any_gender", "interpreter"]
    ask_first: YesNo = False
    """Ask the caller in the line, and widen only if they agree."""

    @property
    def stage(self) -> Widen:
        """As routing knows it."""
        return Widen(self.after, self.to, self.ask_first)


class Confidentiality(Strict):
    """Which promises this helpline may make, and who decided so."""

    profile: Literal["system_based", "community_based", "mixed"]
    signed_off_by: str = ""
    signed_off_on: str = ""
    sentences: tuple[Words, ...] = ()
    """The exact sentences about confidentiality that this helpline may say, in any language."""
    recording: YesNo = False
    """Whether callers may be recorded, after they agreed to it."""


class Settings(Strict):
    """`settings.yaml`, read and checked for shape."""

    languages: Annotated[dict[LanguageTag, Language], Field(min_length=1)]
    """The first is the language the flows are written in."""
    universal_keys: UniversalKeys
    zone: Zone
    hours: dict[Name, OpenHours] = Field(default_factory=dict)
    specialties: dict[Name, Specialty]
    services: dict[Name, Service] = Field(default_factory=dict)
    areas: dict[Name, Titled] = Field(default_factory=dict)
    """Places a caller can choose; each is a mark."""
    genders: dict[Name, Titled] = Field(default_factory=dict)
    """What a caller can wish a responder to be; each is a mark."""
    emergency_centres: dict[Name, EmergencyCentre] = Field(default_factory=dict)
    switches: dict[Name, Switch] = Field(default_factory=dict)
    holidays: OurHolidays = OurHolidays()
    duty_phones: tuple[str, ...]
    emergency_number: Annotated[str, AfterValidator(_short_number)]
    limits: Limits = Limits()
    widen: Annotated[tuple[Widening, ...], Field(max_length=6)] = ()
    """What a wait brings in every line whose step does not say otherwise."""
    confidentiality: Confidentiality

    @property
    def stages(self) -> tuple[Widen, ...]:
        """What a wait brings in every line: as it is said here, else as it usually does."""
        return completed(tuple(widening.stage for widening in self.widen))

    @property
    def base_language(self) -> str:
        """The language the flows are written in."""
        return next(iter(self.languages))

    @cached_property
    def marks(self) -> frozenset[str]:
        """Everything a choice can mark a call with."""
        return frozenset({*self.specialties, *self.areas, *self.genders})

    def is_holiday(self, now: datetime) -> bool:
        """True if the day on which `now` (aware) falls in our zone is a holiday."""
        return self.holidays.calendar.holds(now.astimezone(ZoneInfo(self.zone)).date())

    @cached_property
    def opening_hours(self) -> Mapping[str, Hours]:
        """Each named hours with its zone."""
        return {name: given.hours(self.zone) for name, given in self.hours.items()}
