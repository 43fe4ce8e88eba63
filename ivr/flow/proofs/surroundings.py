"""In which worlds must a flow hold: open or closed, staffed or empty, number shown or hidden?"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import product
from typing import Final

from ivr.flow.book import Book
from ivr.flow.facts import EVERY_PROMISE, Cell, Facts, Promise
from ivr.flow.kinds.callback import Callback
from ivr.flow.kinds.language import Language
from ivr.flow.kinds.line import Line
from ivr.flow.kinds.voicemail import Voicemail
from ivr.flow.proofs.world import World, book_of

NOON: Final = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)
FEW: Final = frozenset({Promise.TEXT, Promise.ERASURE, Promise.ANY_SPECIALTY})
"""Promises that are kept wherever texts are sent and routing widens."""


@dataclass(frozen=True)
class Surroundings:
    """One world to walk a flow in; the book answers for its hours and holidays.

    `staffed` says whether somebody on duty could ever take a call: both, where the flow cannot
    tell the difference before the line does.
    """

    name: str
    book: Book
    facts: Facts
    language: str
    staffed: tuple[bool, ...]
    calendar: tuple[bool | None, bool | None]
    """Whether we are open, and whether it is a holiday: what a flow looks at the time for."""

    def fact(self, name: str) -> object:
        """One of the facts, as far as it makes a difference."""
        return self.calendar if name == "now" else getattr(self.facts, name)


def surroundings(book: Book, flow: str) -> Iterator[Surroundings]:
    """Every world that makes a difference to this book, for each language the flow can begin in.

    Hours, staffing, language and number are varied together; a holiday, switches, who is free and
    what can be promised one at a time on top of that.
    """
    hours = (True, False) if "hours" in book.looks_at else (True,)
    looked_at = "responders_free" in book.looks_at
    duty = ((True,), (False,)) if looked_at else ((True, False),)
    hidden = (False, True)
    for is_open, staffed, is_hidden, language in product(hours, duty, hidden, _begun(book, flow)):
        world = World(NOON, is_open=is_open, is_holiday=False, number_hidden=is_hidden)
        for name, changed, keeps, free in _variants(book, world, staffed=True in staffed):
            yield Surroundings(
                name=_name(changed, language) + (_DUTY[staffed] + name),
                book=book_of(book, changed),
                facts=replace(changed.facts(NOON, free), keeps=keeps),
                language=language,
                staffed=staffed,
                calendar=(changed.is_open, changed.is_holiday),
            )


_DUTY: Final = {
    (True,): ", somebody on duty",
    (False,): ", nobody on duty",
    (True, False): "",
}


def _begun(book: Book, flow: str) -> tuple[str, ...]:
    """The languages a call can begin in: all, unless the first step lets the caller choose."""
    found = book.flows[flow]
    languages = tuple(str(language) for language in found.languages)
    asked = isinstance(found.steps[found.starts_at], Language)
    return languages[:1] if asked else languages


Variant = tuple[str, World, frozenset[Promise], frozenset[Cell]]


def _variants(book: Book, world: World, *, staffed: bool) -> Iterator[Variant]:
    everybody = _cells(book, tuple(book.settings.languages)) if staffed else frozenset[Cell]()
    yield "", world, EVERY_PROMISE, everybody
    if _promises(book):
        yield ", only texts can be promised", world, FEW, everybody
    if "holiday" in book.looks_at:
        yield ", on a holiday", replace(world, is_holiday=True), EVERY_PROMISE, everybody
    if "responders_free" in book.looks_at and staffed:
        yield ", all of them busy", world, EVERY_PROMISE, frozenset()
        one = _cells(book, (book.settings.base_language,))
        yield ", free in one language only", world, EVERY_PROMISE, one
    if "switch" in book.looks_at:
        for switch in book.settings.switches:
            turned = replace(world, switches_on=frozenset({switch}))
            yield f", {switch} is on", turned, EVERY_PROMISE, everybody


def _promises(book: Book) -> bool:
    """True if the book promises, or asks about, more than texts."""
    return any(
        isinstance(step, Callback | Voicemail)
        or (isinstance(step, Line) and any(stage.ask_first for stage in step.widen))
        for flow in book.flows.values()
        for step in flow.steps.values()
    )


def _cells(book: Book, languages: tuple[str, ...]) -> frozenset[Cell]:
    return frozenset(product(languages, book.settings.specialties))


def _name(world: World, language: str) -> str:
    words = (
        "open" if world.is_open else "closed",
        "number hidden" if world.number_hidden else "number shown",
        f"begun in {language}",
    )
    return ", ".join(words)
