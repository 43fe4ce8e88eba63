"""A step that has everything about the caller's phone forgotten, after they agreed."""

from typing import TYPE_CHECKING, Literal

from ivr.flow.effects import ErasureAsked
from ivr.flow.facts import Promise
from ivr.flow.kinds.consent import YES, Consenting, done
from ivr.flow.kinds.step import Exit, Go, How
from ivr.flow.values import Name

if TYPE_CHECKING:
    from ivr.flow.visit import Visit


class Erase(Consenting):
    """`kind: erase`.  Not asked of who withholds their number.  For who once chose a code word,
    `if_it_fails` is taken unless they typed it in this call, in a step before."""

    kind: Literal["erase"]
    erased: Name
    """Where who agreed goes on, of whom nothing is kept any more."""

    def impossible(self, visit: "Visit") -> bool:
        return visit.facts.number_hidden or not visit.keeps(Promise.ERASURE)

    def agreed_to(self, visit: "Visit") -> Go:
        position = visit.position.counted(done(visit.position))
        return Go(self.erased, position, effects=(ErasureAsked(),))

    def promised_already(self, visit: "Visit") -> Go:
        return Go(self.erased, visit.position)

    def exits(self) -> tuple[Exit, ...]:
        return (Exit(How.PRESSED, self.erased, ("erased",), YES), *super().exits())
