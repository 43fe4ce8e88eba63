"""Who would be rung for this call, and why not the others, as the tables know it?"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ivr.models import Call, Offer, OfferState, Part, Presence, Responder
from ivr.models.offer import LIVE
from ivr.models.responder import TAKE_CALLS
from ivr.operations import interpreters
from ivr.operations.rebuild import latest, on_duty, waiting_call
from ivr.runtime import Runtime
from routing.explanation import Explanation, Step, explain, forecast
from routing.match import Proposal
from routing.need import WaitingCall
from routing.policy import Duty, Place, Standing
from routing.responder import Lately, OnDuty
from routing.responder import Presence as Stands
from routing.timings import HARD_TO_REST, HARD_TO_SPARE

__all__ = ["now", "of", "stages"]

MOST = 300
"""People on duty up to whom each decision is explained in its row; for more it would hold up the
ring."""
LOST = (OfferState.MISSED, OfferState.FAILED, OfferState.EXPIRED)


def now(rt: Runtime, call: WaitingCall) -> Explanation:
    """Who would be rung at this moment, in order, and why not each other."""
    with rt.db.read() as session:
        return explain(_place(rt, session, call), _duty(rt, session))


def stages(rt: Runtime, call: WaitingCall) -> tuple[Step, ...]:
    """Likewise for each moment at which the wait opens a looser match."""
    with rt.db.read() as session:
        here = session.scalars(select(Responder).join(Presence).where(Presence.on_duty)).all()
        unspoken = interpreters.nobody_speaks(here, call.need.language, rt.now())
        place = replace(_place(rt, session, call), unspoken=unspoken)
        return forecast(place, _duty(rt, session))


def of(rt: Runtime, proposal: Proposal) -> dict[str, Any] | None:
    """Why this proposal, in codes and ids as its row keeps them; None where it is not said."""
    with rt.db.read() as session:
        call = session.get(Call, proposal.call_id)
        there = session.scalar(select(func.count()).where(Presence.on_duty)) or 0
        if call is None or call.need is None or call.waiting_since is None or there > MOST:
            return None
        place = _place(rt, session, waiting_call(rt, session, call))
        asks = explain(place, _duty(rt, session))
    waited = rt.now() - place.call.waiting_since
    return {
        "matched": proposal.matched,
        "waited": round(waited.total_seconds()),
        "slot_in": max(0.0, round((proposal.ring_at - rt.now()).total_seconds(), 1)),
        "phone": place.rings + 1,
        "at_once": place.call.need.rings_at_once,
        "asked": [[one.responder_id, one.match.value] for one in asks.asked],
        "why_not": {who: reason.value for who, reason in asks.why_not.items()},
    }


def _place(rt: Runtime, session: Session, call: WaitingCall) -> Place:
    span = rt.routing.timings.missed_exclusion
    missed = select(Offer.responder_id, Offer.ended_at).where(
        Offer.call_id == call.id, Offer.state.in_(LOST), Offer.ended_at > rt.now() - span
    )
    ringing = select(func.count()).where(
        Offer.call_id == call.id, Offer.part == Part.RESPONDER, Offer.state.in_(LIVE)
    )
    missed_by = {who: ended_at + span for who, ended_at in session.execute(missed) if ended_at}
    return Place(call, missed_by, session.scalar(ringing) or 0)


def _duty(rt: Runtime, session: Session) -> Duty:
    there = session.execute(
        select(Responder, Presence)
        .join(Presence)
        .where(Presence.on_duty, Responder.role.in_(TAKE_CALLS))
    ).all()
    held = _held(session)
    before = latest(rt, session, [who.id for who, _ in there])
    people = [on_duty(who, presence, before) for who, presence in there]
    timings = rt.routing.timings
    return Duty.of((_standing(rt, one, held) for one in people), rt.now(), timings)


def _held(session: Session) -> Mapping[str, Stands]:
    """Who holds an offer or a call, to listen or to talk."""
    live = session.scalars(select(Offer).where(Offer.state.in_(LIVE)))
    held: dict[str, Stands] = {}
    for offer in live:
        stands = Stands.TALKING if offer.state == OfferState.ACCEPTED else Stands.OFFERED
        held |= dict.fromkeys(filter(None, (offer.responder_id, offer.mentor_id)), stands)
    return held


def _standing(rt: Runtime, person: OnDuty, held: Mapping[str, Stands]) -> Standing:
    is_busy = person.busy_until is not None and person.busy_until > rt.now()
    stands = person.busy_with if is_busy else Stands.AVAILABLE
    lately = person.lately
    wraps_up = is_busy and person.busy_with is Stands.WRAPPING_UP
    return Standing(
        person.responder,
        held.get(person.responder.id, stands),
        person.idle_since,
        person.busy_until if is_busy else None,
        owes_rest=wraps_up and lately.hard_calls >= HARD_TO_REST,
        tired_until=_tired_until(rt, lately),
    )


def _tired_until(rt: Runtime, lately: Lately) -> datetime | None:
    if lately.hard_until is None or lately.hard_calls < HARD_TO_SPARE:
        return None
    return lately.hard_until + rt.routing.timings.hard_break
