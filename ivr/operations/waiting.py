"""How does a caller enter the waiting line, stay in it, and leave it?"""

from enum import Enum, auto

from redis import RedisError
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ivr.flow.instructions import EnterLine
from ivr.flow.position import Position, UnreadablePosition
from ivr.models import Call, CallState, Offer, OfferState, Part
from ivr.operations import call_numbers, needs, wrap_up
from ivr.operations.proposals import follow, sure
from ivr.operations.rebuild import talked_last, waiting_call
from ivr.runtime import Runtime
from routing.line import Beat
from routing.need import WaitingCall

__all__ = ["Hope", "LineAway", "beat", "come_back", "enter", "leave", "reenter"]

PATIENCE = 20
"""Seconds without routing before a waiting caller is brought to somebody else."""
MAY_WAIT = (CallState.OPEN, CallState.WAITING, CallState.RECONNECTING)


class LineAway(Exception):
    """Raised when the waiting line cannot be entered now: the step's `if_it_fails` is taken."""


def enter(rt: Runtime, call_id: str, entry: EnterLine, number: str | None = None) -> bool:
    """Put the caller in the line, or back at their old place; `number` is None when it is withheld.

    False when nobody on duty could ever take this call and the caller has not chosen to wait
    all the same: the step's `no_one_free` is the better answer. Raises LineAway.
    """
    call = _enter(rt, call_id, entry, number)
    if call is None:
        return True  # a responder has accepted meanwhile, or the call is over: nothing to enter
    try:
        follow(rt, sure(rt, lambda: rt.routing.line.enter(call, rt.now())))
        heard = _heartbeat(rt, call_id)
    except (RedisError, OSError):
        _stay_out(rt, call_id)
        raise LineAway(call_id) from None
    return heard.could_match or not heard.known or entry.patient


def _enter(rt: Runtime, call_id: str, entry: EnterLine, number: str | None) -> WaitingCall | None:
    now = rt.now()
    with rt.db.begin() as session:
        call = session.get(Call, call_id, with_for_update=True)
        if call is None or call.state not in MAY_WAIT or _is_over(call, entry.position):
            return None
        call.state = CallState.WAITING
        call.position = entry.position.to_bytes()
        call.need = needs.write(entry.need) | needs.beside(entry)
        call.language = entry.need.language
        call.waiting_since = call.waiting_since or now
        call.heartbeat_at = now
        call_numbers.keep(rt, session, call, number)
        session.flush()
        if _being_bridged(session, call_id):
            return None
        return waiting_call(rt, session, call)


def _is_over(call: Call, position: Position) -> bool:
    """True for a place the caller has gone on from: a webhook of an older answer that came late,
    or again, must not take back what they chose since."""
    if call.position is None:
        return False
    try:
        return position.turn < Position.from_bytes(call.position).turn
    except UnreadablePosition:
        return False  # of another version: the newer word counts


def _being_bridged(session: Session, call_id: str) -> bool:
    asked = select(Offer.id).where(
        Offer.call_id == call_id,
        Offer.state == OfferState.ACCEPTED,
        Offer.part == Part.RESPONDER,
    )
    return session.scalar(asked) is not None


def reenter(rt: Runtime, call_id: str) -> None:
    """Put a caller back whom Redis forgot, or whose responder was lost before they met: same
    place, same need. Nothing happens unless SQL says that they wait."""
    with rt.db.read() as session:
        call = session.get(Call, call_id)
        if call is None or call.state != CallState.WAITING or _being_bridged(session, call_id):
            return
        waiting = waiting_call(rt, session, call)
    follow(rt, sure(rt, lambda: rt.routing.line.enter(waiting, rt.now())))


def come_back(rt: Runtime, call_id: str) -> None:
    """A caller who lost whom they talked to has not finished: back at their old place, and for a
    moment held for the same responder, who has wrapped up as soon as the phone is down; unless it
    was they who gave the call back."""
    with rt.db.begin() as session:
        back = session.scalar(
            update(Call)
            .where(
                Call.id == call_id,
                Call.state == CallState.RECONNECTING,
                Call.waiting_since.is_not(None),
            )
            .values(state=CallState.WAITING, heartbeat_at=rt.now(), came_back_at=rt.now())
            .returning(Call.id)
        )
        last = talked_last(session, call_id) if back else None
        never = session.get_one(Call, call_id).kept_apart or () if back else ()
    if last is not None and last.responder_id not in never:
        wrap_up.ready(rt, last.id)
    reenter(rt, call_id)


class Hope(Enum):
    """What a waiting caller may expect."""

    SOMEBODY = auto()
    NOBODY = auto()
    """Nobody on duty could take this call any more."""
    ADRIFT = auto()
    """The line itself has been away for too long."""


def beat(rt: Runtime, call_id: str) -> Hope:
    """The caller is still there; what may they expect? A line that is away for a moment is no
    reason to lose one's place."""
    try:
        heard = _heartbeat(rt, call_id)
        if not heard.known:
            reenter(rt, call_id)
            heard = _heartbeat(rt, call_id)
    except (RedisError, OSError):
        return Hope.ADRIFT if _away_for_long(rt, call_id) else Hope.SOMEBODY
    _note_beat(rt, call_id)
    return Hope.SOMEBODY if heard.could_match or not heard.known else Hope.NOBODY


def _note_beat(rt: Runtime, call_id: str) -> None:
    with rt.db.begin() as session:
        session.execute(
            update(Call)
            .where(Call.id == call_id, Call.state == CallState.WAITING)
            .values(heartbeat_at=rt.now())
        )


def _away_for_long(rt: Runtime, call_id: str) -> bool:
    """True when no beat of this call was good for a while. The call then counts as in the menus,
    so that routing, when it is back, moves nobody who talks to a duty phone."""
    longest = rt.now() - rt.span(PATIENCE)
    with rt.db.read() as session:
        last = session.get_one(Call, call_id).heartbeat_at
    if last is not None and last > longest:
        return False
    _stay_out(rt, call_id)
    return True


def _stay_out(rt: Runtime, call_id: str) -> None:
    with rt.db.begin() as session:
        session.execute(
            update(Call)
            .where(Call.id == call_id, Call.state == CallState.WAITING)
            .values(state=CallState.OPEN)
        )


def _heartbeat(rt: Runtime, call_id: str) -> Beat:
    heard = sure(rt, lambda: rt.routing.line.heartbeat(call_id, rt.now()))
    follow(rt, heard.moves)
    return heard


def leave(rt: Runtime, call_id: str, position: Position) -> None:
    """The caller chose something else while waiting: remember where they go on. They keep their
    place, and a responder who answers meanwhile is brought to them."""
    with rt.db.begin() as session:
        call = session.get(Call, call_id, with_for_update=True)
        if call is not None and call.state == CallState.WAITING and not _is_over(call, position):
            call.position = position.to_bytes()
