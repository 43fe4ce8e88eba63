"""Which step can follow which, also in and out of flows within flows?"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from ivr.flow.book import Book
from ivr.flow.flow import Flow
from ivr.flow.kinds.step import Exit, How, Step
from ivr.flow.kinds.subflow import SubFlow

Place = tuple[str, str]
"""Flow and step."""


@dataclass(frozen=True, slots=True)
class Way:
    """One exit of a step, and a step a caller then arrives at."""

    exit: Exit
    to: Place


Map = Mapping[Place, tuple[Way, ...]]


def map_of(book: Book) -> Map:
    """Every way between steps; a flow within is entered, and left to wherever it is used."""
    return {
        (flow.flow, name): tuple(_ways(book, flow, step))
        for flow in book.flows.values()
        for name, step in flow.steps.items()
    }


def arrived(book: Book, flow: str, to: str) -> Iterator[Place]:
    """The steps an exit leads to: one of the flow, or those its own exits lead on to."""
    seen: set[tuple[str, str]] = set()
    todo = [(flow, to)]
    while todo:
        at = todo.pop()
        if at in seen:
            continue
        seen.add(at)
        if at[1] in book.flows[at[0]].steps:
            yield at
            continue
        todo.extend(
            (outer.flow, step.exits_to[at[1]])
            for outer in book.flows.values()
            for step in outer.steps.values()
            if isinstance(step, SubFlow) and step.flow == at[0] and at[1] in step.exits_to
        )


def reached(ways: Map, starts: Iterable[Place], through: Callable[[Place], bool]) -> set[Place]:
    """Every step that can be come to; a step of which `through` is not true is not left."""
    seen: set[Place] = set()
    todo = list(starts)
    while todo:
        at = todo.pop()
        if at not in seen:
            seen.add(at)
            if through(at):
                todo.extend(way.to for way in ways[at])
    return seen


def _ways(book: Book, flow: Flow, step: Step) -> Iterator[Way]:
    if isinstance(step, SubFlow):
        inner = book.flows[step.flow]
        yield Way(Exit(How.BY_ITSELF, inner.starts_at, ("flow",)), (inner.flow, inner.starts_at))
        return
    for exit_ in step.exits():
        for place in arrived(book, flow.flow, exit_.to):
            yield Way(exit_, place)
