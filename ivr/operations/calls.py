"""How is a call answered and guided through the menus and the line?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from ivr.flow import engine
from ivr.flow.book import Book
from ivr.flow.engine import Facts, Reply
from ivr.flow.facts import Promise
from ivr.flow.inputs import Failed, Input, NobodyFree
from ivr.flow.instructions import EnterLine, HangUp, Instruction, Pause, Say
from ivr.flow.position import Position
from ivr.models import Call, CallState
from ivr.operations import (
    callback_ends,
    effects,
    interpreters,
    lines,
    pairings,
    typed,
    waiting,
)
from ivr.operations.facts import looked_up
from ivr.operations.turns import Turn
from ivr.operations.waiting import Hope, LineAway
from ivr.runtime import Runtime
from ivr.seal import call_id_of

__all__ = [
    "Arrival",
    "Caller",
    "NoSuchCall",
    "answer",
    "find",
    "is_known",
    "made_for",
    "present",
    "resume",
    "settle",
    "wait",
]

FORKS = 8
"""How often one input may fork on an answer of the shell (text refused, nobody free, …)."""


class NoSuchCall(LookupError):
    """Raised when an address names a call that its leg does not belong to."""


@dataclass(frozen=True)
class Arrival:
    """A call as the phone company announces it; `number` is None when it is withheld."""

    sid: str
    number: str | None
    called: str


@dataclass(frozen=True)
class Caller:
    """Whoever is on this call now: the leg, when the call began, and the number if shown."""

    sid: str
    began_at: datetime
    number: str | None
    made: str = ""
    """Our id of a call that we made; that of every other follows from its leg."""

    @property
    def call_id(self) -> str:
        """Our id of this call."""
        return self.made or call_id_of(self.sid)


def answer(rt: Runtime, arrival: Arrival) -> tuple[Caller, Book, Reply]:
    """The first words. A repeated webhook of the same call gets the same ones."""
    call, flow = _begin(rt, arrival)
    caller = Caller(arrival.sid, call.began_at, arrival.number)
    book = rt.books.get(call.revision)
    return (
        caller,
        book,
        settle(rt, caller, book, engine.start(book, flow, _facts(rt, caller, book))),
    )


def _begin(rt: Runtime, arrival: Arrival) -> tuple[Call, str]:
    book = rt.books.live()
    call_id = call_id_of(arrival.sid)
    line, flow = lines.flow_of(rt, book, arrival.called)
    prints = rt.seal.fingerprints(arrival.number) if arrival.number else []
    with rt.db.read() as session:
        apart = pairings.kept_apart(session, prints, rt.now()) if prints else []
    call = Call(
        id=call_id,
        sid=arrival.sid,
        line=line,
        revision=book.short,
        number_hidden=arrival.number is None,
        began_at=rt.now().replace(microsecond=0),
        state=CallState.OPEN,
        room=1,
        credit_seconds=0,
        kept_apart=apart or None,
    )
    try:
        with rt.db.begin() as session:
            session.add(call)
            session.flush()
            callback_ends.calls_in(session, prints, call_id)
    except IntegrityError:
        with rt.db.read() as session:
            call = session.get_one(Call, call_id)
        _, flow = lines.flow_of(rt, rt.books.get(call.revision), arrival.called)
    return call, flow


def resume(rt: Runtime, caller: Caller, position: Position, given: Input) -> tuple[Book, Reply]:
    """What the caller hears after this answer. Raises NothingPublished for a lost revision."""
    book = rt.books.get(position.revision)
    reply = engine.resume(book, position, given, _facts(rt, caller, book, position))
    return book, settle(rt, caller, book, reply, position)


def present(rt: Runtime, caller: Caller, position: Position) -> tuple[Book, Reply]:
    """The words of the step at this position, as if the caller had just come to it."""
    book = rt.books.get(position.revision)
    return book, settle(rt, caller, book, engine.present(book, position, _facts(rt, caller, book)))


def wait(rt: Runtime, caller: Caller, position: Position, waited: timedelta) -> tuple[Book, Reply]:
    """What a waiting caller hears in the next seconds, and where they go if they should leave
    the line. `waited` is the phone company's count for this visit."""
    book = rt.books.get(position.revision)
    facts = _facts(rt, caller, book, position)
    hope = waiting.beat(rt, caller.call_id)
    if hope is Hope.ADRIFT:
        return book, engine.leave(book, position, Failed(), facts)
    hopeless = hope is Hope.NOBODY and Promise.INTERPRETER not in facts.keeps
    if hopeless and not _chose_to_wait(book, position, facts):
        return book, engine.leave(book, position, NobodyFree(), facts)
    return book, engine.while_waiting(book, position, waited, facts)


def _chose_to_wait(book: Book, position: Position, facts: Facts) -> bool:
    entries = engine.present(book, position, facts).instructions
    return any(entry.patient for entry in entries if isinstance(entry, EnterLine))


def settle(
    rt: Runtime, caller: Caller, book: Book, reply: Reply, asked_at: Position | None = None
) -> Reply:
    """Do what the reply promises; where that cannot be done, what the flow says instead."""
    for _ in range(FORKS):
        fork = _fork(rt, caller, reply, asked_at)
        if fork is None:
            break
        asked_at, given, said = fork
        after = engine.resume(book, asked_at, given, _facts(rt, caller, book))
        reply = replace(
            after,
            instructions=(*said, *after.instructions),
            answers=(*reply.answers, *after.answers),
        )
    if any(isinstance(i, HangUp) for i in reply.instructions):
        _say_goodbye(rt, caller.call_id)
    return reply


def _fork(
    rt: Runtime, caller: Caller, reply: Reply, asked_at: Position | None
) -> tuple[Position, Input, Sequence[Instruction]] | None:
    """Where the flow goes on instead, when what the reply promises cannot be done, and what is
    said all the same: who presses the danger key hears the emergency number in any case."""
    if asked_at is not None and not _kept(rt, caller, asked_at, reply):
        return asked_at, Failed(), ()
    entry = next((i for i in reply.instructions if isinstance(i, EnterLine)), None)
    if entry is None:
        return None
    said = [part for part in reply.instructions if isinstance(part, Say | Pause)]
    try:
        entered = waiting.enter(rt, caller.call_id, entry, caller.number)
    except LineAway:
        return entry.position, Failed(), said
    book = rt.books.get(entry.position.revision)
    if entered or interpreters.chance(rt, caller.call_id, book, entry.position).can_join:
        return None
    return entry.position, NobodyFree(), said


def _kept(rt: Runtime, caller: Caller, asked_at: Position, reply: Reply) -> bool:
    turn = Turn(caller.call_id, asked_at, reply.position)
    return all(effects.keep(rt, turn, caller.number, effect) for effect in reply.effects)


def _facts(rt: Runtime, caller: Caller, book: Book, at: Position | None = None) -> Facts:
    """What this book may look at, and the number that is read back, where one is."""
    known = looked_up(rt, book, number_hidden=caller.number is None)
    if at is not None and at.is_waiting:
        chance = interpreters.chance(rt, caller.call_id, book, at)
        joins = {Promise.INTERPRETER} if chance.can_join else set()
        known = replace(known, keeps=known.keeps | joins, unspoken=chance.unspoken)
    read_back = engine.reading_back(book, at) if at is not None else ""
    return replace(known, typed=typed.read(rt, caller.call_id, read_back)) if read_back else known


def _say_goodbye(rt: Runtime, call_id: str) -> None:
    with rt.db.begin() as session:
        session.execute(
            update(Call).where(Call.id == call_id, Call.ending.is_(None)).values(ending="goodbye")
        )


def made_for(rt: Runtime, sid: str) -> str:
    """Our id of the call that we made and that the person on this leg is on. Raises NoSuchCall."""
    with rt.db.read() as session:
        found = session.scalar(select(Call.id).where(Call.sid == sid))
    if found is None:
        raise NoSuchCall(sid)
    return found


def is_known(rt: Runtime, call_id: str) -> bool:
    """True when a row was written of this call."""
    with rt.db.read() as session:
        return session.get(Call, call_id) is not None


def find(rt: Runtime, call_id: str, sid: str) -> Call:
    """The call of this leg. Raises NoSuchCall when the leg is not the caller's own."""
    with rt.db.read() as session:
        call = session.get(Call, call_id)
    if call is None or call.sid != sid:
        raise NoSuchCall(call_id)
    return call
