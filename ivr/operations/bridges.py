"""How do caller and responder come into one room, and what if they lose each other?"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update

from ivr.logs import log
from ivr.models import Call, CallState, Leg, Offer, OfferState, Part
from ivr.models.offer import ENDED
from ivr.operations import beside, callback_ends, endings, legs, proposals, voices, waiting, wrap_up
from ivr.operations.beside import Ended
from ivr.runtime import Runtime
from ivr.telephony.phone import AskLater, Gone
from routing.need import CREDIT, Claim

__all__ = [
    "CALLER",
    "bring",
    "call_back_again",
    "call_back_caller",
    "caller_joined",
    "came_apart",
    "check_join",
    "check_meeting",
    "fetch_out",
    "label_of",
    "lost",
    "responder_joined",
    "room_name",
]

CALLER = "caller"
CUT_OFF_CREDIT = int(CREDIT[Claim.CUT_OFF].total_seconds())
"""Seconds: who was cut off comes before those who came up to three minutes earlier."""
JOIN_PATIENCE = 20


def label_of(offer_id: str, part: Part = Part.RESPONDER) -> str:
    """What the leg of this responder, or of who joins them, is called in the room."""
    return f"{'r' if part == Part.RESPONDER else 'v'}-{offer_id}"


def room_name(call_id: str, room: int) -> str:
    """The name of a call's room; a new one after each lost connection."""
    return f"{call_id}-{room}"


def responder_joined(rt: Runtime, call_id: str, offer_id: str) -> None:
    """The responder, or who joins them, is in the room. Only when everybody is there whom this call
    cannot do without may the caller be moved.

    Who comes in when the caller is gone already, because two reports crossed, is fetched out.
    """
    with rt.db.begin() as session:
        call = session.get(Call, call_id, with_for_update=True)
        offer = session.get(Offer, offer_id)
        if call is None or offer is None or offer.call_id != call_id:
            return
        alone = offer.state in ENDED
        if offer.state == OfferState.ACCEPTED:
            offer.joined_at = offer.joined_at or rt.now()
        main = offer if offer.beside_id is None else session.get_one(Offer, offer.beside_id)
        moving = beside.begin_bridging(session, main, call)
        then = "ring_promised" if call.state == CallState.CALLING else "bring"
    if moving:
        rt.later.ask("ring", then, call_id)
    if alone:
        rt.later.ask("ring", "tell_gone", offer_id)


def bring(rt: Runtime, call_id: str) -> None:
    """Move the caller into the room where the responder waits. Asking again is harmless."""
    _move(rt, call_id, CallState.BRIDGING, "join")


def _move(rt: Runtime, call_id: str, state: CallState, moment: str) -> None:
    """Let the caller's leg go on at this moment of the call: once, although worker and sweep may
    both want to. A caller who is gone meanwhile ends the call."""
    sid = _claim_move(rt, call_id, state)
    if sid is None:
        return
    try:
        rt.phone.redirect(sid, rt.addresses.call(call_id, moment))
    except Gone:
        endings.end(rt, call_id)
    except AskLater:
        _unmove(rt, call_id, state)


def _claim_move(rt: Runtime, call_id: str, state: CallState) -> str | None:
    with rt.db.begin() as session:
        return session.scalar(
            update(Call)
            .where(Call.id == call_id, Call.state == state, Call.bridged_at.is_(None))
            .values(bridged_at=rt.now())
            .returning(Call.sid)
        )


def _unmove(rt: Runtime, call_id: str, state: CallState) -> None:
    """Nothing was done: the next sweep asks again."""
    with rt.db.begin() as session:
        session.execute(
            update(Call).where(Call.id == call_id, Call.state == state).values(bridged_at=None)
        )


def caller_joined(rt: Runtime, call_id: str, room: int) -> None:
    """Both are in the room; news from an earlier room changes nothing."""
    with rt.db.begin() as session:
        session.execute(
            update(Call)
            .where(Call.id == call_id, Call.room == room, Call.state == CallState.BRIDGING)
            .values(state=CallState.CONNECTED, connected_at=rt.now())
        )
        callback_ends.talked(session, session.get_one(Call, call_id), rt.now())


def check_meeting(rt: Runtime, call_id: str) -> None:
    """No report says that the caller who was moved is in the room: look, and go on."""
    with rt.db.read() as session:
        call = session.get(Call, call_id)
    if call is None or call.state != CallState.BRIDGING:
        return
    if call.sid in rt.phone.in_room(room_name(call_id, call.room)):
        caller_joined(rt, call_id, call.room)
        return
    _unmove(rt, call_id, CallState.BRIDGING)
    bring(rt, call_id)


def fetch_out(rt: Runtime, offer_id: str) -> None:
    """A responder who sits in the room although the caller is gone hears so."""
    with rt.db.read() as session:
        offer = session.get_one(Offer, offer_id)
        sids = {leg.sid for leg in legs.of_offer(session, offer_id)}
    if sids & rt.phone.in_room(room_name(offer.call_id, offer.room)):
        legs.tell_gone(rt, offer_id)


def came_apart(rt: Runtime, call_id: str) -> None:
    """The caller is out of the room and wants to go on, although nobody said that the responder
    was lost: let the responder go."""
    apart = (
        select(Offer.id)
        .join(Call, Call.id == Offer.call_id)
        .where(
            Call.id == call_id,
            Call.state == CallState.CONNECTED,
            Offer.state == OfferState.ACCEPTED,
            Offer.part == Part.RESPONDER,
        )
    )
    with rt.db.read() as session:
        offer_id = session.scalar(apart)
    if offer_id is not None:
        lost(rt, offer_id, told=True)
        rt.later.ask("ring", "tell_gone", offer_id)


def lost(rt: Runtime, offer_id: str, *, told: bool = False) -> None:
    """The responder's leg is over while the call is not: bring the caller back to the front. Of
    who joined them: somebody else is looked for.

    Nothing happens when the call has ended, or another responder has it. A caller who was `told`
    has chosen to stay already.
    """
    if voices.left(rt, offer_id):
        return
    loss = _write_lost(rt, offer_id)
    if loss is None:
        return
    proposals.release(rt, loss.others)
    now, credit = rt.now(), rt.span(CUT_OFF_CREDIT)
    until = now + loss.wraps_up if loss.wraps_up else None
    if until is None:
        rest = now + rt.span(proposals.PAUSE_AFTER_MISS)
        proposals.leave_alone(rt, loss.responder_id, rest)
    proposals.tell(rt, lambda: rt.routing.offers.drop(offer_id, now, until, credit))
    if told:
        return
    if loss.wraps_up:
        rt.later.ask("ring", "call_back_caller", loss.call_id)
    else:
        waiting.reenter(rt, loss.call_id)


@dataclass(frozen=True)
class _Loss:
    """Who lost whom, and who had joined them. Without a wrap-up they had not met: the caller was
    not moved yet."""

    call_id: str
    responder_id: str
    wraps_up: timedelta | None
    others: Sequence[Ended]


def _write_lost(rt: Runtime, offer_id: str) -> _Loss | None:
    """None when there is no loss."""
    now = rt.now()
    with rt.db.begin() as session:
        offer = session.get(Offer, offer_id)
        if offer is None:
            return None
        call = session.get_one(Call, offer.call_id, with_for_update=True)
        session.refresh(offer)
        if offer.state != OfferState.ACCEPTED or call.state == CallState.ENDED:
            return None
        had_met = call.state in (CallState.BRIDGING, CallState.CONNECTED)
        offer.state = OfferState.FINISHED
        offer.ended_at = now
        call.room += 1
        call.credit_seconds = max(call.credit_seconds, CUT_OFF_CREDIT)
        if call.state == CallState.CALLING:
            call.state = CallState.WAITING  # their phone may ring on: somebody else is asked
        wraps_up = wrap_up.lasts(rt, call) if had_met else None
        if wraps_up:
            call.state = CallState.RECONNECTING
            call.bridged_at = None
            wrap_up.write(rt, session, offer.responder_id, wraps_up)
        else:
            proposals.pause(rt, session, offer.responder_id)
        others = proposals.end_beside(rt, session, offer_id)
    return _Loss(call.id, offer.responder_id, wraps_up, others)


def call_back_caller(rt: Runtime, call_id: str) -> None:
    """Ask a caller who lost their responder whether they had finished. Asking again is harmless."""
    _move(rt, call_id, CallState.RECONNECTING, "lost")


def call_back_again(rt: Runtime, call_id: str) -> None:
    """The caller was to be asked long ago and nothing came of it: ask now."""
    _unmove(rt, call_id, CallState.RECONNECTING)
    call_back_caller(rt, call_id)


def check_join(rt: Runtime, offer_id: str) -> None:
    """No report says that the responder who pressed 1 is in the room: look, and go on."""
    with rt.db.read() as session:
        offer = session.get(Offer, offer_id)
        if offer is None or offer.state != OfferState.ACCEPTED or offer.joined_at is not None:
            return
        sids = set(session.scalars(select(Leg.sid).where(Leg.offer_id == offer_id)))
    if sids & rt.phone.in_room(room_name(offer.call_id, offer.room)):
        responder_joined(rt, offer.call_id, offer_id)
    elif _all_over(rt, offer_id, sids):
        log("responder lost before the room", level=logging.WARNING, offer=offer_id)
        lost(rt, offer_id)
    elif offer.accepted_at is not None and rt.now() - offer.accepted_at > rt.span(JOIN_PATIENCE):
        lost(rt, offer_id)
        for sid in sids:
            rt.phone.hang_up(sid)


def _all_over(rt: Runtime, offer_id: str, sids: set[str]) -> bool:
    return all(_over(rt, offer_id, sid) for sid in sids)


def _over(rt: Runtime, offer_id: str, sid: str) -> bool:
    try:
        over = rt.phone.leg(sid).over
    except Gone:
        over = True
    if over:
        legs.ended(rt, sid, offer_id)
    return over
