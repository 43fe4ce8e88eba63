"""When may the phone company begin another call for us?"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from redis import RedisError
from sqlalchemy import func, select, update

from ivr.logs import log
from ivr.models import Offer, OfferState
from ivr.runtime import Runtime

__all__ = ["Pace", "pace", "plan", "slot", "slow_down"]

BREATHER = timedelta(seconds=1)
"""How long nothing is placed after the phone company said that it was too much. Its own time: never
scaled."""


def slot(rt: Runtime, *, urgent: bool = False) -> datetime:
    """When a call that is no offer may be placed, whatever it is for: from then on it is counted
    for everybody. What is `urgent` goes first. Never raises: without Redis, now."""
    return _slot(rt, urgent=urgent, not_before=rt.now())


def plan(rt: Runtime, offer_id: str) -> None:
    """Have somebody rung who joins a responder that waits for them: in the next slot."""
    at = slot(rt, urgent=True)
    new = (Offer.id == offer_id, Offer.state == OfferState.MADE)
    with rt.db.begin() as session:
        session.execute(update(Offer).where(*new).values(lease_until=at))
    rt.later.ask("ring", "ring", offer_id, at=at)


def _slot(rt: Runtime, *, urgent: bool, not_before: datetime) -> datetime:
    try:
        return rt.routing.slot(rt.now(), urgent=urgent, not_before=not_before)
    except (RedisError, OSError):
        log("redis away, a call is placed without a slot", level=logging.WARNING)
        return not_before


def slow_down(rt: Runtime) -> datetime:
    """The phone company took no more: nobody is rung for a moment. When what it refused may be
    asked again, which is before all others."""
    until = _slot(rt, urgent=True, not_before=rt.now() + BREATHER)
    planned = select(Offer).where(Offer.state == OfferState.MADE, Offer.lease_until > rt.now())
    with rt.db.begin() as session:
        for offer in session.scalars(planned.with_for_update()):
            if offer.lease_until is not None:
                offer.lease_until += BREATHER
    return until


@dataclass(frozen=True)
class Pace:
    """How many rings wait for their slot, and when the last of them begins."""

    waiting: int
    last: datetime | None


def pace(rt: Runtime) -> Pace:
    """How it stands now."""
    planned = select(func.count(), func.max(Offer.lease_until)).where(
        Offer.state == OfferState.MADE, Offer.lease_until > rt.now()
    )
    with rt.db.read() as session:
        waiting, last = session.execute(planned).one()
    return Pace(waiting, last)
