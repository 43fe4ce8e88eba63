"""What does the same book say where somebody reads it on a phone instead of hearing it?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, ClassVar, Final, Literal

from ivr.flow.book import Book
from ivr.flow.flow import Flow
from ivr.flow.inputs import Input, Keys
from ivr.flow.instructions import Listen, Say
from ivr.flow.kinds.connect import Connect
from ivr.flow.kinds.digits import Digits
from ivr.flow.kinds.line import Line, Offer
from ivr.flow.kinds.step import Go, Outcome, Step, Stop
from ivr.flow.kinds.subflow import SubFlow
from ivr.flow.kinds.survey import Survey
from ivr.flow.phrases import PHRASES, TEXTED
from ivr.flow.values import Name
from ivr.flow.waiting import makes_sense

if TYPE_CHECKING:
    from ivr.flow.visit import Visit

__all__ = ["CALL", "Texted", "lacks", "part_flows", "texted", "texted_flow"]

INSTEAD: Final = "texted_"
"""Before the name of a phrase: what is read instead of it."""
CALL: Final = "texted_call"
WRITTEN: Final = {
    "menu_choice": "\n{key} {label}\n",
    "language_choice": "\n{key} {language}\n",
    "key_star": "*",
    "key_hash": "#",
}
"""Choices are numbered lines, in every language."""
NOBODY_TIMES: Final = 0
"""A text is answered whenever it comes."""
ASKED_AT_MOST: Final = 2
"""How often the way to a person is told again to answers that mean nothing."""


@dataclass(frozen=True)
class Texted(Book):
    """A book in the form in which texts are answered: numbers are written as they are dialled."""

    @property
    def emergency_number(self) -> str:
        return self.settings.emergency_number

    def service(self, name: str, language: str) -> tuple[str, str]:
        title, _ = super().service(name, language)
        return title, self.settings.services[name].number


class Reach(Step):
    """A step that finds a person by voice.  Nobody talks by text, so the number to call is told,
    the emergency sentence, and what is offered in the line.  Where nothing is offered, the first
    visit goes on at once as when nobody is free; who is in danger is asked nothing more."""

    listens: ClassVar[bool] = True

    kind: Literal["reach"] = "reach"
    voice: Line
    """The step as it is heard."""

    def arrive(self, visit: "Visit") -> Outcome:
        if isinstance(self.voice, Connect) and self.voice.needs is None:
            return Go(self.voice.if_it_fails, visit.position)
        urgent, told = self.voice.is_urgent, _told(visit)
        position = visit.position.endangered() if urgent else visit.position
        here = visit.at(position.counted(told))
        if urgent or position.count(told) or self._offers(visit):
            return self._asked(here)
        return Go(self.voice.no_one_free, here.position, self._words(here))

    def answer(self, visit: "Visit", given: Input) -> Outcome:
        pressed = given.digits if isinstance(given, Keys) else ""
        offer = next((offer for offer in self.voice.offers if offer.press == pressed), None)
        if offer is not None:
            return Go(offer.go, visit.position)
        position = visit.position.counted(f"u:{visit.position.place}")
        spent = position.count(f"u:{position.place}") > ASKED_AT_MOST
        if spent and not self.voice.is_urgent:
            return Go(self.voice.no_one_free, position)
        return self._asked(visit.at(position))

    def repeat(self, visit: "Visit") -> Outcome:
        return self._asked(visit)

    def unasked(self, visit: "Visit") -> Outcome:
        return Go(self.voice.if_it_fails, visit.position, self._words(visit))

    def _asked(self, visit: "Visit") -> Stop:
        choices = (
            visit.choice(visit.say(offer.part).words, offer.press) for offer in self._offers(visit)
        )
        prompt = (*self._words(visit), *choices)
        return Stop((Listen(prompt, NOBODY_TIMES, visit.position),), visit.position)

    def _words(self, visit: "Visit") -> tuple[Say, ...]:
        call = visit.phrase(CALL)
        emergency = visit.phrase("emergency", number=visit.book.emergency_number)
        return (emergency, call) if self.voice.is_urgent else (call, emergency)

    def _offers(self, visit: "Visit") -> tuple[Offer, ...]:
        return tuple(offer for offer in self.voice.offers if makes_sense(offer, visit))


class Unasked(Step):
    """A step whose questions are not put by text, because nobody keeps the answers."""

    kind: Literal["unasked"] = "unasked"
    then: Name

    def arrive(self, visit: "Visit") -> Outcome:
        return Go(self.then, visit.position)


def _told(visit: "Visit") -> str:
    return f"n:{visit.position.place}"


def texted(book: Book, number: str) -> Texted:
    """The book as it is read by who texts the line of this number (written as people read it)."""
    known = {field.name: getattr(book, field.name) for field in fields(Book)}
    flows = {name: texted_flow(flow) for name, flow in book.flows.items()}
    return replace(Texted(**known), flows=flows, phrases=_phrases(book, number), recorded={})


def texted_flow(flow: Flow) -> Flow:
    """The flow with every step in the form in which it is read."""
    steps = {name: _read_step(step) for name, step in flow.steps.items()}
    return flow.model_copy(update={"steps": steps})


def _read_step(step: Step) -> Step:
    if isinstance(step, Line):
        return Reach(voice=step)
    return Unasked(then=step.then) if isinstance(step, Survey) else step


def _phrases(book: Book, number: str) -> Mapping[tuple[str, str], str]:
    languages = book.settings.languages
    call = {
        (CALL, language): words.format(number=number)
        for (name, language), words in book.phrases.items()
        if name == CALL
    }
    written = {(name, str(tag)): words for name, words in WRITTEN.items() for tag in languages}
    instead = {
        (name.removeprefix(INSTEAD), language): words
        for (name, language), words in book.phrases.items()
        if name.removeprefix(INSTEAD) in PHRASES and name.startswith(INSTEAD)
    }
    return {**book.phrases, **instead, **written, **call}


def lacks(book: Book, flow: str) -> Iterator[str]:
    """What keeps this flow from answering texts, each in one sentence; nothing if it can."""
    for language in book.flows[flow].languages:
        missing = sorted(name for name in TEXTED if (name, language) not in book.phrases)
        if missing:
            names = ", ".join(f"`{name}`" for name in missing)
            yield f"wording/{language}.yaml lacks the phrases a text line says: {names}."
    for part in sorted(part_flows(book, flow)):
        for name, step in book.flows[part].steps.items():
            if isinstance(step, Digits):
                yield f"`{part}.{name}` asks for a number to be typed, which texts cannot keep."


def part_flows(book: Book, flow: str) -> frozenset[str]:
    """This flow and every flow within it, however deep."""
    found: set[str] = set()
    todo = [flow]
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            steps = book.flows[name].steps.values()
            todo.extend(str(step.flow) for step in steps if isinstance(step, SubFlow))
    return frozenset(found)
