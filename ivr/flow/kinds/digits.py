"""A step that asks for a number to be typed: a case number, an extension."""

from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

from ivr.flow import instructions
from ivr.flow.inputs import Input, Silence
from ivr.flow.kinds.asking import Asking
from ivr.flow.kinds.step import Exit, Go, How, Outcome, Press, Stop, Wording, to_danger
from ivr.flow.kinds.typed import AGAIN, RIGHT, Entry, entered, means_danger, read_back
from ivr.flow.position import Position
from ivr.flow.values import Lengths, Name, Words

if TYPE_CHECKING:
    from ivr.flow.visit import Visit

READ_BACK: Final = "read_back"


class Digits(Asking):
    """`kind: digits`.  What is typed leaves the flow once, as an effect, and is never kept here.

    An entry of exactly the person key or the danger key means what it always means; an emergency
    number typed is danger.
    """

    kind: Literal["digits"]
    ask: Words
    """What to type.  How to finish is said after it."""
    length: Lengths
    """How many digits: 10, or 4-11."""
    read_back: Literal["yes", "whole", "no"] = "yes"
    """Read the last three digits back, or the whole number, and ask if they are right.  `whole` is
    never for a telephone number: somebody else may be listening."""
    never_log: Literal["yes"] = "yes"
    """What callers type is never logged: there is no other way to say it."""
    then: Name
    """Where who typed, and confirmed, goes on."""

    def prompt(self, visit: "Visit", first: tuple[instructions.Say, ...] = ()) -> Stop:
        return self._entry(visit).asked(visit, (*first, visit.say("ask")))

    def repeat(self, visit: "Visit") -> Outcome:
        if visit.position.phase == READ_BACK and visit.facts.typed:
            return self._read_back(visit, visit.facts.typed)
        return self.prompt(visit)

    def answer(self, visit: "Visit", given: Input) -> Outcome:
        if visit.position.phase == READ_BACK:
            return self._confirm(visit, given)
        if isinstance(given, Silence):
            return self.met_silence(visit)
        digits = entered(given)
        if means_danger(visit, digits):
            return to_danger(visit)
        if not self._entry(visit).fits(digits):
            return self.not_understood(visit)
        return self._typed(visit, digits)

    def exits(self) -> tuple[Exit, ...]:
        return (Exit(How.PRESSED, self.then, ("then",)), *super().exits())

    def presses(self) -> tuple[Press, ...]:
        if self.read_back == "no":
            return ()
        return (Press(RIGHT, ("read_back",)), Press(AGAIN, ("read_back",)))

    def wording(self) -> tuple[Wording, ...]:
        return (Wording("ask", self.ask, ("ask",)),)

    def reading_back(self, position: Position) -> str:
        return position.place if position.phase == READ_BACK else ""

    def _typed(self, visit: "Visit", digits: str) -> Outcome:
        entry = self._entry(visit)
        if self.read_back == "no":
            return Go(self.then, visit.position, effects=(entry.given(digits), entry.confirmed()))
        return replace(self._read_back(visit, digits), effects=(entry.given(digits),))

    def _read_back(self, visit: "Visit", digits: str) -> Stop:
        return read_back(visit, digits, READ_BACK, whole=self.read_back == "whole")

    def _confirm(self, visit: "Visit", given: Input) -> Outcome:
        entry, pressed = self._entry(visit), entered(given)
        if pressed == RIGHT:
            return Go(self.then, visit.position, effects=(entry.confirmed(),))
        if isinstance(given, Silence):
            again = self.met_silence(visit)
        else:
            again = self.prompt(visit) if pressed == AGAIN else self.not_understood(visit)
        return replace(again, effects=(entry.taken_back(), *again.effects))

    def _entry(self, visit: "Visit") -> Entry:
        return Entry(visit.position.place, self.length)
