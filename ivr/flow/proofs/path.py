"""Where do the choices of a call lead, without a telephone and without time?"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import product
from typing import Final

from ivr.flow import engine
from ivr.flow.book import Book
from ivr.flow.choices import TYPED, WIDENED, input_of
from ivr.flow.facts import ANY_TIME, EVERY_PROMISE, Facts
from ivr.flow.inputs import Input, Keys
from ivr.flow.instructions import EnterLine, LeaveLine, Listen, RingDutyPhones, TakeMessage
from ivr.flow.position import Position

ANY_DIGIT: Final = "5"
"""What somebody typed is not known; so many of these are as good."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What an answer at a step meant (see choices.code_of), and the step it led to."""

    step: str
    code: str
    to: str


@dataclass(frozen=True, slots=True)
class Path:
    """One call as codes of choices.  Tells no key, number or word.

    Two paths are equal if everything but the time (aware) is.
    """

    revision: str
    flow: str
    number_hidden: bool
    first: str
    """Where the first words ended: `flow.step`."""
    choices: tuple[Choice, ...]
    began_at: datetime = field(compare=False)

    @property
    def end(self) -> str:
        """Where the caller was last."""
        return self.choices[-1].to if self.choices else self.first


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a caller stands: a step, and in the line for whom: language, specialty, urgency."""

    place: str
    waits_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Here:
    """One caller at one moment of a path.  `landed` is the step an answer led to at first, and
    `keys` are as many as the step takes."""

    position: Position
    landed: str
    entry: EnterLine | None = None
    keys: int = 1

    @property
    def stand(self) -> Stand:
        """The step, and whom the caller waits for there."""
        if self.entry is None:
            return Stand(self.position.place)
        need = self.entry.need
        waits_for = (need.language, need.specialty or "", need.urgency.value)
        return Stand(self.position.place, waits_for)

    def led(self, to: str) -> bool:
        """True if an answer that led here led `to`."""
        return to in (self.landed, self.position.place)


def begin(book: Book, flow: str, facts: Facts) -> Here:
    """Somebody calls.  Raises engine.NoSuchPlace for a flow that answers no calls."""
    return _here(book, engine.start(book, flow, facts), facts)


def after(book: Book, here: Here, code: str, facts: Facts) -> Here | None:
    """The same caller when they have made this choice; None if nothing here means it."""
    if code == WIDENED:
        return here
    given = _given(book, here, code)
    if given is None:
        return None
    reply = engine.resume(book, here.position, given, facts)
    found = _here(book, reply, facts)
    goes_on = found.position.is_waiting and found.entry is None
    return Here(found.position, found.landed, here.entry) if goes_on else found


def _given(book: Book, here: Here, code: str) -> Input | None:
    if code == TYPED:
        return Keys(ANY_DIGIT * here.keys)
    return input_of(book, here.position, code)


def _here(book: Book, reply: engine.Reply, facts: Facts) -> Here:
    landed = reply.position.place
    if any(isinstance(one, LeaveLine) for one in reply.instructions):
        reply = engine.present(book, reply.position, facts)
    here = Here(reply.position, landed)
    for one in reply.instructions:
        if isinstance(one, Listen):
            here = Here(one.position, landed, keys=one.keys)
        elif isinstance(one, EnterLine):
            here = Here(one.position, landed, one)
        elif isinstance(one, RingDutyPhones | TakeMessage):
            here = Here(one.position, landed)
    return here


def told(book: Book, path: Path, facts: Facts) -> tuple[Here, ...] | None:
    """Where the caller was at the beginning and after each choice; None if, in a world of these
    facts, the choices would have led elsewhere."""
    here = begin(book, path.flow, facts)
    if not here.led(path.first):
        return None
    found = [here]
    for choice in path.choices:
        is_there = here.position.place == choice.step
        reached = after(book, here, choice.code, facts) if is_there else None
        if reached is None or not reached.led(choice.to):
            return None
        found.append(here := reached)
    return tuple(found)


def worlds(book: Book, path: Path) -> Iterator[Facts]:
    """What may have been so around a call of which only the choices are known: who was free, what
    was switched on, what could be promised.  The likeliest come first."""
    looks, kept = book.looks_at, book.settings
    everybody = frozenset(product(kept.languages, kept.specialties))
    free = (everybody, frozenset()) if "responders_free" in looks else (everybody,)
    on: list[dict[str, bool]] = [{}]
    on += [{name: True} for name in kept.switches] if "switch" in looks else []
    for keeps, switches, cells in product((ANY_TIME.keeps, EVERY_PROMISE), on, free):
        yield Facts(path.began_at, path.number_hidden, cells, switches, keeps)
