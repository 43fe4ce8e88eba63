"""What of a caller's past makes a difference to what can come?"""

from dataclasses import dataclass
from typing import Final

from ivr.flow.book import Book
from ivr.flow.kinds.check import Check
from ivr.flow.kinds.survey import Survey
from ivr.flow.position import DANGER, NEXT_BEAT, Position

CAP: Final = 9
"""Counters above this make no difference: no step bears more tries."""


@dataclass(frozen=True)
class Matters:
    """What of a caller's past makes a difference to a book: marks that a check looks at, whether
    they were in danger, and the limit of a call."""

    marks: frozenset[str]
    danger: bool
    turns: int


def matters_in(book: Book) -> Matters:
    """What makes a difference to this book."""
    steps = [step for flow in book.flows.values() for step in flow.steps.values()]
    lines = (line for step in steps if isinstance(step, Check) for line in step.when)
    return Matters(
        marks=frozenset(line.mark for line in lines if line.mark is not None),
        danger=any(isinstance(step, Survey) for step in steps),
        turns=book.settings.limits.turns,
    )


def gist(matters: Matters, position: Position) -> Position:
    """The same place with only what makes a difference to what can come."""
    place, waiting = position.place, position.is_waiting
    kept = [
        (counter, min(n, CAP if counter[0] in "su" else 2))
        for counter, n in position.tries
        if (counter[0] in "sun" and counter[2:] == place)
        or counter[0] == "l"
        or (matters.danger and counter == DANGER)
        or (waiting and counter[0] in "qy")
    ]
    tired = position.turn >= matters.turns
    return Position(
        revision=position.revision,
        flow=position.flow,
        step=position.step,
        language=position.language,
        phase=position.phase,
        marks=tuple(sorted(matters.marks.intersection(position.marks))),
        tries=tuple(sorted(kept)),
        turn=matters.turns if tired else 0,
        line=place if waiting else "",
        said=NEXT_BEAT,
        asked=0,
        stack=position.stack,
        notes=position.notes,
    )
