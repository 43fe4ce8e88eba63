"""A step that finds a person: through the waiting line, or on the duty phones."""

from dataclasses import replace
from typing import TYPE_CHECKING, Literal, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from ivr.flow import instructions
from ivr.flow.kinds.line import Line, Needs, flagged
from ivr.flow.kinds.step import Outcome, Stop
from ivr.flow.position import RINGING

if TYPE_CHECKING:
    from ivr.flow.visit import Visit


class Connect(Line):
    """`kind: connect`, with either `needs` and what belongs to a line, or `to: duty_phones`."""

    kind: Literal["connect"]
    needs: Needs | None = None
    to: Literal["duty_phones"] | None = None

    @model_validator(mode="after")
    def _line_or_phones(self) -> Self:
        line = (self.needs, self.while_waiting, self.ask_again_after)
        at_once = self.ring_at_once > 1
        if self.to is not None and (any(line) or self.widen or self.ring_for or at_once):
            raise PydanticCustomError(
                "phones_have_no_line",
                "`to: duty_phones` has no waiting line: "
                "leave out needs, widen, while_waiting, ask_again_after and ring_….",
            )
        if self.to is None and not all(line):
            raise PydanticCustomError(
                "line_needs_words",
                "A waiting line needs `needs`, `while_waiting` and `ask_again_after` "
                "(or write `to: duty_phones`).",
            )
        return self

    @property
    def wanted(self) -> Needs:
        return self.needs or Needs()

    def arrive(self, visit: "Visit") -> Outcome:
        if self.needs is not None:
            return super().arrive(visit)
        position, effects = flagged(visit)
        position = replace(position, phase=RINGING)
        said = self.said(visit, coming_back=False)
        return Stop((*said, instructions.RingDutyPhones(position)), position, effects)
