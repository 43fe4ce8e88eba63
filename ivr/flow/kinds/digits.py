"""A step that asks for a number to be typed: a case number, an extension."""

from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

from ivr.flow import instructions
from ivr.flow.inputs import Input, Keys, Silence
from ivr.flow.kinds.asking import Asking
from ivr.flow.kinds.step import Exit, Go, How, Outcome, Press, Stop, Wording, to_danger
from ivr.flow.kinds.typed import AGAIN, RIGHT, Entry, means_danger, read_back
from ivr.flow.values import Lengths, Name, Words, YesNo

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
    read_back: YesNo = True
    """Read the last three digits back, and ask if they are right."""
    never_log: Literal["yes"] = "yes"
    """What callers type is never logged: there is no other way to say it."""
    then: Name
    """Where who typed, and confirmed, goes on."""

    def prompt(self, visit: "Visit", first: tuple[instructions.Say, ...] = ()) -> Stop:
        return self._entry(visit).asked(visit, (*first, visit.say("ask")))

    def repeat(self, visit: "Visit") -> Outcome:
        if visit.position.phase == READ_BACK and visit.facts.ends_in:
            return read_back(visit, visit.facts.ends_in, READ_BACK)
        return self.prompt(visit)

    def answer(self, visit: "Visit", given: Input) -> Outcome:
        if isinstance(given, Silence):
            return self.met_silence(visit)
        digits = given.digits if isinstance(given, Keys) else ""
        if visit.position.phase == READ_BACK:
            return self._confirm(visit, digits)
        if means_danger(visit, digits):
            return to_danger(visit)
        if not self._entry(visit).fits(digits):
            return self.not_understood(visit)
        return self._typed(visit, digits)

    def exits(self) -> tuple[Exit, ...]:
        return (Exit(How.PRESSED, self.then, ("then",)), *super().exits())

    def presses(self) -> tuple[Press, ...]:
        if not self.read_back:
            return ()
        return (Press(RIGHT, ("read_back",)), Press(AGAIN, ("read_back",)))

    def wording(self) -> tuple[Wording, ...]:
        return (Wording("ask", self.ask, ("ask",)),)

    def _typed(self, visit: "Visit", digits: str) -> Outcome:
        entry = self._entry(visit)
        if not self.read_back:
            return Go(self.then, visit.position, effects=(entry.given(digits), entry.confirmed()))
        return replace(read_back(visit, digits, READ_BACK), effects=(entry.given(digits),))

    def _confirm(self, visit: "Visit", pressed: str) -> Outcome:
        if pressed == RIGHT:
            return Go(self.then, visit.position, effects=(self._entry(visit).confirmed(),))
        return self.prompt(visit) if pressed == AGAIN else self.not_understood(visit)

    def _entry(self, visit: "Visit") -> Entry:
        return Entry(visit.position.place, self.length)
