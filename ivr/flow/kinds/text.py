"""A step that promises a text, after the caller heard what it means and agreed."""

from typing import TYPE_CHECKING, Literal

from ivr.flow.effects import TextPromised
from ivr.flow.facts import Promise
from ivr.flow.kinds.consent import YES, Consenting, done
from ivr.flow.kinds.step import Exit, Go, How, Mention
from ivr.flow.values import Name

if TYPE_CHECKING:
    from ivr.flow.visit import Visit


class Text(Consenting):
    """`kind: text`.  Not asked of who withholds their number."""

    kind: Literal["text"]
    message: Name
    """A template of messages.yaml."""
    sent: Name
    """Where who agreed goes on: the text follows after the call."""

    def impossible(self, visit: "Visit") -> bool:
        return visit.facts.number_hidden or not visit.keeps(Promise.TEXT)

    def agreed_to(self, visit: "Visit") -> Go:
        promised = TextPromised(self.message, visit.position.language)
        position = visit.position.counted(done(visit.position))
        return Go(self.sent, position, (visit.phrase("text_promised"),), (promised,))

    def promised_already(self, visit: "Visit") -> Go:
        return Go(self.sent, visit.position, (visit.phrase("text_promised"),))

    def exits(self) -> tuple[Exit, ...]:
        return (Exit(How.PRESSED, self.sent, ("sent",), YES), *super().exits())

    def mentions(self) -> tuple[Mention, ...]:
        return (Mention("message", self.message, ("message",)),)
