"""What if somebody has to join the responder: rung when, and what if they do not come, or leave?"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from ivr.models import (
    Call,
    CallState,
    Certification,
    Offer,
    OfferState,
    Part,
    Responder,
    Role,
)
from ivr.models.offer import LIVE, UNDECIDED
from ivr.operations import benching, beside, needs, pacing, proposals, waiting
from ivr.operations.beside import Ended
from ivr.operations.proposals import HEARS_OUT, PAUSE_AFTER_MISS, PUTS_DOWN, leave_alone, tell
from ivr.operations.rows import NOW, Chore
from ivr.runtime import Runtime
from routing.match import Match

__all__ = [
    "LEFT_UNDONE",
    "are_listened_to",
    "is_awaited",
    "is_one",
    "left",
    "look_after",
    "lost",
    "may_join",
    "refused",
]

HEARS_AND_CHOOSES = 15
"""Seconds for a caller to hear that a mentor listens, and to press a key."""


def is_one(rt: Runtime, offer_id: str) -> bool:
    """True if this is the offer of somebody who joins a responder."""
    return _main_of(rt, offer_id) is not None


def _main_of(rt: Runtime, offer_id: str) -> str | None:
    with rt.db.read() as session:
        return session.scalar(select(Offer.beside_id).where(Offer.id == offer_id))


def is_awaited(rt: Runtime, main_id: str, part: Part) -> bool:
    """True if somebody joins this responder in that part, or is on the way."""
    with rt.db.read() as session:
        return beside.living(session, main_id, part) is not None


def may_join(session: Session, offer: Offer, call: Call, now: datetime) -> bool:
    """True if whom they are to join is still there, and a mentor still holds a certificate."""
    main = session.get_one(Offer, offer.beside_id)
    if call.state not in beside.MAY_JOIN or main.state not in LIVE:
        return False
    if offer.part == Part.INTERPRETER:
        return True
    held = select(Certification.specialty).where(
        Certification.responder_id == offer.responder_id, Certification.valid_until > now
    )
    return session.scalars(held).first() is not None


# -- who is still to come ---------------------------------------------------------------------


@dataclass
class _Turn:
    """What is to be done for an accepted offer after the commit."""

    ring: list[str] = field(default_factory=list)
    bring: str | None = None
    is_alone: bool = False
    """Somebody without whom the caller cannot be brought is not to be had."""


def look_after(rt: Runtime, main_id: str) -> None:
    """Whoever is still to join the responder of this accepted offer is rung; when nobody is to be
    had, the call goes on to others. Asking again is harmless."""
    with rt.db.read() as session:
        main = session.get(Offer, main_id)
        if main is None or not beside.parts(main):
            return
    try:
        turn = _turn(rt, main_id)
    except IntegrityError:
        return  # who was chosen is held for somebody else by now: the sweep looks again
    for offer_id in turn.ring:
        pacing.plan(rt, offer_id)
    if turn.bring:
        rt.later.ask("ring", "bring", turn.bring)
    if turn.is_alone:
        _give_back(rt, main_id)


def _turn(rt: Runtime, main_id: str) -> _Turn:
    with rt.db.begin() as session:
        main = session.get_one(Offer, main_id)
        call = session.get_one(Call, main.call_id, with_for_update=True)
        session.refresh(main)
        if main.state != OfferState.ACCEPTED or call.state not in beside.MAY_JOIN:
            return _Turn()
        ring, missing = beside.ring_next(rt, session, main, call)
        moving = not missing and beside.begin_bridging(session, main, call)
        return _Turn(ring, call.id if moving else None, missing and call.state == CallState.WAITING)


def _give_back(rt: Runtime, main_id: str) -> None:
    """The responder has said yes in vain: both keep their place, and the caller waits on."""
    with rt.db.begin() as session:
        main = session.get_one(Offer, main_id)
        call = session.get_one(Call, main.call_id, with_for_update=True)
        session.refresh(main)
        if main.state != OfferState.ACCEPTED or call.state != CallState.WAITING:
            return
        others = _write_back(rt, session, main, call)
    _follow_back(rt, main, others)


def _write_back(rt: Runtime, session: Session, main: Offer, call: Call) -> Sequence[Ended]:
    main.state, main.ended_at = OfferState.WITHDRAWN, rt.now()
    call.room += 1
    proposals.pause(rt, session, main.responder_id, HEARS_OUT)
    return proposals.end_beside(rt, session, main.id)


def _follow_back(rt: Runtime, main: Offer, others: Sequence[Ended]) -> None:
    """Routing follows: with whom the call may not go on now, before to whom it goes on."""
    now = rt.now()
    rt.later.ask("ring", "tell_gone", main.id)
    proposals.release(rt, others)
    until = now + rt.span(HEARS_OUT)
    tell(rt, lambda: rt.routing.roster.pause(main.responder_id, until, now))
    _withdraw(rt, main)


def _withdraw(rt: Runtime, main: Offer) -> None:
    tell(rt, lambda: waiting.reenter(rt, main.call_id))
    tell(rt, lambda: rt.routing.offers.withdraw(main.id, rt.now()))


# -- who does not come, or leaves ---------------------------------------------------------------


def lost(rt: Runtime, offer_id: str, ending: OfferState, fault: str) -> bool:
    """Somebody who was rung to join a responder does not come; with a `fault` their phone did not
    ring. False for a responder."""
    main_id = _main_of(rt, offer_id)
    if main_id is None:
        return False
    with rt.db.read() as session:
        row, main = session.get_one(Offer, offer_id), session.get_one(Offer, main_id)
    if ending in (OfferState.MISSED, OfferState.FAILED):
        _pauses(rt, row.responder_id, PAUSE_AFTER_MISS)
    if fault or ending == OfferState.FAILED:
        benching.judge(rt, row.responder_id, fault)
    if main.state in UNDECIDED and row.part == Part.MENTOR:
        _take_back(rt, main)
    else:
        look_after(rt, main_id)
    return True


def _pauses(rt: Runtime, who: str, seconds: int) -> None:
    leave_alone(rt, who, rt.now() + rt.span(seconds))


def _take_back(rt: Runtime, main: Offer) -> None:
    """A trainee is still being rung, and their mentor will not come."""
    if not proposals.close(rt, main.id, OfferState.WITHDRAWN):
        return look_after(rt, main.id)  # they have just said yes
    listening = main.state == OfferState.ANSWERED
    rt.later.ask("ring", "tell_gone" if listening else "hang_up", main.id)
    _withdraw(rt, main)
    return None


def left(rt: Runtime, offer_id: str) -> bool:
    """The leg of somebody who had joined a responder, or was about to, is over: while the call
    goes on somebody else is looked for. False for a responder."""
    main_id = _main_of(rt, offer_id)
    if main_id is None:
        return False
    with rt.db.begin() as session:
        row = session.get_one(Offer, offer_id, with_for_update=True)
        if row.state != OfferState.ACCEPTED:
            return True
        row.state, row.ended_at = OfferState.FINISHED, rt.now()
        proposals.pause(rt, session, row.responder_id, PUTS_DOWN)
    _pauses(rt, row.responder_id, PUTS_DOWN)
    look_after(rt, main_id)
    return True


# -- the caller's word -----------------------------------------------------------------------------


def are_listened_to(rt: Runtime, call_id: str) -> bool:
    """True if this caller is on the way to a trainee whose mentor listens unheard, and has to hear
    so first: they are given the time to."""
    with rt.db.begin() as session:
        call = session.get(Call, call_id, with_for_update=True)
        if call is None or call.state != CallState.BRIDGING:
            return False
        mentored = select(Offer.id).where(
            Offer.call_id == call_id,
            Offer.state == OfferState.ACCEPTED,
            Offer.part == Part.MENTOR,
            Offer.matched == beside.UNHEARD,
        )
        if session.scalar(mentored) is None:
            return False
        call.bridged_at = rt.now() + rt.span(HEARS_AND_CHOOSES)
    return True


def refused(rt: Runtime, call_id: str) -> None:
    """The caller would rather wait than be listened to: they keep their place, and no trainee is
    asked for them any more. Nothing happens once they are in the room."""
    main = None
    with rt.db.begin() as session:
        call = session.get_one(Call, call_id, with_for_update=True)
        accepted = select(Offer).where(
            Offer.call_id == call_id, Offer.state == OfferState.ACCEPTED, Offer.beside_id.is_(None)
        )
        main = session.scalar(accepted) if call.state == CallState.BRIDGING else None
        if main is None:
            return
        trainees = session.scalars(select(Responder.id).where(Responder.role == Role.TRAINEE))
        call.kept_apart = sorted({*(call.kept_apart or ()), *trainees})
        call.state, call.heartbeat_at, call.bridged_at = CallState.WAITING, rt.now(), None
        others = _write_back(rt, session, main, call)
    _follow_back(rt, main, others)


# -- what a crash left ----------------------------------------------------------------------------


def _unfinished() -> Select[str]:
    joined = or_(
        Offer.mentor_id.is_not(None), Offer.matched == Match.INTERPRETER, Offer.wants_interpreter
    )
    return select(Offer.id).where(
        Offer.state == OfferState.ACCEPTED, Offer.beside_id.is_(None), joined
    )


def _left_behind() -> Select[str]:
    """Offers that are over, beside which somebody is held."""
    other = aliased(Offer)
    held = exists().where(other.beside_id == Offer.id, other.state.in_(LIVE))
    return select(Offer.id).where(Offer.state.not_in(LIVE), held)


def _release(rt: Runtime, main_id: str) -> None:
    with rt.db.begin() as session:
        others = proposals.end_beside(rt, session, main_id)
    proposals.release(rt, others)


def _may_ask_again() -> Select[str]:
    """Who waits and is offered to nobody, while any interpreter is free."""
    offered = exists().where(Offer.call_id == Call.id, Offer.state.in_(LIVE))
    interprets = beside.free(NOW).where(Responder.role == Role.INTERPRETER).exists()
    return select(Call.id).where(Call.state == CallState.WAITING, ~offered, interprets)


def _ask_again(rt: Runtime, call_id: str) -> None:
    with rt.db.read() as session:
        call = session.get_one(Call, call_id)
        need = needs.read(call.need) if call.need else None
        asks = need is not None and needs.asks_for_interpreter(need)
        if not asks or not beside.can_be_interpreted(rt, session, call):
            return
    waiting.reenter(rt, call_id)


LEFT_UNDONE = (
    Chore(look_after, _unfinished()),
    Chore(_release, _left_behind()),
    Chore(_ask_again, _may_ask_again()),
)
"""Responders who still lack somebody, people held for nobody, and callers who ask for an
interpreter now that one is free."""
