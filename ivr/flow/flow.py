"""What is one flow: where it starts, where the universal keys lead, and its steps?"""

from typing import Annotated

from pydantic import Field

from ivr.flow.kinds.step import Step
from ivr.flow.values import LanguageTag, Name, Strict, Words


class Frame(Strict):
    """A flow file without its steps."""

    flow: Name
    """Its name, which is also the name of its file."""
    title: Words
    """What it is for, for who reads it."""
    starts_at: Name
    """Its first step."""
    person: Name
    """Where the person key leads, and every silence in the end."""
    danger: Name
    """Where the danger key leads."""
    if_anything_breaks: Name
    """Where a caller goes on when all else fails."""
    exits: tuple[Name, ...] = ()
    """Ways out of a flow that is part of others: names its steps lead to as if they were steps.
    A flow with exits answers no number itself."""
    languages: Annotated[tuple[LanguageTag, ...], Field(min_length=1)]
    """Offered languages; the first is spoken until the caller chooses."""


class Flow(Frame):
    """A flow whose every exit leads to a step of it, or to one of its own exits (the checks see to
    that)."""

    steps: dict[str, Step]

    def leads(self, to: str) -> bool:
        """True if `to` is a step, or an exit, of this flow."""
        return to in self.steps or to in self.exits
