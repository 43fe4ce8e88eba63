"""What is a step, whatever its kind?"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from ivr.flow.effects import DangerPressed, Effect
from ivr.flow.inputs import Input, Keys
from ivr.flow.instructions import Instruction
from ivr.flow.position import Position
from ivr.flow.values import Name, Strict, Tries

if TYPE_CHECKING:
    from ivr.flow.visit import Visit

Path = tuple[str | int, ...]
"""Where something stands inside its step: ("choices", 0, "go")."""


class How(StrEnum):
    """What makes a caller take an exit."""

    BY_ITSELF = "by itself"
    PRESSED = "pressed"
    SILENT = "silent"
    UNCLEAR = "unclear"
    FAILED = "failed"
    NOBODY = "nobody free"
    RETURNED = "returned"
    """The flow inside this step is over, by one of its exits."""


@dataclass(frozen=True, slots=True)
class Exit:
    """One way out of a step, and where it is written."""

    how: How
    to: str
    path: Path
    press: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """One piece of what a step says, in the language the flow is written in."""

    part: str
    words: str
    path: Path


@dataclass(frozen=True, slots=True)
class Press:
    """One key a step gives a meaning of its own, and where that is written.

    A key can mean one thing to one `question` of a step, and another to the next.
    """

    key: str
    path: Path
    question: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name a step uses that must exist elsewhere, such as a specialty or a message."""

    of: str
    """What kind of name: `language`, `specialty`, `hours`, `message`, `service`, `mark`, `switch`,
    `centre`, `flow`."""
    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Stop:
    """The caller now listens, waits, is being rung for, or is gone: the reply is complete."""

    instructions: tuple[Instruction, ...]
    position: Position
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class Go:
    """The caller goes on to another step of the flow at once, having heard `said`.

    `unanswered` if they were silent, or pressed what means nothing, as often as the step bears.
    """

    to: str
    position: Position
    said: tuple[Instruction, ...] = ()
    effects: tuple[Effect, ...] = ()
    unanswered: bool = False


Outcome = Stop | Go


def to_danger(visit: "Visit") -> Go:
    """The caller is in danger and goes where the flow says, from wherever they are."""
    flow = visit.book.flows[visit.position.flow]
    return Go(flow.danger, visit.position.endangered(), effects=(DangerPressed(),))


class After(Strict):
    """An exit taken at the Nth silence or unclear answer, counted per call."""

    tries: Tries
    """Which one: 1 is the first."""
    go: Name


class Step(Strict, ABC):
    """One moment in a flow.  Each kind is one class in one file of this folder."""

    listens: ClassVar[bool] = False
    """True if the step waits for the caller: the universal keys work there."""

    kind: str

    @abstractmethod
    def arrive(self, visit: "Visit") -> Outcome:
        """What a caller hears who comes to this step."""

    def answer(self, visit: "Visit", given: Input) -> Outcome:
        """What follows an answer; a step that asks nothing is heard again."""
        del given
        return self.arrive(visit)

    def key_of(self, visit: "Visit", given: Input) -> str:
        """The keys that were pressed, or the one whose words were said; empty if none was."""
        del visit
        return given.digits if isinstance(given, Keys) else ""

    def repeat(self, visit: "Visit") -> Outcome:
        """What a caller hears who asks to hear it again."""
        return Go(visit.position.step, visit.position)

    def unasked(self, visit: "Visit") -> Outcome:
        """What follows when nothing is asked any more: the caller counts as silent."""
        return self.arrive(visit)

    def exits(self) -> tuple[Exit, ...]:
        """Every way out, with its place in the file."""
        return ()

    def wording(self) -> tuple[Wording, ...]:
        """Every piece of words, with its place in the file."""
        return ()

    def presses(self) -> tuple[Press, ...]:
        """Every key with a meaning of its own here."""
        return ()

    def mentions(self) -> tuple[Mention, ...]:
        """Every name used here that must exist elsewhere."""
        return ()

    def looks_at(self) -> frozenset[str]:
        """Which facts it looks at, by their name in a check."""
        return frozenset()

    def reading_back(self, position: Position) -> str:
        """The place of what was typed and is read back at this position; empty if nothing is."""
        del position
        return ""

    def exit(self, how: How) -> str | None:
        """Where this exit leads, None if the kind has no such exit."""
        return next((exit_.to for exit_ in self.exits() if exit_.how is how), None)
