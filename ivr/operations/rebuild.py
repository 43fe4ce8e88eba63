"""What if Redis forgot who waits and who is free? SQL remembers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.models import Call, CallState, Offer, OfferState, Part, Presence, Responder
from ivr.models.offer import LIVE
from ivr.models.responder import TAKE_CALLS
from ivr.operations import beside, needs, records
from ivr.runtime import Runtime
from routing.match import LiveOffer, Moves, Snapshot
from routing.need import WaitingCall
from routing.responder import Lately, OnDuty
from routing.responder import Presence as Standing
from routing.responder import Responder as RoutedResponder
from routing.timings import AS_USUAL

__all__ = ["latest", "on_duty", "rebuild", "routed", "snapshot", "talked_last", "waiting_call"]


def rebuild(rt: Runtime) -> Moves:
    """Fill Redis from SQL: everybody keeps their old place."""
    return rt.routing.rebuild(snapshot(rt), rt.now())


def snapshot(rt: Runtime) -> Snapshot:
    """Who is on duty, who waits and what is offered, as SQL knows it."""
    with rt.db.read() as session:
        live = select(Offer).where(Offer.state.in_(LIVE), Offer.part == Part.RESPONDER)
        offers = session.scalars(live).all()
        people = session.execute(
            select(Responder, Presence)
            .join(Presence)
            .where(Presence.on_duty, Responder.role.in_(TAKE_CALLS))
        ).all()
        calls = session.scalars(select(Call).where(Call.state == CallState.WAITING)).all()
        accepted = [offer for offer in offers if offer.state == OfferState.ACCEPTED]
        taken = {offer.call_id for offer in accepted}
        talking = {offer.responder_id for offer in accepted}
        before = latest(rt, session, [who.id for who, _ in people])
        return Snapshot(
            responders=[
                replace(on_duty(who, presence, before), talking=who.id in talking)
                for who, presence in people
            ],
            calls=[waiting_call(rt, session, call) for call in calls if call.id not in taken],
            offers=[_live(session, offer) for offer in offers],
        )


def latest(rt: Runtime, session: Session, responders: Sequence[str]) -> Mapping[str, Lately]:
    """What the latest calls of these responders were, by id."""
    longest_break = AS_USUAL.hard_break
    return records.lately(session, responders, rt.now(), rt.span(longest_break.total_seconds()))


def on_duty(responder: Responder, presence: Presence, before: Mapping[str, Lately]) -> OnDuty:
    """Somebody on duty, as routing knows them."""
    return OnDuty(
        responder=routed(responder),
        idle_since=presence.idle_since,
        busy_until=presence.busy_until,
        busy_with=Standing(presence.busy_with or Standing.WRAPPING_UP),
        lately=before.get(responder.id, Lately()),
    )


def _live(session: Session, offer: Offer) -> LiveOffer:
    need = session.get_one(Call, offer.call_id).need or {}
    is_accepted = offer.state == OfferState.ACCEPTED
    return LiveOffer(
        offer_id=offer.id,
        call_id=offer.call_id,
        responder_id=offer.responder_id,
        deadline_at=offer.deadline_at,
        accepted_at=(offer.accepted_at or offer.made_at) if is_accepted else None,
        matched=offer.matched,
        hard=bool(need.get("hard")),
        mentor_id=offer.mentor_id,
        ring_at=offer.lease_until if offer.state == OfferState.MADE else None,
    )


def routed(responder: Responder) -> RoutedResponder:
    """The responder as routing knows them: an id, languages, dated certificates. Who takes no
    calls has none that count, nor has a trainee without a mentor."""
    is_asked = responder.is_rung or bool(responder.mentors)
    held = responder.certifications if is_asked else []
    return RoutedResponder(
        id=responder.id,
        languages=frozenset(responder.languages),
        certificates={c.specialty: c.valid_until for c in held},
        gender=responder.gender,
        areas=frozenset(responder.areas),
        mentors=frozenset(responder.mentors),
    )


def waiting_call(rt: Runtime, session: Session, call: Call) -> WaitingCall:
    """The call as it waits: its need, its old place, who declined it. Raises ValueError when it
    never entered the line."""
    if call.need is None or call.waiting_since is None:
        raise ValueError(f"call {call.id} is not in the line")
    last = talked_last(session, call.id) if call.came_back_at else None
    need = needs.read(call.need)
    is_possible = not needs.asks_for_interpreter(need) or beside.can_be_interpreted(
        rt, session, call
    )
    need = needs.scaled(rt, need, interpreted=is_possible)
    return WaitingCall(
        id=call.id,
        need=replace(
            need,
            conflicts=frozenset(call.kept_apart or ()),
            known=last.responder_id if last else None,
            known_from=call.came_back_at if last else None,
        ),
        waiting_since=call.waiting_since,
        credit=rt.span(call.credit_seconds),
        declined_by=frozenset(_decliners(session, call.id)),
    )


def talked_last(session: Session, call_id: str) -> Offer | None:
    """The offer by which this caller talked to somebody, the latest that is over."""
    met = select(Offer).where(
        Offer.call_id == call_id,
        Offer.part == Part.RESPONDER,
        Offer.state == OfferState.FINISHED,
        Offer.joined_at.is_not(None),
    )
    return session.scalars(met.order_by(Offer.ended_at.desc()).limit(1)).first()


def _decliners(session: Session, call_id: str) -> Sequence[str]:
    asked = select(Offer.responder_id).where(
        Offer.call_id == call_id, Offer.state == OfferState.DECLINED
    )
    return session.scalars(asked).all()
