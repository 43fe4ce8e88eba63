"""A step that lets another flow speak, and goes on by the exit that flow is left by."""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import Field

from ivr.flow.kinds.step import Exit, Go, How, Mention, Outcome, Step
from ivr.flow.values import Name

if TYPE_CHECKING:
    from ivr.flow.visit import Visit

DEEPEST: Final = 3
"""How many flows may be within one another below the first."""


class SubFlow(Step):
    """`kind: flow`.  Every exit that flow declares is mapped to a step (or exit) of this one."""

    kind: Literal["flow"]
    flow: Name
    """The flow that speaks: one that declares `exits`."""
    exits_to: Annotated[dict[Name, Name], Field(min_length=1, alias="exits")]
    """For each exit of that flow, the step where this one goes on."""

    def arrive(self, visit: "Visit") -> Outcome:
        inner = visit.book.flows[self.flow]
        position = visit.position
        language = position.language if position.language in inner.languages else None
        entered = replace(
            position,
            flow=self.flow,
            language=language or inner.languages[0],
            stack=(*position.stack, position.place),
        )
        return Go(inner.starts_at, entered)

    def exits(self) -> tuple[Exit, ...]:
        return tuple(
            Exit(How.RETURNED, to, ("exits", name), name) for name, to in self.exits_to.items()
        )

    def mentions(self) -> tuple[Mention, ...]:
        return (Mention("flow", self.flow, ("flow",)),)
