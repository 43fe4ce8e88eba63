"""Does a flow hold whatever a caller does: every key, every silence, at every wait?"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from ivr.flow.position import Position
from ivr.flow.proofs.answers import Answer, Answers
from ivr.flow.proofs.invariants import said
from ivr.flow.proofs.moves import Move, describe
from ivr.flow.proofs.surroundings import Surroundings

MOST_STATES: Final = 100_000
TOLD_EVERY: Final = 500
"""So many states are walked between two words of how far it has come."""

Told = Callable[[int], None]
"""Hears from time to time how many states have been walked."""


class TooManyStates(RuntimeError):
    """Raised when a flow cannot be walked whole."""


@dataclass(frozen=True, eq=False, slots=True)
class Node:
    """A caller who can do something now, and how they came here."""

    position: Position
    answer: Answer
    came: "tuple[Node, Move] | None"


@dataclass(frozen=True)
class Counterexample:
    """How a caller comes to what must not be: the world, what they do, and what is wrong."""

    world: str
    sentence: str
    place: str
    way: tuple[str, ...]


@dataclass
class Walk:
    """Every state of one flow in one world: the nodes by their place, what comes of every move
    there, and whatever is wrong."""

    around: Surroundings
    flow: str
    start: Node
    nodes: dict[Position, Node]
    ways: dict[Position, dict[Move, Answer]]
    broken: list[Counterexample]


def walk(
    around: Surroundings, flow: str, answers: Answers, told: Told = lambda _states: None
) -> Walk:
    """Goes everywhere a caller can get, and looks at every reply.

    What makes no difference to what comes is forgotten on the way: tries of other steps, marks no
    check looks at, the time already waited.  Raises TooManyStates.
    """
    first = answers.first(around, flow)
    start = Node(first.position, first, None)
    found = Walk(around, flow, start, {start.position: start}, {}, [])
    _look(found, start)
    todo, late = deque([start]), set[tuple[str, str]]()
    while todo:
        node = todo.popleft()
        if node.position in found.ways or node.answer.is_over:
            continue
        todo.extend(_onward(found, node, answers))
        here = (node.position.place, node.position.phase)
        if here not in late and not node.position.turn:
            late.add(here)
            tired = replace(node.position, turn=answers.book.settings.limits.turns)
            todo.append(replace(node, position=tired))
        if len(found.ways) % TOLD_EVERY == 0:
            told(len(found.ways))
        if len(found.ways) > MOST_STATES:
            raise TooManyStates(f"{flow} has more than {MOST_STATES} states")
    told(len(found.ways))
    return found


def _onward(found: Walk, node: Node, answers: Answers) -> Iterator[Node]:
    """Where a caller comes from here who was not there before."""
    ways = found.ways[node.position] = {}
    for move, answer in answers.after(found.around, node.position, node.answer.listen):
        if answer.wrong:
            _look(found, Node(answer.position, answer, (node, move)))
        if answer.reply is None:
            continue
        ways[move] = answer
        if answer.position not in found.nodes:
            reached = Node(answer.position, answer, (node, move))
            found.nodes[answer.position] = reached
            yield reached


def _look(found: Walk, node: Node) -> None:
    """Whatever is wrong with what is heard here."""
    for sentence in node.answer.wrong:
        way = tuple(way_to(node))
        place = node.answer.position.place
        found.broken.append(Counterexample(found.around.name, sentence, place, way))


def way_to(node: Node) -> list[str]:
    """What a caller does to come here, and what they heard last each time."""
    steps: list[str] = []
    here = node
    while here.came is not None:
        before, move = here.came
        reply = before.answer.reply
        heard = said(reply) if reply is not None else ()
        steps.append(describe(before.position.place, heard, move))
        here = before
    return steps[::-1]
