"""How is a supervisor brought to a caller in danger whom nobody takes?

The caller stays in the line, and responders go on being rung; the duty phones ring beside them.
"""

import logging
from datetime import datetime
from enum import Enum, auto

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ivr.bookshelf import NothingPublished
from ivr.logs import log
from ivr.models import (
    Call,
    CallState,
    DutyRing,
    Effect,
    Offer,
    OfferState,
    RingState,
    new_id,
)
from ivr.operations import endings, legs, pacing, waiting
from ivr.operations.bridges import CUT_OFF_CREDIT
from ivr.operations.duty_rings_due import ITSELF
from ivr.runtime import Runtime
from ivr.telephony.phone import ENDED, AskLater, Gone, Refused, Ring, Unanswered

__all__ = [
    "SUPERVISOR",
    "Taken",
    "begin",
    "find",
    "heard",
    "joined",
    "label_of",
    "let_go",
    "look",
    "ring",
    "step_aside",
    "take",
]

RINGS_FOR = 20
LISTENS = 25
"""Seconds for the carrier, the sentence and the key."""
SUPERVISOR = "d-"


class Taken(Enum):
    """What came of pressing 1 at a duty phone."""

    WON = auto()
    TOO_LATE = auto()
    CALLER_GONE = auto()


def label_of(ring_id: str) -> str:
    """What this leg is called in the room."""
    return f"{SUPERVISOR}{ring_id}"


def begin(rt: Runtime, call_id: str) -> None:
    """Ring the next duty phone for this caller: one after another, again and again, until somebody
    takes the call or the flow rings them itself."""
    now, count = rt.now(), len(_phones(rt))
    with rt.db.read() as session:
        made = session.scalar(select(func.count()).where(DutyRing.call_id == call_id)) or 0
        live = select(DutyRing.place).where(DutyRing.state != RingState.OVER)
        busy = set(session.scalars(live))
        room = session.get_one(Call, call_id).room
    in_turn = ((made + step) % count for step in range(count))
    place = next((one for one in in_turn if one not in busy), None)
    if place is None:
        return
    made_ring = DutyRing(
        id=new_id(),
        call_id=call_id,
        place=place,
        room=room,
        made_at=now,
        deadline_at=now + rt.span(RINGS_FOR + LISTENS),
    )
    ring_id = made_ring.id
    try:
        with rt.db.begin() as session:
            session.add(made_ring)
    except IntegrityError:
        return  # another clock was faster
    ring(rt, ring_id)


def _phones(rt: Runtime) -> tuple[str, ...]:
    try:
        return rt.books.live().settings.duty_phones
    except NothingPublished:
        return ()


def ring(rt: Runtime, ring_id: str) -> None:
    """Place this ring. Doing it again is harmless."""
    number = _claim(rt, ring_id)
    if number is None:
        return
    pacing.slot(rt, urgent=True)
    try:
        sid = rt.phone.ring(
            Ring(
                to=number,
                sender=rt.environment.number,
                seconds=RINGS_FOR,
                url=rt.addresses.duty_ring(ring_id, "whisper"),
                status_url=rt.addresses.duty_ring(ring_id, "notice"),
            )
        )
    except AskLater:
        _give_back(rt, ring_id, pacing.slow_down(rt))
    except Unanswered:
        log("duty ring unanswered, its notices will tell", level=logging.WARNING, ring=ring_id)
    except Refused as no:
        log("duty phone cannot be rung", level=logging.ERROR, ring=ring_id, code=no.code)
        _end(rt, ring_id)
    else:
        _know(rt, ring_id, sid)
        if find(rt, ring_id)[0].state == RingState.OVER:  # the caller left while it was placed
            rt.phone.hang_up(sid)


def _claim(rt: Runtime, ring_id: str) -> str | None:
    phones = _phones(rt)
    with rt.db.begin() as session:
        place = session.scalar(
            update(DutyRing)
            .where(
                DutyRing.id == ring_id,
                DutyRing.state == RingState.MADE,
                DutyRing.not_before.is_(None) | (DutyRing.not_before <= rt.now()),
            )
            .values(state=RingState.PLACED)
            .returning(DutyRing.place)
        )
    return phones[place % len(phones)] if place is not None and phones else None


def _give_back(rt: Runtime, ring_id: str, not_before: datetime) -> None:
    _write(
        rt,
        DutyRing.id == ring_id,
        DutyRing.state == RingState.PLACED,
        state=RingState.MADE,
        not_before=not_before,
    )


def _know(rt: Runtime, ring_id: str, sid: str) -> None:
    """The phone company's name for it: heard by its own report, or in answer to the question."""
    legs.began(rt, sid, find(rt, ring_id)[0].call_id)
    is_live = DutyRing.state != RingState.OVER
    _write(rt, DutyRing.id == ring_id, DutyRing.sid.is_(None), is_live, sid=sid)


def _write(rt: Runtime, *those: ColumnElement[bool], **values: object) -> bool:
    with rt.db.begin() as session:
        changed = update(DutyRing).where(*those).values(**values).returning(DutyRing.id)
        return session.scalar(changed) is not None


def let_go(rt: Runtime, ring_id: str) -> None:
    """This phone is not needed any more: a ring stops, who listens hears one last sentence."""
    ring, _ = find(rt, ring_id)
    _end(rt, ring_id)
    if ring.sid is None:
        return
    try:
        rt.phone.redirect(ring.sid, rt.addresses.duty_ring(ring_id, "gone"))
    except Gone:
        rt.phone.hang_up(ring.sid)


def _end(rt: Runtime, ring_id: str) -> None:
    _write(
        rt,
        DutyRing.id == ring_id,
        DutyRing.state != RingState.OVER,
        state=RingState.OVER,
        ended_at=rt.now(),
        sid=None,
    )


class NoSuchRing(LookupError):
    """Raised when an address names a ring that was never made."""


def find(rt: Runtime, ring_id: str) -> tuple[DutyRing, Call]:
    """This ring as it stands, and the call it is for. Raises NoSuchRing."""
    with rt.db.read() as session:
        found = session.get(DutyRing, ring_id)
        if found is None:
            raise NoSuchRing(ring_id)
        return found, session.get_one(Call, found.call_id)


def take(rt: Runtime, ring_id: str) -> Taken:
    """Somebody pressed 1: the caller is theirs, and out of the line; WON however often it is asked.
    The caller is moved when they are in the room."""
    call_id = find(rt, ring_id)[0].call_id
    with rt.db.begin() as session:
        call = session.get_one(Call, call_id, with_for_update=True)
        ring = session.get_one(DutyRing, ring_id, populate_existing=True)
        if ring.state == RingState.TAKEN:
            return Taken.WON
        if call.state == CallState.ENDED:
            return Taken.CALLER_GONE
        waits = call.state == CallState.WAITING and not _won(session, call_id)
        if ring.state == RingState.OVER or not waits:
            return Taken.TOO_LATE
        loose = endings.let_go(rt, session, call)
        ring.state, ring.room = RingState.TAKEN, call.room
        # As if the move had been asked for: it is, as soon as they are in the room.
        call.state, call.bridged_at = CallState.BRIDGING, rt.now()
    endings.free(rt, call_id, loose)
    return Taken.WON


def _won(session: Session, call_id: str) -> bool:
    asked = select(Offer.id).where(Offer.call_id == call_id, Offer.state == OfferState.ACCEPTED)
    return session.scalar(asked) is not None


def joined(rt: Runtime, call_id: str, ring_id: str) -> None:
    """They are in the room: only now is the caller moved. Heard again, it changes nothing."""
    with rt.db.begin() as session:
        ring = session.get(DutyRing, ring_id, with_for_update=True)
        if ring is None or ring.state != RingState.TAKEN or ring.joined_at is not None:
            return
        ring.joined_at = rt.now()
        moving = session.scalar(
            update(Call)
            .where(Call.id == call_id, Call.state == CallState.BRIDGING)
            .values(bridged_at=None)
            .returning(Call.id)
        )
    if moving is not None:
        rt.later.ask("ring", "bring", call_id)


def heard(rt: Runtime, ring_id: str, sid: str, status: str) -> None:
    """What the phone company says of this leg, whether reported or looked up, however often."""
    _know(rt, ring_id, sid)
    if status not in ENDED:
        return
    legs.over(rt, sid)
    ring, _ = find(rt, ring_id)
    _end(rt, ring_id)
    if ring.state == RingState.TAKEN:
        _lost(rt, ring)


def _lost(rt: Runtime, ring: DutyRing) -> None:
    """Whoever took the call is gone: a caller who is still there is asked whether they had
    finished, or waits on at their old place."""
    with rt.db.begin() as session:
        call = session.get_one(Call, ring.call_id, with_for_update=True)
        in_their_room = call.room == ring.room
        if call.state not in (CallState.BRIDGING, CallState.CONNECTED) or not in_their_room:
            return
        call.room += 1
        call.credit_seconds = CUT_OFF_CREDIT
        call.bridged_at = None
        call.state = CallState.RECONNECTING if ring.joined_at else CallState.WAITING
        call_id, had_met = call.id, ring.joined_at is not None
    if had_met:
        rt.later.ask("ring", "call_back_caller", call_id)
    else:
        waiting.reenter(rt, call_id)


def look(rt: Runtime, ring_id: str) -> None:
    """Nothing was reported of this leg: ask, and act as if it had been."""
    ring, _ = find(rt, ring_id)
    if ring.sid is None:
        return
    try:
        status = rt.phone.leg(ring.sid).status
    except Gone:
        status = "completed"
    heard(rt, ring_id, ring.sid, status)


def step_aside(rt: Runtime, call_id: str, turn: int) -> bool:
    """The flow rings the duty phones itself from now on. False while one still rings for this
    caller, which is ended."""
    live = select(DutyRing.id).where(
        DutyRing.call_id == call_id, DutyRing.state.in_((RingState.MADE, RingState.PLACED))
    )
    with rt.db.read() as session:
        is_known = session.get(Effect, (call_id, turn, ITSELF)) is not None
        ringing = session.scalar(live)
    if not is_known:
        _note(rt, call_id, turn)
    if ringing is not None:
        rt.later.ask("ring", "let_duty_go", ringing)
    return ringing is None


def _note(rt: Runtime, call_id: str, turn: int) -> None:
    try:
        with rt.db.begin() as session:
            session.add(Effect(call_id=call_id, turn=turn, kind=ITSELF, at=rt.now()))
    except IntegrityError:
        return  # this very webhook came twice
