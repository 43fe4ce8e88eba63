"""How does a directory that somebody else keeps come into ours, and ours go out?"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

from babel import Locale, UnknownLocaleError
from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.bookshelf import NothingPublished
from ivr.flow.names import is_language
from ivr.hsds.plain import shortened
from ivr.hsds.reading import read
from ivr.hsds.record import Ignored, Problem
from ivr.hsds.service import Service, Tongue
from ivr.models import Resource, Topic
from ivr.models.resource import LONGEST
from ivr.numbers import spoken_number
from ivr.operations import audit, resources
from ivr.operations.audit import Deed, Entry
from ivr.operations.refusals import Refusal
from ivr.operations.resources import ImpossibleResource, NewResource, Words
from ivr.runtime import Runtime

__all__ = ["Became", "Manner", "Taken", "UnknownLanguage", "give", "take"]

TOPIC, PURPOSE = "topic/", "for/"
SENSITIVE, GENERAL = "sensitive", "general"
SHORTENED = "the end of a text that is too long for a small page"


class UnknownLanguage(Refusal):
    """Raised for a language tag whose days and hours nobody here can write."""


class Became(StrEnum):
    """What became of one service of the file."""

    ADDED = "added"
    CHANGED = "changed"
    SAME = "the same as before"
    RETIRED = "retired, because the file says it is closed"
    LEFT = "left out, because the file says it is closed"
    STAYS_RETIRED = "changed, but retired here"


@dataclass(frozen=True)
class Manner:
    """How a file is to be taken in.

    language: what its texts are written in. topic, purposes, verified_on: for services that say
    none.
    skip_bad: take what needs no mending. trial: write nothing.
    """

    language: str
    who: str
    topic: str | None = None
    purposes: tuple[str, ...] = ()
    verified_on: date | None = None
    skip_bad: bool = False
    trial: bool = False


@dataclass(frozen=True)
class Taken:
    """What an import did, or would have done."""

    problems: tuple[Problem, ...]
    ignored: Ignored
    became: Mapping[str, Became]
    """By the id of the service."""
    written: bool


def take(rt: Runtime, path: Path, manner: Manner) -> Taken:
    """Take in the directory at this path: all of it, or nothing when something must be mended.

    A service of an id that is here gets what the file says, and keeps its words in other
    languages. Raises Unreadable, UnknownLanguage, ImpossibleName.
    """
    who = audit.staff(manner.who)
    services, reading = read(path, Tongue(_locale(manner.language), rt.now().date()))
    taking = _Taking(rt, manner, reading.ignored)
    with rt.db.begin() as session:
        audit.lock(session)
        became, problems = taking.all_of(session, services)
        problems = [*reading.problems, *problems]
        written = not manner.trial and bool(became) and (manner.skip_bad or not problems)
        if written:
            counted = Counter(one.name.lower() for one in became.values())
            details = {name: str(count) for name, count in sorted(counted.items())}
            entry = Entry(who, Deed.RESOURCES_IMPORTED, manner.language, details)
            audit.write(session, rt.now(), entry)
        else:
            session.rollback()
    return Taken(tuple(problems), reading.ignored, became, written)


def _locale(language: str) -> Locale:
    """How this language writes its days and names its neighbours. Raises UnknownLanguage."""
    try:
        if is_language(language):
            return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        pass
    raise UnknownLanguage(f"{language[:20]} is not a language tag such as en or zh-Hant.")


class _Taking:
    """One import on its way."""

    def __init__(self, rt: Runtime, manner: Manner, ignored: Ignored) -> None:
        self.rt, self.manner, self.ignored = rt, manner, ignored
        self.areas = dict(_areas(rt))

    def all_of(
        self, session: Session, services: list[Service]
    ) -> tuple[dict[str, Became], list[Problem]]:
        """Write each; those that cannot be are problems."""
        became: dict[str, Became] = {}
        problems: list[Problem] = []
        for service in services:
            try:
                became[service.id] = self._one(session, service)
            except ImpossibleResource as problem:
                problems += [Problem(service.place, said) for said in problem.sentences]
        return became, problems

    def _one(self, session: Session, service: Service) -> Became:
        resource = session.get(Resource, service.id[:64])
        if not service.active:
            return self._closed(resource)
        before = None if resource is None else resources.current(resource)
        new = resources.checked(self.rt, self._new(service, before))
        if new == before:
            return Became.SAME
        resources.write(session, new)
        if resource is None:
            return Became.ADDED
        return Became.STAYS_RETIRED if resource.retired_at else Became.CHANGED

    def _closed(self, resource: Resource | None) -> Became:
        if resource is None:
            return Became.LEFT
        if resource.retired_at is not None:
            return Became.SAME
        resource.retired_at = self.rt.now()
        return Became.RETIRED

    def _new(self, service: Service, before: NewResource | None) -> NewResource:
        topic, purposes, sensitive = self._filed(service.codes, before)
        words = {} if before is None else dict(before.words)
        known = {name for name in service.areas if name.casefold() in self.areas}
        elsewhere = [name for name in service.areas if name not in known]
        words[self.manner.language] = self._words(service, "; ".join(elsewhere))
        checked_on = service.verified_on or self.manner.verified_on
        verified = [checked_on, before.verified_on if before else None]
        return NewResource(
            id=service.id,
            topic=topic,
            words=words,
            purposes=purposes,
            sensitive=sensitive,
            languages=service.languages,
            areas=tuple(sorted({self.areas[name.casefold()] for name in known})),
            phone=service.phone or None,
            url=service.url or None,
            verified_on=max((day for day in verified if day), default=None),
        )

    def _filed(
        self, codes: tuple[str, ...], before: NewResource | None
    ) -> tuple[str, tuple[str, ...], bool]:
        """Where it is listed: what the file says, else what we know, else what was asked for."""
        topics = [code.removeprefix(TOPIC) for code in codes if code.startswith(TOPIC)]
        purposes = tuple(code.removeprefix(PURPOSE) for code in codes if code.startswith(PURPOSE))
        topic = topics[0] if topics else before.topic if before else self.manner.topic
        if topic is None:
            ask = f"say so with --topic, or in the file with the term helpline/{TOPIC}housing"
            raise ImpossibleResource([f"Nobody says which list it is for ({_list(Topic)}): {ask}."])
        if not purposes:
            purposes = before.purposes if before else self.manner.purposes
        hidden = before.sensitive if before else True
        return topic, purposes, SENSITIVE in codes or (hidden and GENERAL not in codes)

    def _words(self, service: Service, area: str) -> Words:
        texts = {
            "name": service.name,
            "about": service.about,
            "area": area,
            "hours": service.hours,
            "access": service.access,
            "cost": service.cost,
            "eligibility": service.eligibility,
        }
        kept = {name: shortened(text, LONGEST[name]) for name, text in texts.items()}
        self.ignored[SHORTENED] += sum(kept[name] != text for name, text in texts.items())
        return Words(**kept)


def _list(names: type[StrEnum]) -> str:
    return ", ".join(names)


def _areas(rt: Runtime) -> Iterator[tuple[str, str]]:
    """How the areas of the live settings may be written, in any language, and their names."""
    try:
        areas = rt.books.live().settings.areas
    except NothingPublished:
        return
    for name, area in areas.items():
        for written in (name, *area.title.values()):
            yield written.casefold(), name


def give(rt: Runtime, language: str) -> list[Service]:
    """Every entry that has words in this language, as others read it; retired ones are closed."""
    titles = _titles(rt, language)
    with rt.db.read() as session:
        found = session.scalars(select(Resource).order_by(Resource.id)).all()
        return [
            _service(resource, resources.current(resource), language, titles)
            for resource in found
            if language in {said.language for said in resource.words}
        ]


def _titles(rt: Runtime, language: str) -> dict[str, str]:
    try:
        areas = rt.books.live().settings.areas
    except NothingPublished:
        return {}
    return {name: area.title.get(language, name) for name, area in areas.items()}


def _service(
    resource: Resource, entry: NewResource, language: str, titles: Mapping[str, str]
) -> Service:
    said = entry.words[language]
    ours = tuple(titles.get(name, name) for name in entry.areas)
    filed = (
        f"{TOPIC}{entry.topic}",
        *(f"{PURPOSE}{purpose}" for purpose in entry.purposes),
        SENSITIVE if entry.sensitive else GENERAL,
    )
    words = {name: text for name, text in asdict(said).items() if name != "area"}
    return replace(
        Service(place="", id=entry.id, **words),
        active=resource.retired_at is None,
        languages=entry.languages,
        areas=(*ours, said.area) if said.area else ours,
        phone=spoken_number(entry.phone) if entry.phone else "",
        url=entry.url or "",
        verified_on=entry.verified_on,
        codes=filed,
    )
