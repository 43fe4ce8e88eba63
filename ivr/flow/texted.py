"""What does the same book say where somebody reads it on a phone instead of hearing it?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, ClassVar, Final, Literal

from ivr.flow.book import Book
from ivr.flow.call_me import STEP, CallMe, Time, times_of
from ivr.flow.flow import Flow
from ivr.flow.inputs import Input, Keys
from ivr.flow.instructions import Listen, Say
from ivr.flow.kinds.callback import Callback
from ivr.flow.kinds.connect import Connect
from ivr.flow.kinds.consent import agreement
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
    the emergency sentence, what is offered in the line, and that we can call.  Where nothing is
    offered, the first visit goes on at once as when nobody is free; who is in danger is asked
    nothing more."""

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
        if urgent or position.count(told) or self._choices(visit):
            return self._asked(here)
        return Go(self.voice.no_one_free, here.position, self._words(here))

    def answer(self, visit: "Visit", given: Input) -> Outcome:
        to = self._chosen(visit, given)
        if to is not None:
            return Go(to, visit.position)
        position = visit.position.counted(f"u:{visit.position.place}")
        spent = position.count(f"u:{position.place}") > ASKED_AT_MOST
        if spent and not self.voice.is_urgent:
            return Go(self.voice.no_one_free, position)
        return self._asked(visit.at(position))

    def _chosen(self, visit: "Visit", given: Input) -> str | None:
        """Where this answer leads, if it is one. Where a call is all that is offered, yes means it,
        and no what comes after."""
        if isinstance(given, Keys):
            meaning = {offer.press: str(offer.go) for offer in self.voice.offers}
            meaning |= {key: to for key, _, to in self._choices(visit)}
            return meaning.get(given.digits)
        offered = [to for _, _, to in self._choices(visit)]
        if len(offered) != 1 or not _is_call(visit, offered[0]):
            return None
        agrees = agreement(visit, given)
        return None if agrees is None else (offered[0] if agrees else self.voice.no_one_free)

    def repeat(self, visit: "Visit") -> Outcome:
        return self._asked(visit)

    def unasked(self, visit: "Visit") -> Outcome:
        return Go(self.voice.if_it_fails, visit.position, self._words(visit))

    def _asked(self, visit: "Visit") -> Stop:
        choices = (visit.choice(label, key) for key, label, _ in self._choices(visit))
        prompt = (*self._words(visit), *choices)
        return Stop((Listen(prompt, NOBODY_TIMES, visit.position),), visit.position)

    def _words(self, visit: "Visit") -> tuple[Say, ...]:
        call = visit.phrase(CALL)
        emergency = visit.phrase("emergency", number=visit.book.emergency_number)
        return (emergency, call) if self.voice.is_urgent else (call, emergency)

    def _choices(self, visit: "Visit") -> list[tuple[str, str, str]]:
        """Keys, what they are called, and where they lead: what is offered in the line, and a call
        if no offer is one; to who is in danger none is offered, they call now."""
        offers = [offer for offer in self.voice.offers if _makes_sense(offer, visit)]
        choices = [(offer.press, visit.say(offer.part).words, offer.go) for offer in offers]
        steps = visit.book.flows[visit.position.flow].steps
        if STEP in steps and not self.voice.is_urgent and _makes_sense(STEP, visit):
            key = self.voice.free_keys(frozenset(key for _, key in visit.settings.universal_keys))
            choices.append((key[0], visit.phrase("call_me_offer").words, STEP))
        return choices


class Unasked(Step):
    """A step whose questions are not put by text, because nobody keeps the answers."""

    kind: Literal["unasked"] = "unasked"
    then: Name

    def arrive(self, visit: "Visit") -> Outcome:
        return Go(self.then, visit.position)


def _makes_sense(offer: Offer | str, visit: "Visit") -> bool:
    to = offer if isinstance(offer, str) else offer.go
    step = visit.book.flows[visit.position.flow].steps.get(to)
    if isinstance(step, CallMe):
        return step.is_possible(visit.at(visit.position.at(to)))
    return isinstance(offer, str) or makes_sense(offer, visit)


def _is_call(visit: "Visit", step: str) -> bool:
    return isinstance(visit.book.flows[visit.position.flow].steps.get(step), CallMe)


def _told(visit: "Visit") -> str:
    return f"n:{visit.position.place}"


def texted(book: Book, number: str) -> Texted:
    """The book as it is read by who texts the line of this number (written as people read it)."""
    known = {field.name: getattr(book, field.name) for field in fields(Book)}
    flows = {name: texted_flow(flow, times_of(book, name)) for name, flow in book.flows.items()}
    return replace(Texted(**known), flows=flows, phrases=_phrases(book, number), recorded={})


def texted_flow(flow: Flow, times: tuple[Time, ...] = ()) -> Flow:
    """The flow with every step in the form in which it is read; who would be called can choose
    among these times."""
    call_me = CallMe(times=times, back=flow.person)
    steps = {name: _read_step(step, call_me) for name, step in flow.steps.items()}
    if call_me not in steps.values():
        steps[STEP] = call_me
    return flow.model_copy(update={"steps": steps})


def _read_step(step: Step, call_me: CallMe) -> Step:
    if isinstance(step, Callback):
        return call_me
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
