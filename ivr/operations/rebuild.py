"""What if Redis forgot who waits and who is free? SQL remembers."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.models import Call, CallState, Offer, OfferState, Presence, Responder
from ivr.models.offer import LIVE
from ivr.operations import needs
from ivr.runtime import Runtime
from routing.match import LiveOffer, Moves, OnDuty, Snapshot
from routing.need import WaitingCall
from routing.responder import Responder as RoutedResponder

__all__ = ["rebuild", "routed", "snapshot", "waiting_call"]


def rebuild(rt: Runtime) -> Moves:
    """Fill Redis from SQL: everybody keeps their old place."""
    return rt.routing.rebuild(snapshot(rt), rt.now())


def snapshot(rt: Runtime) -> Snapshot:
    """Who is on duty, who waits and what is offered, as SQL knows it."""
    with rt.db.read() as session:
        offers = session.scalars(select(Offer).where(Offer.state.in_(LIVE))).all()
        people = session.execute(
            select(Responder, Presence).join(Presence).where(Presence.on_duty)
        ).all()
        calls = session.scalars(select(Call).where(Call.state == CallState.WAITING)).all()
        taken = {offer.call_id for offer in offers if offer.state == OfferState.ACCEPTED}
        talking = {offer.responder_id for offer in offers if offer.state == OfferState.ACCEPTED}
        return Snapshot(
            responders=[_on_duty(who, presence, talking) for who, presence in people],
            calls=[waiting_call(rt, session, call) for call in calls if call.id not in taken],
            offers=[_live(offer) for offer in offers],
        )


def _on_duty(responder: Responder, presence: Presence, talking: set[str]) -> OnDuty:
    return OnDuty(
        responder=routed(responder),
        idle_since=presence.idle_since,
        busy_until=presence.busy_until,
        talking=responder.id in talking,
        paused=presence.busy_with == "paused",
    )


def _live(offer: Offer) -> LiveOffer:
    return LiveOffer(
        offer_id=offer.id,
        call_id=offer.call_id,
        responder_id=offer.responder_id,
        deadline_at=offer.deadline_at,
        accepted=offer.state == OfferState.ACCEPTED,
    )


def routed(responder: Responder) -> RoutedResponder:
    """The responder as routing knows them: an id, languages, dated certificates. Who takes no
    calls alone has none that count."""
    held = responder.certifications if responder.is_rung else []
    return RoutedResponder(
        id=responder.id,
        languages=frozenset(responder.languages),
        certificates={c.specialty: c.valid_until for c in held},
    )


def waiting_call(rt: Runtime, session: Session, call: Call) -> WaitingCall:
    """The call as it waits: its need, its old place, who declined it. Raises ValueError when it
    never entered the line."""
    if call.need is None or call.waiting_since is None:
        raise ValueError(f"call {call.id} is not in the line")
    return WaitingCall(
        id=call.id,
        need=needs.scaled(rt, needs.read(call.need)),
        waiting_since=call.waiting_since,
        credit=rt.span(call.credit_seconds),
        declined_by=frozenset((*_decliners(session, call.id), *(call.kept_apart or ()))),
    )


def _decliners(session: Session, call_id: str) -> Sequence[str]:
    asked = select(Offer.responder_id).where(
        Offer.call_id == call_id, Offer.state == OfferState.DECLINED
    )
    return session.scalars(asked).all()
