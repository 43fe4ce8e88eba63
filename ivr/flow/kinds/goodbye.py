"""The only step that ends a call."""

from typing import TYPE_CHECKING, Literal

from ivr.flow.instructions import HangUp
from ivr.flow.kinds.spoken import Telling
from ivr.flow.kinds.step import Outcome, Stop, Wording
from ivr.flow.values import Words, YesNo

if TYPE_CHECKING:
    from ivr.flow.visit import Visit


class Goodbye(Telling):
    """`kind: goodbye`"""

    kind: Literal["goodbye"]
    say: Words
    in_every_language: YesNo = False
    """Say the words in each language of the flow, for a caller who chose none."""

    def arrive(self, visit: "Visit") -> Outcome:
        flow = visit.book.flows[visit.position.flow]
        spoken = flow.languages if self.in_every_language else (visit.position.language,)
        words = tuple(visit.say("say", language) for language in spoken)
        return Stop((*self.extras(visit), *words, HangUp()), visit.position)

    def wording(self) -> tuple[Wording, ...]:
        return (Wording("say", self.say, ("say",)),)
