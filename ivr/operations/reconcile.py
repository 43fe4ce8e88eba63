"""What does the phone company know that nobody reported to us?"""

from datetime import timedelta

from sqlalchemy import Select, exists, or_, select, update

from ivr.models import Call, CallState, Leg, Offer, OfferState, Responder
from ivr.operations import (
    bridges,
    duty,
    duty_rings,
    duty_rings_due,
    endings,
    legs,
    notices,
    pacing,
    people,
)
from ivr.operations.rows import NOW, Chore, Sweep, ago
from ivr.runtime import Runtime
from ivr.telephony.phone import Gone

__all__ = ["look_for_leg", "reconcile", "unplaced"]

SILENT_FOR = 60
"""Seconds without a heartbeat after which a caller may be gone."""
PLACED_WITHIN = 8
"""Seconds from making an offer to hearing that the phone rings."""
RINGS_OUT = 5
"""Seconds before its deadline at which a ring should have come to an end: the carrier's own."""
CLOCKS_DIFFER = 5
APART_FOR = 8
"""Seconds after which somebody alone in the room is no crossing of two reports."""


def reconcile(rt: Runtime) -> None:
    """Ask about rings that nothing is heard of, calls that fell silent, and rooms in which
    somebody may sit alone; act as if it had been reported. Never on the way of a webhook."""
    duty.agree(rt)
    _UNREPORTED.do(rt)


def _stale() -> Select[str]:
    """Offers whose phone should ring by now, or should have stopped."""
    dialled = (Offer.state == OfferState.DIALLING) & (Offer.made_at < ago(PLACED_WITHIN))
    rung_out = (Offer.state == OfferState.RINGING) & (Offer.deadline_at < ago(-RINGS_OUT))
    return select(Offer.id).where(dialled | rung_out)


def unplaced() -> Select[str]:
    """Offers that somebody began to ring, and of whose leg nothing is known since."""
    legless = ~exists().where(Leg.offer_id == Offer.id)
    return select(Offer.id).where(
        Offer.state == OfferState.DIALLING, Offer.lease_until < NOW, legless
    )


def look_for_leg(rt: Runtime, offer_id: str) -> None:
    """Find the leg whose birth was not reported: the process that placed it died, or the answer
    was lost. When there is none, nothing was placed, and it may be rung again."""
    with rt.db.read() as session:
        offer = session.get_one(Offer, offer_id)
        number = people.phone_of(rt, session.get_one(Responder, offer.responder_id))
    # Two clocks may differ: legs of earlier offers, which are known, are left out by name.
    since = offer.made_at - timedelta(seconds=CLOCKS_DIFFER)
    placed = [leg for leg in rt.phone.legs_to(number, since) if not _known(rt, leg.sid)]
    for leg in placed:
        notices.heard(rt, offer_id, leg.sid, leg.status)
    if not placed:
        _free_to_ring(rt, offer_id)


def _known(rt: Runtime, sid: str) -> bool:
    with rt.db.read() as session:
        return session.get(Leg, sid) is not None


def _free_to_ring(rt: Runtime, offer_id: str) -> None:
    ring_at = pacing.slot(rt, urgent=True)
    with rt.db.begin() as session:
        session.execute(
            update(Offer)
            .where(Offer.id == offer_id, Offer.state == OfferState.DIALLING)
            .values(state=OfferState.MADE, lease_until=ring_at)
        )


def _look_at_rings(rt: Runtime, offer_id: str) -> None:
    with rt.db.read() as session:
        sids = [leg.sid for leg in legs.of_offer(session, offer_id)]
    for sid in sids:
        notices.heard(rt, offer_id, sid, _status(rt, sid))


def _silent() -> Select[str]:
    """Calls of which nothing was heard for a while; whoever talks is looked for in the room."""
    quiet = ago(SILENT_FOR)
    return select(Call.id).where(
        Call.state.not_in((CallState.ENDED, CallState.CONNECTED)),
        or_(Call.heartbeat_at < quiet, Call.heartbeat_at.is_(None)),
        Call.began_at < quiet,
        ~Call.nobody_on_it,
    )


def _look_at_call(rt: Runtime, call_id: str) -> None:
    with rt.db.read() as session:
        sid = session.get_one(Call, call_id).sid
    if _over(rt, sid):
        endings.end(rt, call_id)


def _talking() -> Select[str]:
    met = Call.connected_at < ago(APART_FOR)
    return select(Call.id).where(Call.state == CallState.CONNECTED, met)


def _look_into_room(rt: Runtime, call_id: str) -> None:
    """Whoever is missing and has hung up was lost without a report. A leg that lives outside the
    room is on its way: it asked for its next words, or will."""
    with rt.db.read() as session:
        call = session.get_one(Call, call_id)
        theirs = [
            (leg.sid, offer.id)
            for offer in session.scalars(_in_talk(call_id))
            for leg in legs.of_offer(session, offer.id)
        ]
    inside = rt.phone.in_room(bridges.room_name(call_id, call.room))
    if call.sid not in inside and _over(rt, call.sid):
        endings.end(rt, call_id)
    else:
        for sid, offer_id in theirs:
            if sid not in inside:
                notices.heard(rt, offer_id, sid, _status(rt, sid))


def _in_talk(call_id: str) -> Select[Offer]:
    """Of the responder, and of who has joined them."""
    return select(Offer).where(Offer.call_id == call_id, Offer.state == OfferState.ACCEPTED)


def _over(rt: Runtime, sid: str) -> bool:
    try:
        return rt.phone.leg(sid).over
    except Gone:
        return True


def _status(rt: Runtime, sid: str) -> str:
    try:
        return rt.phone.leg(sid).status
    except Gone:
        return "completed"


_UNREPORTED = Sweep(
    Chore(_look_at_rings, _stale()),
    Chore(_look_at_call, _silent()),
    Chore(_look_into_room, _talking()),
    Chore(duty_rings.look, duty_rings_due.taken()),
)
