"""What did a crash leave undone? Rows that wait too long are found here and done."""

from datetime import datetime

from sqlalchemy import Select, or_, select

from ivr.models import Call, CallState, Leg, Message, MessageState, Offer, OfferState
from ivr.models.offer import ENDED, UNDECIDED
from ivr.operations import (
    alerts,
    answers,
    bridges,
    conversations,
    legs,
    messages,
    offers,
    pairings,
    receipts,
    reconcile,
    retention,
)
from ivr.operations.proposals import tell
from ivr.operations.rows import each
from ivr.runtime import Runtime

__all__ = [
    "HOURLY",
    "OFTEN",
    "RARELY",
    "SOMETIMES",
    "forget",
    "sweep_promises",
    "sweep_rings",
]

OFTEN, SOMETIMES, RARELY, HOURLY = 2, 10, 15, 3600
"""Seconds between two sweeps: of rings, of promises, of what the phone company knows, of what
must be forgotten."""
ANSWER_OVERDUE = 30
"""Seconds in which a caller who lost their responder has heard the question and chosen."""
JOIN_OVERDUE = 8
"""Seconds from the key: the specialty is said before the room is entered."""
LEG_OVERDUE = 10
STALE = 5


def sweep_rings(rt: Runtime) -> None:
    """Deadlines and unrung offers; who pressed 1 and is in no room; callers not yet moved."""
    tell(rt, lambda: rt.routing.tick(rt.now()))
    alerts.find_danger(rt)
    now = rt.now()
    each(rt, reconcile.look_for_leg, reconcile.unplaced(now))
    each(
        rt,
        offers.ring,
        select(Offer.id).where(Offer.state == OfferState.MADE),
    )
    each(
        rt,
        offers.expire,
        select(Offer.id).where(
            Offer.state.in_(UNDECIDED),
            Offer.deadline_at < now - rt.span(STALE),
        ),
    )
    each(
        rt,
        bridges.check_join,
        select(Offer.id).where(
            Offer.state == OfferState.ACCEPTED,
            Offer.joined_at.is_(None),
            Offer.accepted_at < now - rt.span(JOIN_OVERDUE),
        ),
    )
    each(rt, bridges.bring, _unmoved(CallState.BRIDGING))
    each(rt, bridges.call_back_caller, _unmoved(CallState.RECONNECTING))
    each(rt, bridges.check_meeting, _moved_long_ago(rt, CallState.BRIDGING, JOIN_OVERDUE))
    each(rt, bridges.call_back_again, _moved_long_ago(rt, CallState.RECONNECTING, ANSWER_OVERDUE))


def _unmoved(state: CallState) -> Select[str]:
    return select(Call.id).where(Call.state == state, Call.bridged_at.is_(None))


def _moved_long_ago(rt: Runtime, state: CallState, seconds: float) -> Select[str]:
    """Callers who were moved, and of whom nothing was heard since."""
    longest = rt.now() - rt.span(seconds)
    return select(Call.id).where(Call.state == state, Call.bridged_at < longest)


def sweep_promises(rt: Runtime) -> None:
    """Texts that are due and unsent, texts whose answer was lost, legs nobody needs any more."""
    now = rt.now()
    lapsed = or_(Message.lease_until.is_(None), Message.lease_until < now)
    each(
        rt,
        messages.deliver,
        select(Message.id).where(
            Message.not_before <= now,
            lapsed,
            Message.asked_at.is_(None),
            Message.state.in_((MessageState.PROMISED, MessageState.SENDING)),
        ),
    )
    each(
        rt,
        receipts.look_for,
        select(Message.id).where(
            Message.state == MessageState.SENDING,
            Message.asked_at.is_not(None),
            lapsed,
        ),
    )
    each(rt, legs.hang_up, _needless(now, rt))
    each(rt, legs.tell_gone, _forsaken(now, rt).where(Call.connected_at.is_(None)))
    each(rt, bridges.fetch_out, _forsaken(now, rt).where(Call.connected_at.is_not(None)))


def _needless(now: datetime, rt: Runtime) -> Select[str]:
    """Offers that came to nothing whose leg still rings or listens."""
    lost = tuple(state for state in ENDED if state != OfferState.FINISHED)
    return _with_open_leg(now, rt).where(Offer.state.in_(lost))


def _forsaken(now: datetime, rt: Runtime) -> Select[str]:
    """Responders who pressed 1, whose caller is gone, and who are still on the line."""
    return (
        _with_open_leg(now, rt)
        .join(Call, Call.id == Offer.call_id)
        .where(
            Offer.state == OfferState.FINISHED,
            Call.state == CallState.ENDED,
        )
    )


def _with_open_leg(now: datetime, rt: Runtime) -> Select[str]:
    since = now - rt.span(LEG_OVERDUE)
    asked = or_(Leg.asked_to_end_at.is_(None), Leg.asked_to_end_at < since)
    return (
        select(Offer.id)
        .join(Leg, Leg.offer_id == Offer.id)
        .where(Leg.ended_at.is_(None), asked, Offer.ended_at < since)
        .distinct()
    )


def forget(rt: Runtime) -> None:
    """Numbers, what was typed, whom callers were kept apart from, conversations by text, the hours
    of answers, and single choices, whose time is over."""
    retention.forget_numbers(rt)
    retention.forget_typed(rt)
    pairings.forget_over(rt)
    conversations.forget(rt)
    answers.forget_hours(rt)
    retention.forget_steps(rt)
