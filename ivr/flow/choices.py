"""What did an answer mean, in a code that tells no key, number or word?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ivr.flow.book import Book
from ivr.flow.effects import DangerPressed, DigitsGiven, Effect, WideningAgreed
from ivr.flow.engine import Reply
from ivr.flow.facts import ANY_TIME
from ivr.flow.inputs import Failed, Input, Keys, NobodyFree, Silence
from ivr.flow.kinds.step import Path, Press, Step
from ivr.flow.position import Position
from ivr.flow.visit import Visit

BEGINS: Final = "begins"
BEGINS_HIDDEN: Final = "begins_hidden"
"""The beginning of a call whose number is withheld."""
BEGINNINGS: Final = (BEGINS, BEGINS_HIDDEN)
ARRIVES: Final = "arrives"
"""Not an answer: where a caller came to who had left the waiting line."""
SILENT: Final = "silent"
UNCLEAR: Final = "unclear"
FAILED: Final = "failed"
NOBODY: Final = "nobody"
TYPED: Final = "typed"
WIDENED: Final = "widened"
DANGER: Final = "danger"

SIMPLE: Final[dict[str, Input]] = {SILENT: Silence(), FAILED: Failed(), NOBODY: NobodyFree()}
"""Answers without keys or words, by code."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """One answer in a call: at which step, what it meant there, and the step it led to.

    `turn` counts the answers of a call from 1.  Of two at one step and turn the first was thrown
    away, because what it promised could not be kept; the second, `failed`, says so.
    """

    turn: int
    step: str
    choice: str
    to: str
    language: str


def begun(book: Book, reply: Reply, *, number_hidden: bool) -> Chosen:
    """The beginning of the call whose first reply this is: at the first step of its flow."""
    to = next((position for position, _ in reply.answers), reply.position)
    flow = to.stack[0].partition(".")[0] if to.stack else to.flow
    code = BEGINS_HIDDEN if number_hidden else BEGINS
    return Chosen(0, f"{flow}.{book.flows[flow].starts_at}", code, to.place, to.language)


def arrived(left: Position, reply: Reply) -> Iterator[Chosen]:
    """Where a caller is who left the line for `left`, if that is not where it led them."""
    to = next((position for position, _ in reply.answers), reply.position)
    if to.place != left.place:
        yield Chosen(left.turn, left.place, ARRIVES, to.place, reply.position.language)


def chosen(book: Book, reply: Reply) -> Iterator[Chosen]:
    """What was answered on the way to this reply.  Silence in the waiting line is no answer, and
    one at a step of another revision means nothing in this book."""
    places = [*(position.place for position, _ in reply.answers[1:]), reply.position.place]
    last = len(places) - 1
    for n, (position, given) in enumerate(reply.answers):
        waits = position.is_waiting and isinstance(given, Silence)
        if not waits and position.revision == book.short:
            code = code_of(book, position, given, reply.effects if n == last else None)
            language = reply.position.language
            yield Chosen(position.turn + 1, position.place, code, places[n], language)


def code_of(
    book: Book, position: Position, given: Input, effects: tuple[Effect, ...] | None = None
) -> str:
    """What an answer meant at this position: `silent`, `person`, `choices.1`, `unclear`, …

    A choice is named by its place in the file, so that a code says nothing without the flow.
    `effects` are what came of the answer, where that is known: only they tell what was typed as
    it was asked for.
    """
    simple = {Silence: SILENT, Failed: FAILED, NobodyFree: NOBODY}.get(type(given))
    if simple is not None:
        return simple
    step = book.flows[position.flow].steps[position.step]
    keys = step.key_of(Visit(book, position, ANY_TIME), given)
    told = _told(effects or ())
    if told is not None:
        return told
    universal = {key: meaning for meaning, key in book.settings.universal_keys}
    if keys in universal:
        return universal[keys]
    meanings = meanings_of(step, position.phase)
    code = next((code for code, key in meanings.items() if key == keys), None)
    return code or (TYPED if len(keys) > 1 and effects is None else UNCLEAR)


def meanings_of(step: Step, question: str) -> dict[str, str]:
    """The keys that mean something in this question of a step, by code.

    Keys that are written in one place, such as yes and no, are told apart by their order.
    """
    return {code: press.key for code, press in presses_of(step, question).items()}


def presses_of(step: Step, question: str) -> dict[str, Press]:
    """The same, each with the place where it is written."""
    presses = step.presses()
    own = [press for press in presses if press.question == question and question]
    found: dict[str, Press] = {}
    for press in own or [press for press in presses if not press.question]:
        path = item_of(press)
        alike = sum(code.partition("/")[0] == dotted(path) for code in found)
        found[f"{dotted(path)}/{alike}" if alike else dotted(path)] = press
    return found


def item_of(press: Press) -> Path:
    """Where the choice stands that this key makes."""
    return press.path[:-1] if press.path[-1] == "press" else press.path


def input_of(book: Book, position: Position, code: str) -> Input | None:
    """The answer that has this code at this position; None if nothing there means it."""
    if code in SIMPLE:
        return SIMPLE[code]
    universal = dict(book.settings.universal_keys)
    step = book.flows[position.flow].steps[position.step]
    meanings = meanings_of(step, position.phase)
    if code == UNCLEAR:
        free = [key for key in "876543210" if key not in {*meanings.values(), *universal.values()}]
        return Keys(free[0]) if free else None
    key = universal.get(code) or meanings.get(code)
    return Keys(key) if key else None


def dotted(path: Path) -> str:
    """A path inside a step as one word."""
    return ".".join(str(part) for part in path)


def _told(effects: tuple[Effect, ...]) -> str | None:
    """What only the effects of an answer tell: the keys for it are made on the way."""
    if any(isinstance(effect, DangerPressed) for effect in effects):
        return DANGER
    if any(isinstance(effect, WideningAgreed) for effect in effects):
        return WIDENED
    return TYPED if any(isinstance(effect, DigitsGiven) for effect in effects) else None
