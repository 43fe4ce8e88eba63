"""What does the directory say, to whoever reads it on a page or in a terminal?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit

from babel import Locale, UnknownLocaleError
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from ivr.bookshelf import NothingPublished
from ivr.models import Message, Purpose, Resource, ResourceWords
from ivr.numbers import spoken_number
from ivr.runtime import Runtime

__all__ = [
    "BASE",
    "OLD_AFTER",
    "Choices",
    "Shown",
    "Wanted",
    "choices",
    "language_name",
    "language_of_link",
    "listed",
]

BASE = "en"
"""Who finds no words in their own language reads these."""
OLD_AFTER = timedelta(days=182)
"""Half a year: what nobody has looked at for longer may not be so any more."""


@dataclass(frozen=True)
class Wanted:
    """Which entries are wanted, in whose language. Empty filters let everything through.

    general: only those that tell nothing about their reader.
    """

    language: str = BASE
    topic: str | None = None
    general: bool = False
    speaks: str = ""
    area: str = ""
    retired: bool = False


@dataclass(frozen=True)
class Shown:
    """One entry in words. `language` is the one they are in: not always the one asked for."""

    id: str
    topic: str
    purpose: Purpose | None
    """The first of what it is for."""
    purposes: tuple[str, ...]
    sensitive: bool
    language: str
    name: str
    about: str
    area: str
    hours: str
    access: str
    cost: str
    eligibility: str
    speaks: tuple[str, ...]
    phone: str | None
    """As it is dialled; `spoken` is how people write it."""
    spoken: str
    url: str | None
    host: str
    """The name of the site at `url`, as a person would tell it."""
    verified_on: date | None
    is_old: bool
    is_retired: bool


@dataclass(frozen=True)
class Choices:
    """What the list can be narrowed down to: value → how it is called."""

    speaks: Mapping[str, str]
    areas: Mapping[str, str]


def listed(rt: Runtime, wanted: Wanted) -> list[Shown]:
    """The entries by what they are for; of each, first what tells nothing about its reader, then
    what is written in the language asked for, then by name."""
    today, areas = rt.now().date(), _areas(rt, wanted.language)
    shown = [
        _shown(resource, wanted.language, today, areas)
        for resource in _found(rt, wanted)
        if _fits(resource, wanted)
    ]
    order = (None, *Purpose)

    def place(one: Shown) -> tuple[int, bool, bool, str]:
        foreign = one.language != wanted.language
        return order.index(one.purpose), one.sensitive, foreign, one.name.casefold()

    return sorted(shown, key=place)


def _found(rt: Runtime, wanted: Wanted) -> Sequence[Resource]:
    asked = select(Resource).options(selectinload(Resource.words)).order_by(Resource.id)
    if wanted.topic is not None:
        asked = asked.where(Resource.topic == wanted.topic)
    if wanted.general:
        asked = asked.where(~Resource.sensitive)
    if not wanted.retired:
        asked = asked.where(Resource.retired_at.is_(None))
    with rt.db.read() as session:
        return session.scalars(asked).all()


def _fits(resource: Resource, wanted: Wanted) -> bool:
    speaks = not wanted.speaks or wanted.speaks in resource.languages
    here = not wanted.area or not resource.areas or wanted.area in resource.areas
    return speaks and here and bool(resource.words)


def _shown(resource: Resource, language: str, today: date, areas: Mapping[str, str]) -> Shown:
    words = _words(resource, language)
    purposes = [purpose for purpose in Purpose if purpose in resource.purposes]
    verified = resource.verified_on
    return Shown(
        id=resource.id,
        topic=resource.topic,
        purpose=purposes[0] if purposes else None,
        purposes=tuple(purposes),
        sensitive=resource.sensitive,
        language=words.language,
        name=words.name,
        about=words.about,
        area=_area(resource, words, areas),
        hours=words.hours,
        access=words.access,
        cost=words.cost,
        eligibility=words.eligibility,
        speaks=tuple(language_name(tag, language) for tag in resource.languages),
        phone=resource.phone,
        spoken=spoken_number(resource.phone) if resource.phone else "",
        url=resource.url,
        host=(urlsplit(resource.url or "").hostname or "").removeprefix("www."),
        verified_on=verified,
        is_old=verified is None or today - verified > OLD_AFTER,
        is_retired=resource.retired_at is not None,
    )


def _area(resource: Resource, words: ResourceWords, areas: Mapping[str, str]) -> str:
    named = [areas[name] for name in resource.areas if name in areas]
    return "; ".join(part for part in (*named, words.area) if part)


def _words(resource: Resource, language: str) -> ResourceWords:
    """In this language, else in English, else in any."""
    known = {said.language: said for said in resource.words}
    return known.get(language) or known.get(BASE) or resource.words[0]


def language_name(tag: str, language: str) -> str:
    """What a language is called in another one; its tag when nobody knows."""
    try:
        named = Locale.parse(tag, sep="-").get_display_name(Locale.parse(language, sep="-"))
    except (UnknownLocaleError, ValueError):
        return tag
    return named or tag


def choices(rt: Runtime, language: str) -> Choices:
    """Which languages and areas the listed entries have."""
    resources = _found(rt, Wanted())
    spoken = _every(resource.languages for resource in resources)
    named = _areas(rt, language)
    covered = _every(resource.areas for resource in resources)
    return Choices(
        speaks=_by_name({tag: language_name(tag, language) for tag in spoken}),
        areas={name: title for name, title in named.items() if name in covered},
    )


def _every(lists: Iterable[Iterable[str]]) -> set[str]:
    return {name for names in lists for name in names}


def _by_name(named: Mapping[str, str]) -> dict[str, str]:
    return dict(sorted(named.items(), key=lambda pair: pair[1].casefold()))


def _areas(rt: Runtime, language: str) -> dict[str, str]:
    """The areas of the live settings, in this language where they have a title in it."""
    try:
        settings = rt.books.live().settings
    except NothingPublished:
        return {}
    return {
        name: area.title.get(language) or area.title.get(settings.base_language) or name
        for name, area in settings.areas.items()
    }


def language_of_link(rt: Runtime, hashed: str) -> str | None:
    """The language of the text this link was in; None when the link is unknown or over."""
    asked = select(Message.language).where(
        Message.link_hash == hashed, Message.link_until > rt.now()
    )
    with rt.db.read() as session:
        return session.scalar(asked)
