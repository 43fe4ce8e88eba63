"""A step that says something and goes on."""

from typing import TYPE_CHECKING, Literal

from ivr.flow.kinds.spoken import Telling
from ivr.flow.kinds.step import Exit, Go, How, Outcome, Wording
from ivr.flow.values import Name, Words

if TYPE_CHECKING:
    from ivr.flow.visit import Visit


class Say(Telling):
    """`kind: say`"""

    kind: Literal["say"]
    say: Words
    then: Name
    """Where everybody goes on."""

    def arrive(self, visit: "Visit") -> Outcome:
        return Go(self.then, visit.position, (visit.say("say"), *self.extras(visit)))

    def exits(self) -> tuple[Exit, ...]:
        return (Exit(How.BY_ITSELF, self.then, ("then",)),)

    def wording(self) -> tuple[Wording, ...]:
        return (Wording("say", self.say, ("say",)),)
