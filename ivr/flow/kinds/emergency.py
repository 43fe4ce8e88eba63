"""A step for a caller in danger: how to get help at once, then a person who stays with them."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Final, Literal

from ivr.flow import instructions
from ivr.flow.kinds.line import Line, Needs, WhileWaiting
from ivr.flow.kinds.step import Mention
from ivr.flow.values import Name, Span, Words, between
from routing.need import Urgency

if TYPE_CHECKING:
    from ivr.flow.visit import Visit

DANGER: Final = Needs(urgency=Urgency.DANGER)


class Emergency(Line):
    """`kind: emergency`.  The emergency sentence ("hang up and dial … if you can") follows `say`.

    Nobody is ever rung by a short number: that would send the helpline's own address.
    """

    kind: Literal["emergency"]
    say: Words
    call: Name | None = None
    """An emergency centre of the settings that the responder brings in, staying on the line."""
    while_waiting: WhileWaiting
    ask_again_after: Annotated[Span, between(30, 3600)] = timedelta(minutes=1)

    @property
    def wanted(self) -> Needs:
        return DANGER

    @property
    def centre_to_call(self) -> str:
        return self.call or ""

    def mentions(self) -> tuple[Mention, ...]:
        if self.call is None:
            return ()
        return (Mention("centre", self.call, ("call",)),)

    def said(self, visit: "Visit", *, coming_back: bool) -> tuple[instructions.Say, ...]:
        spoken = super().said(visit, coming_back=coming_back)
        if coming_back:
            return spoken
        return (*spoken, visit.phrase("emergency", number=visit.book.emergency_number))
