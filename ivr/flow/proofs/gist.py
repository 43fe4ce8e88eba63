"""What of a caller's past makes a difference to what can come?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Final

from ivr.flow.book import Book
from ivr.flow.kinds.asking import Asking
from ivr.flow.kinds.callback import Callback
from ivr.flow.kinds.check import Check
from ivr.flow.kinds.consent import ASKED_AT_MOST, Consenting
from ivr.flow.kinds.line import Line
from ivr.flow.kinds.step import Step
from ivr.flow.kinds.survey import Survey
from ivr.flow.position import DANGER, NEXT_BEAT, Position

Caps = Mapping[str, int]
"""The counters that make a difference at a step, and from which number on they make no more."""

History = tuple[tuple[str, int], ...]
"""Counters with which a caller can come to a step."""

LIMIT: Final = "l:"


@dataclass(frozen=True)
class Matters:
    """What of a caller's past makes a difference to a book: counters at each place, marks that a
    check looks at, whether they were in danger, and the limit of a call."""

    counters: Mapping[str, Caps]
    marks: frozenset[str]
    danger: bool
    turns: int


def matters_in(book: Book) -> Matters:
    """What makes a difference to this book."""
    flows = book.flows.values()
    steps = {f"{flow.flow}.{name}": flow.steps[name] for flow in flows for name in flow.steps}
    lines = (line for step in steps.values() if isinstance(step, Check) for line in step.when)
    return Matters(
        counters={place: dict(_counters(steps, place)) for place in steps},
        marks=frozenset(line.mark for line in lines if line.mark is not None),
        danger=any(isinstance(step, Survey) for step in steps.values()),
        turns=book.settings.limits.turns,
    )


def histories(matters: Matters, place: str) -> Iterator[History]:
    """With what a caller can come to this place who has been here before, or promised something.

    Silences and unclear answers are left out: whoever is here can be silent here.
    """
    caps = matters.counters[place]
    past = [name for name in caps if name[0] in "ndqy" or (name[0] == "u" and f"d:{place}" in caps)]
    for counts in product(*(range(caps[name] + 1) for name in past)):
        history = {name: n for name, n in zip(past, counts, strict=True) if n}
        agreed = [name for name in history if name[0] == "y"]
        if history and all(f"q{name[1:]}" in history for name in agreed):
            yield tuple(sorted(history.items()))


def gist(matters: Matters, position: Position) -> Position:
    """The same place with only what makes a difference to what can come."""
    place, waiting = position.place, position.is_waiting
    caps = matters.counters[place]
    kept = [
        (name, min(n, caps.get(name, n)))
        for name, n in position.tries
        if name in caps or name.startswith(LIMIT) or (matters.danger and name == DANGER)
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


def _counters(steps: Mapping[str, Step], place: str) -> Iterator[tuple[str, int]]:
    step = steps[place]
    if isinstance(step, Asking):
        tries = {"s": step.silent.tries - 1, "u": step.unclear.tries - 1}
        yield from ((f"{name}:{place}", n) for name, n in tries.items() if n)
    elif isinstance(step, Consenting):
        spent = ASKED_AT_MOST if isinstance(step, Callback) else ASKED_AT_MOST - 1
        yield from ((f"u:{place}", spent), (f"d:{place}", 1))
    elif isinstance(step, Survey):
        yield f"u:{place}", ASKED_AT_MOST - 1
    elif isinstance(step, Line):
        yield f"n:{place}", 1
        yield from ((f"{kind}:{stage.to}", 1) for stage in step.asked_first for kind in "qy")
        flow = place.partition(".")[0]
        offered = {f"{flow}.{offer.go}" for offer in step.offers}
        yield from ((f"d:{to}", 1) for to in sorted(offered & steps.keys()) if _promises(steps[to]))


def _promises(step: Step) -> bool:
    return isinstance(step, Consenting)
