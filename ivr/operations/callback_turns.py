"""When does a promised call come to the waiting line, and how does it stay there?"""

from dataclasses import replace

from redis import RedisError
from sqlalchemy.orm import Session

from ivr import safety
from ivr.flow import engine
from ivr.flow.book import Book
from ivr.flow.facts import Facts
from ivr.flow.position import Position
from ivr.models import Call, Callback, CallbackState, CallState, Consent, new_id
from ivr.operations import (
    callback_ends,
    callbacks,
    consents,
    endings,
    lines,
    needs,
    pairings,
    waiting,
)
from ivr.operations.proposals import follow, sure, tell
from ivr.runtime import Runtime
from routing.need import CREDIT, Claim, Stage

__all__ = ["come", "stay", "still_wanted", "why_not"]

CALLBACK_CREDIT = int(CREDIT[Claim.CALLBACK].total_seconds())
MEANWHILE = 300
"""Seconds until somebody who rings us themselves, or whose phone is rung for another promise, may
be rung."""
NOT_FOR_THEM = frozenset({Stage.OTHER_HELP, Stage.LONG_WAIT})
"""Who waits at home is offered nothing else meanwhile; an overdue promise has its own alert."""


def why_not(rt: Runtime, session: Session, row: Callback) -> str | None:
    """Why this person must not be rung now, as a code; asked before anybody is brought together,
    and again at the very moment of ringing."""
    consent = session.get_one(Consent, row.consent_id)
    known = consents.contact(rt, session, consents.number_of(rt, consent), consent)
    return safety.why_no_call(replace(known, attempts=row.attempts))


def still_wanted(rt: Runtime, session: Session, row: Callback) -> bool:
    """True unless the person withdrew it, or its safe time ended, while their phone rang."""
    consent = session.get_one(Consent, row.consent_id)
    known = consents.contact(rt, session, consents.number_of(rt, consent), consent)
    return safety.why_no_call(known) is None


def come(rt: Runtime, callback_id: str) -> None:
    """It is time: the promise stands in the line like somebody who waits, at its place. Nothing
    happens while the person is on the phone with us, and when it was done already."""
    book = rt.books.live()
    with rt.db.begin() as session:
        row = session.get(Callback, callback_id, with_for_update=True)
        if row is None or row.state != CallbackState.PROMISED or row.not_before > rt.now():
            return
        if callback_ends.engaged(session, row):
            return
        problem = why_not(rt, session, row)
        if problem is None and not callbacks.is_ready(book):
            return
        if problem is not None:
            callback_ends.forbidden(session, row, problem, rt.now())
            return
        call = _call(rt, session, row, book)
        row.state, row.ring_call_id = CallbackState.DUE, call.id
    tell(rt, lambda: waiting.reenter(rt, call.id))


def _call(rt: Runtime, session: Session, row: Callback, book: Book) -> Call:
    """The call that we make: nobody is on it yet."""
    now, call_id = rt.now(), new_id()
    need = needs.read(row.need)
    asks = tuple(stage for stage in need.widen if stage.to not in NOT_FOR_THEM)
    number = consents.number_of(rt, session.get_one(Consent, row.consent_id))
    prints = rt.seal.fingerprints(number) if number else []
    call = Call(
        id=call_id,
        sid=call_id,
        outbound=True,
        line=row.line,
        revision=book.short,
        state=CallState.WAITING,
        number_hidden=False,
        kept_apart=pairings.kept_apart(session, prints, now) or None,
        began_at=now,
        language=row.language,
        need=needs.kept(replace(need, widen=asks)),
        position=_position(rt, session, row, book).to_bytes(),
        waiting_since=now,
        credit_seconds=_credit(rt, row),
        heartbeat_at=now,
        room=1,
    )
    session.add(call)
    session.flush()
    return call


def _credit(rt: Runtime, row: Callback) -> int:
    """Seconds: whoever gave up a place in the line comes back to it, as if they had waited."""
    if row.place_since is None:
        return CALLBACK_CREDIT
    waited = (rt.now() - row.place_since) / rt.span(1)
    return max(CALLBACK_CREDIT, int(waited))


def _position(rt: Runtime, session: Session, row: Callback, book: Book) -> Position:
    """Where the flow goes on if they lose each other: in the line, for the same need."""
    flow = lines.flow_of_line(rt, session, book, row.line)
    need = needs.read(row.need)
    marks = tuple(mark for mark in (need.specialty, need.area, need.gender) if mark)
    at = Position(book.short, flow, book.flows[flow].person, row.language, marks=marks)
    return engine.present(book, at, Facts(rt.now(), number_hidden=False)).position


def stay(rt: Runtime, callback_id: str) -> None:
    """Whoever waits at home has no line that could break: we say that they are still there, until
    it is no safe time any more."""
    with rt.db.begin() as session:
        row = session.get(Callback, callback_id, with_for_update=True)
        if row is None or row.state != CallbackState.DUE or row.ring_call_id is None:
            return
        call = session.get_one(Call, row.ring_call_id)
        if call.state != CallState.WAITING:
            return
        call.heartbeat_at = rt.now()
        problem = why_not(rt, session, row)
        if problem is not None:
            callback_ends.forbidden(session, row, problem, rt.now())
        elif callback_ends.engaged(session, row):
            callback_ends.put_off(session, row, rt.now() + rt.span(MEANWHILE), rt.now())
        over = row.state != CallbackState.DUE
    if over:
        endings.end(rt, call.id)
    else:
        _beat(rt, call.id)


def _beat(rt: Runtime, call_id: str) -> None:
    try:
        heard = sure(rt, lambda: rt.routing.line.heartbeat(call_id, rt.now()))
        follow(rt, heard.moves)
        if not heard.known:
            waiting.reenter(rt, call_id)
    except (RedisError, OSError):
        return  # the tables remember, and the next sweep says it again
