"""How does a responder come back from a call?"""

from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from ivr.bookshelf import NothingPublished
from ivr.models import Call, Offer, OfferState, Presence
from ivr.operations.proposals import PUTS_DOWN, tell
from ivr.runtime import Runtime

__all__ = ["lasts", "ready", "write"]

USUAL = timedelta(seconds=120)
"""How long a wrap-up lasts after a call that names no specialty."""


def lasts(rt: Runtime, call: Call) -> timedelta:
    """How long the responder of this call wraps up, unless they are ready before: as its specialty
    says in the settings the call began with."""
    try:
        specialties = rt.books.get(call.revision).settings.specialties
    except NothingPublished:
        return rt.span(USUAL.total_seconds())
    found = specialties.get((call.need or {}).get("specialty") or "")
    return rt.span((found.wrap_up if found else USUAL).total_seconds())


def write(rt: Runtime, session: Session, responder_id: str, span: timedelta) -> None:
    """Write that this responder is wrapping up; at the deadline they are free by themselves, and
    their idle time counts from there. A longer pause that they asked for meanwhile stays."""
    until = rt.now() + span
    pauses_longer = (Presence.busy_with == "paused") & (Presence.busy_until > until)
    session.execute(
        update(Presence)
        .where(
            Presence.responder_id == responder_id,
            Presence.busy_with.is_(None) | ~pauses_longer,
        )
        .values(busy_until=until, busy_with="wrapping_up", idle_since=until)
    )


def ready(rt: Runtime, offer_id: str) -> bool:
    """The responder of this finished offer is ready: free as soon as they have put the phone down,
    because until then it would be engaged. False when there was no wrap-up to end."""
    now = rt.now()
    until = now + rt.span(PUTS_DOWN)
    with rt.db.begin() as session:
        offer = session.get(Offer, offer_id)
        if offer is None or offer.state != OfferState.FINISHED:
            return False
        responder_id = offer.responder_id
        ended = session.scalar(
            update(Presence)
            .where(
                Presence.responder_id == responder_id,
                Presence.busy_with == "wrapping_up",
                Presence.busy_until > until,
            )
            .values(busy_until=until, idle_since=until)
            .returning(Presence.responder_id)
        )
    if ended is None:
        return False
    tell(rt, lambda: rt.routing.roster.wrap_up(responder_id, until, now))
    return True
