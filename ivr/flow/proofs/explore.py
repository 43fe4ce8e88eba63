"""Does a flow hold whatever a caller does: every key, every silence, at every wait?"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

from ivr.flow import engine
from ivr.flow.book import Book
from ivr.flow.effects import CallbackPromised, TextPromised
from ivr.flow.engine import Reply
from ivr.flow.inputs import Input, Keys, NobodyFree
from ivr.flow.instructions import (
    Continue,
    EnterLine,
    HangUp,
    LeaveLine,
    Listen,
    RingDutyPhones,
)
from ivr.flow.kinds.check import Check
from ivr.flow.kinds.consent import done
from ivr.flow.kinds.survey import Survey
from ivr.flow.position import DANGER, NEXT_BEAT, Position, UnreadablePosition
from ivr.flow.proofs.invariants import cut_off, other_language, said, without_consent
from ivr.flow.proofs.moves import Again, Leaves, Move, Waits, describe, moves
from ivr.flow.proofs.surroundings import Surroundings

MOST_STATES: Final = 100_000
CAP: Final = 9
"""Counters above this make no difference: no step bears more tries."""

Render = Callable[[Book, Reply], str]
"""The document of a reply; raises ValueError if the phone company could not read it."""

GOES_ON: Final = (Listen, EnterLine, LeaveLine, RingDutyPhones, HangUp, Continue)


class TooManyStates(RuntimeError):
    """Raised when a flow cannot be walked whole."""


@dataclass(eq=False)
class Node:
    """A caller who can do something now, and how they came here."""

    position: Position
    reply: Reply
    came: "tuple[Node, Move] | None"
    listen: Listen | None = None

    @property
    def is_over(self) -> bool:
        """True if the call has ended."""
        return any(isinstance(i, HangUp) for i in self.reply.instructions)


@dataclass(frozen=True)
class Counterexample:
    """How a caller comes to what must not be: the world, what they do, and what is wrong."""

    world: str
    sentence: str
    place: str
    way: tuple[str, ...]


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


@dataclass
class Walk:
    """Every state of one flow in one world."""

    around: Surroundings
    flow: str
    render: Render
    start: Node
    nodes: dict[Position, Node]
    ways: dict[Position, dict[Move, Node]]
    broken: list[Counterexample]
    matters: "Matters"
    looked_at: set[tuple[object, ...]] = field(default_factory=set)
    """Which replies were rendered: those alike in step, kind of answer and words differ in no
    way that a document could."""


def walk(around: Surroundings, flow: str, render: Render) -> Walk:
    """Goes everywhere a caller can get, and looks at every reply.

    What makes no difference to what comes is forgotten on the way: tries of other steps, marks no
    check looks at, the time already waited. Raises TooManyStates.
    """
    reply = engine.start(around.book, flow, around.facts, around.language)
    start = Node(reply.position, reply, None)
    found = Walk(around, flow, render, start, {}, {}, [], matters_in(around.book))
    _look(found, start, None, None)
    todo, late = deque([_kept(found, start)]), set[tuple[str, str]]()
    while todo:
        node = todo.popleft()
        position = node.position
        if position in found.ways or node.is_over:
            continue
        found.ways[position] = {}
        for move in moves(around.book, position, node.listen):
            reached = _moved(found, node, move)
            if reached is not None:
                found.ways[position][move] = reached
                todo.append(found.nodes[reached.position])
        if (position.place, position.phase) not in late and not position.turn:
            late.add((position.place, position.phase))
            tired = replace(position, turn=around.book.settings.limits.turns)
            todo.append(replace(node, position=tired))
        if len(found.ways) > MOST_STATES:
            raise TooManyStates(f"{flow} has more than {MOST_STATES} states")
    return found


def _moved(found: Walk, node: Node, move: Move) -> Node | None:
    around, before = found.around, node.position
    try:
        reply = _after(around, before, move)
        reached = Node(reply.position, reply, (node, move))
        _look(found, reached, before, move)
    except (engine.EndlessFlow, LookupError, ValueError) as problem:
        _note(found, node, f"The flow breaks here ({type(problem).__name__}: {problem}).", move)
        return None
    return _kept(found, reached)


def _after(around: Surroundings, position: Position, move: Move) -> Reply:
    """The reply to a move; who leaves the line hears at once what comes after it."""
    book, facts = around.book, around.facts
    if isinstance(move, Waits):
        reply = engine.while_waiting(book, position, timedelta(seconds=move.seconds), facts)
    elif isinstance(move, Again):
        reply = engine.present(book, _been_here(position), facts)
    elif isinstance(move, Leaves):
        reply = engine.leave(book, position, move.given, facts)
    else:
        reply = engine.resume(book, position, move, facts)
    if not any(isinstance(i, LeaveLine) for i in reply.instructions):
        return reply
    out = engine.present(book, reply.position, facts)
    return Reply(out.instructions, out.position, reply.effects + out.effects, out.heard)


def _been_here(position: Position) -> Position:
    """Arriving where the caller has agreed, or waited, before."""
    place = position.place
    return replace(position.counted(done(position)), line=place).at(position.step)


def _look(found: Walk, node: Node, before: Position | None, move: Move | None) -> None:
    """Every invariant of one reply."""
    book, reply = found.around.book, node.reply
    given = _as_input(move)
    wrong = [cut_off(book, before, given, reply), other_language(book, reply)]
    promised = any(isinstance(e, TextPromised | CallbackPromised) for e in reply.effects)
    if promised and without_consent(book, before, given):
        wrong.append("Something is promised that nobody agreed to.")
    if not any(isinstance(i, GOES_ON) for i in reply.instructions):
        wrong.append("The call ends here because nothing follows.")
    like = (before.place if before else "", type(move), reply.heard)
    if like not in found.looked_at:
        found.looked_at.add(like)
        wrong += [_round_trip(reply.position), _unreadable(found, reply)]
    for sentence in filter(None, wrong):
        _note(found, node, sentence)


def _as_input(move: Move | None) -> Input | None:
    if isinstance(move, Leaves):
        return move.given
    if isinstance(move, Again):
        return Keys("")
    return NobodyFree() if isinstance(move, Waits) else move


def _round_trip(position: Position) -> str:
    try:
        same = Position.from_bytes(position.to_bytes()) == position
    except UnreadablePosition:
        same = False
    return "" if same else "The place of the caller does not survive being written down."


def _unreadable(found: Walk, reply: Reply) -> str:
    try:
        found.render(found.around.book, reply)
    except ValueError as problem:
        return f"The phone company could not read this reply: {problem}."
    return ""


def _kept(found: Walk, node: Node) -> Node:
    """The node under the gist of its place; the first that came there is gone on from."""
    last = next((i for i in node.reply.instructions if isinstance(i, Listen)), None)
    position = gist(found.matters, last.position if last else node.reply.position)
    if position not in found.nodes:
        if _round_trip(position):
            _note(found, node, _round_trip(position))
        found.nodes[position] = replace(node, position=position, listen=last)
    return replace(node, position=position, listen=last)


def gist(matters: Matters, position: Position) -> Position:
    """The same place with only what makes a difference to what can come."""
    own = {f"{counted}:{position.place}" for counted in "sun"}
    kept = [
        (counter, min(n, CAP if counter[0] in "su" else 2))
        for counter, n in position.tries
        if counter in own
        or counter[:2] == "l:"
        or (counter == DANGER and matters.danger)
        or (counter[:2] in ("q:", "y:") and position.is_waiting)
    ]
    tired = position.turn >= matters.turns
    return replace(
        position,
        tries=tuple(sorted(kept)),
        marks=tuple(sorted(set(position.marks) & matters.marks)),
        turn=matters.turns if tired else 0,
        line=position.place if position.is_waiting else "",
        said=NEXT_BEAT,
        asked=0,
    )


def _note(found: Walk, node: Node, sentence: str, move: Move | None = None) -> None:
    way = [*way_to(node)] + ([_told(node, move)] if move is not None else [])
    place = node.position.place
    found.broken.append(Counterexample(found.around.name, sentence, place, tuple(way)))


def way_to(node: Node) -> list[str]:
    """What a caller does to come here, and what they heard last each time."""
    steps: list[str] = []
    here = node
    while here.came is not None:
        before, move = here.came
        steps.append(_told(before, move))
        here = before
    return steps[::-1]


def _told(node: Node, move: Move) -> str:
    return describe(node.position.place, said(node.reply), move)
