"""What does the flow answer to a move, found out once for every world in which it is the same?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from typing import Final

from ivr.flow import engine
from ivr.flow.book import Book
from ivr.flow.engine import Reply
from ivr.flow.facts import Facts
from ivr.flow.inputs import Input, NobodyFree
from ivr.flow.instructions import (
    Continue,
    EnterLine,
    HangUp,
    Instruction,
    LeaveLine,
    Listen,
    RingDutyPhones,
    TakeMessage,
)
from ivr.flow.position import Position, UnreadablePosition
from ivr.flow.proofs.gist import History, Matters, gist, matters_in
from ivr.flow.proofs.invariants import broken_by
from ivr.flow.proofs.moves import Again, Leaves, Move, Waits, moves
from ivr.flow.proofs.surroundings import Surroundings

Render = Callable[[Book, Reply], str]
"""The document of a reply; raises ValueError if the phone company could not read it."""

GOES_ON: Final = (Listen, EnterLine, LeaveLine, RingDutyPhones, TakeMessage, HangUp, Continue)

FACTS: Final = frozenset(each.name for each in fields(Facts))


@dataclass(frozen=True, slots=True)
class Watched(Facts):
    """Facts that note which of them were looked at."""

    looked_at: set[str] = field(default_factory=set)

    def __getattribute__(self, name: str) -> object:
        if name in FACTS:
            object.__getattribute__(self, "looked_at").add(name)
        return object.__getattribute__(self, name)


@dataclass(frozen=True, eq=False, slots=True)
class Answer:
    """A reply, the gist of where the caller then is, and what is wrong with it.

    `reply` None is a flow that breaks here.  `is_over` if nothing comes after it.
    """

    reply: Reply | None
    position: Position
    listen: Listen | None
    wrong: tuple[str, ...]
    is_over: bool


Found = list[tuple[tuple[tuple[str, object], ...], Answer]]
"""Answers to one move, each with the facts it was given by."""


@dataclass(frozen=True)
class Answers:
    """Every answer a book has given so far: in a world in which the facts it was given by are the
    same, it is the same."""

    book: Book
    render: Render
    matters: Matters
    openings: dict[tuple[str, str], Found] = field(default_factory=dict)
    """By flow and language."""
    ways: dict[Position, dict[Move, Found]] = field(default_factory=dict)
    """By place, everything that can happen to a caller there."""
    sound: dict[Position, Position] = field(default_factory=dict)
    """Places that survive being written down."""
    readable: set[object] = field(default_factory=set)
    """What was rendered already, but for the places in it: no reader could tell them apart."""

    @classmethod
    def of(cls, book: Book, render: Render) -> "Answers":
        """Nothing is known yet."""
        return cls(book, render, matters_in(book))

    def first(self, around: Surroundings, flow: str) -> Answer:
        """The first words of a call."""
        known = self.openings.setdefault((flow, around.language), [])
        before = Position("", flow, "", around.language)
        return _known(known, around) or self._found(known, around, before, None)

    def after(
        self, around: Surroundings, position: Position, listen: Listen | None
    ) -> Iterator[tuple[Move, Answer]]:
        """Everything that can happen to a caller at this place, and what comes of it."""
        ways = self.ways.get(position)
        if ways is None:
            ways = self.ways[position] = {
                m: [] for m in moves(self.book, position, listen, self.matters)
            }
        for move, known in ways.items():
            yield move, _known(known, around) or self._found(known, around, position, move)

    def _found(
        self, known: Found, around: Surroundings, place: Position, move: Move | None
    ) -> Answer:
        looked_at = set[str]()
        given = {name: getattr(around.facts, name) for name in FACTS}
        facts = Watched(**given, looked_at=looked_at)
        try:
            if move is None:
                reply = engine.start(around.book, place.flow, facts, place.language)
            else:
                reply = _reply(around.book, facts, place, move)
            answer = self._told(around.book, reply, place if move is not None else None, move)
        except (engine.EndlessFlow, LookupError, ValueError) as problem:
            why = f"The flow breaks here ({type(problem).__name__}: {problem})."
            answer = Answer(None, place, None, (why,), is_over=True)
        known.append((tuple((name, around.fact(name)) for name in sorted(looked_at)), answer))
        return answer

    def _told(self, book: Book, reply: Reply, before: Position | None, move: Move | None) -> Answer:
        listen = next((i for i in reply.instructions if isinstance(i, Listen)), None)
        position = gist(self.matters, listen.position if listen else reply.position)
        position = self.sound.get(position, position)
        over = any(isinstance(i, HangUp) for i in reply.instructions)
        wrong = (
            *_wrong(book, reply, before, move),
            *(self._unreadable(book, reply)),
            *(self._unsound(reply.position)),
            *(self._unsound(position)),
        )
        return Answer(reply, position, listen, tuple(dict.fromkeys(wrong)), over)

    def _unsound(self, position: Position) -> Iterator[str]:
        if position in self.sound:
            return
        try:
            same = Position.from_bytes(position.to_bytes()) == position
        except UnreadablePosition:
            same = False
        if same:
            self.sound[position] = position
        else:
            yield "The place of the caller does not survive being written down."

    def _unreadable(self, book: Book, reply: Reply) -> Iterator[str]:
        alike = tuple(_without_places(each) for each in reply.instructions)
        if alike in self.readable:
            return
        try:
            self.render(book, reply)
            self.readable.add(alike)
        except ValueError as problem:
            yield f"The phone company could not read this reply: {problem}."


def _known(known: Found, around: Surroundings) -> Answer | None:
    """The answer that was given already in a world like this."""
    for facts, answer in known:
        if all(around.fact(name) == value for name, value in facts):
            return answer
    return None


def _wrong(book: Book, reply: Reply, before: Position | None, move: Move | None) -> Iterator[str]:
    """What must not be, of one reply."""
    for _rule, sentence in broken_by(book, before, _as_input(move), reply):
        yield sentence
    if not any(isinstance(i, GOES_ON) for i in reply.instructions):
        yield "The call ends here because nothing follows."


def _reply(book: Book, facts: Facts, position: Position, move: Move) -> Reply:
    """The reply to a move; who leaves the line hears at once what comes after it."""
    if isinstance(move, Waits):
        reply = engine.while_waiting(book, position, timedelta(seconds=move.seconds), facts)
    elif isinstance(move, Again):
        reply = engine.present(book, _been_here(position, move.history), facts)
    elif isinstance(move, Leaves):
        reply = engine.leave(book, position, move.given, facts)
    else:
        reply = engine.resume(book, position, move, facts)
    if not any(isinstance(i, LeaveLine) for i in reply.instructions):
        return reply
    out = engine.present(book, reply.position, facts)
    return Reply(out.instructions, out.position, reply.effects + out.effects, out.heard)


def _been_here(position: Position, history: History) -> Position:
    """Arriving where the caller has agreed, waited, or not been understood before."""
    others = tuple(pair for pair in position.tries if pair[0] not in dict(history))
    return replace(position, tries=others + history, line=position.place).at(position.step)


def _as_input(move: Move | None) -> Input | None:
    if isinstance(move, Leaves):
        return move.given
    if isinstance(move, Waits):
        return NobodyFree()
    return None if isinstance(move, Again) else move


def _without_places(instruction: Instruction) -> object:
    """An instruction as the phone company reads it, whatever place is sealed in it."""
    match instruction:
        case Listen():
            told = (instruction.prompt, instruction.keys, instruction.finish_on, instruction.hints)
            return (*told, instruction.speech, instruction.position.is_waiting)
        case Continue(position) | EnterLine(position) | RingDutyPhones(position):
            return type(instruction), position.language, position.is_waiting
        case TakeMessage(position, longest):
            return TakeMessage, position.language, longest
        case _:
            return instruction
