"""What did a crash leave undone? Rows that wait too long are found here and done."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from redis import RedisError
from sqlalchemy import Select, or_, select

from ivr.logs import log
from ivr.models import Call, CallState, Leg, Message, MessageState, Offer, OfferState
from ivr.models.offer import ENDED, UNDECIDED
from ivr.operations import bridges, conversations, duty, endings, legs, messages, offers, retention
from ivr.operations.proposals import tell
from ivr.runtime import Runtime
from ivr.telephony.phone import AskLater, Gone, Refused, Unanswered

__all__ = [
    "HOURLY",
    "OFTEN",
    "RARELY",
    "SOMETIMES",
    "forget",
    "reconcile",
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
SILENT_FOR = 60
LEG_OVERDUE = 10
STALE = 5
AT_ONCE = 200
Job = Callable[[Runtime, str], None]


def sweep_rings(rt: Runtime) -> None:
    """Deadlines and unrung offers; who pressed 1 and is in no room; callers not yet moved."""
    tell(rt, lambda: rt.routing.tick(rt.now()))
    now = rt.now()
    _each(
        rt,
        offers.ring,
        select(Offer.id).where(Offer.state == OfferState.MADE),
    )
    _each(
        rt,
        offers.expire,
        select(Offer.id).where(
            Offer.state.in_(UNDECIDED),
            Offer.deadline_at < now - rt.span(STALE),
        ),
    )
    _each(
        rt,
        bridges.check_join,
        select(Offer.id).where(
            Offer.state == OfferState.ACCEPTED,
            Offer.joined_at.is_(None),
            Offer.accepted_at < now - rt.span(JOIN_OVERDUE),
        ),
    )
    _each(rt, bridges.bring, _unmoved(CallState.BRIDGING))
    _each(rt, bridges.call_back_caller, _unmoved(CallState.RECONNECTING))
    _each(rt, bridges.check_meeting, _moved_long_ago(rt, CallState.BRIDGING, JOIN_OVERDUE))
    _each(rt, bridges.call_back_again, _moved_long_ago(rt, CallState.RECONNECTING, ANSWER_OVERDUE))


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
    _each(
        rt,
        messages.deliver,
        select(Message.id).where(
            Message.not_before <= now,
            lapsed,
            Message.asked_at.is_(None),
            Message.state.in_((MessageState.PROMISED, MessageState.SENDING)),
        ),
    )
    _each(
        rt,
        messages.look_for,
        select(Message.id).where(
            Message.state == MessageState.SENDING,
            Message.asked_at.is_not(None),
            lapsed,
        ),
    )
    _each(rt, legs.hang_up, _needless(now, rt))
    _each(rt, legs.tell_gone, _forsaken(now, rt).where(Call.connected_at.is_(None)))
    _each(rt, bridges.fetch_out, _forsaken(now, rt).where(Call.connected_at.is_not(None)))


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


def reconcile(rt: Runtime) -> None:
    """Ask the phone company about calls we have not heard of: who is gone is let go."""
    duty.agree(rt)
    quiet = rt.now() - rt.span(SILENT_FOR)
    _each(
        rt,
        _fetch,
        select(Call.id).where(
            Call.state != CallState.ENDED,
            or_(Call.heartbeat_at < quiet, Call.heartbeat_at.is_(None)),
            Call.began_at < quiet,
        ),
    )
    _each(
        rt,
        _fetch_responder,
        select(Leg.sid)
        .join(Offer, Offer.id == Leg.offer_id)
        .where(
            Leg.ended_at.is_(None),
            Offer.state == OfferState.ACCEPTED,
            Leg.began_at < quiet,
        ),
    )


def _fetch(rt: Runtime, call_id: str) -> None:
    with rt.db.read() as session:
        sid = session.get_one(Call, call_id).sid
    try:
        over = rt.phone.leg(sid).over
    except Gone:
        over = True
    if over:
        endings.end(rt, call_id)


def _fetch_responder(rt: Runtime, sid: str) -> None:
    with rt.db.read() as session:
        offer_id = session.get_one(Leg, sid).offer_id
    if offer_id is None:
        return
    try:
        over = rt.phone.leg(sid).over
    except Gone:
        over = True
    if over and legs.ended(rt, sid, offer_id):
        bridges.lost(rt, offer_id)


def forget(rt: Runtime) -> None:
    """Numbers whose time is over, and conversations by text that are."""
    retention.forget_numbers(rt)
    conversations.forget(rt)


def _each(rt: Runtime, job: Job, wanted: Select[str]) -> None:
    """Do the job for each row; one that cannot be done now does not keep the others waiting."""
    with rt.db.read() as session:
        ids: Sequence[str] = session.scalars(wanted.limit(AT_ONCE)).all()
    for subject in ids:
        try:
            job(rt, subject)
        except (AskLater, Unanswered, Refused, RedisError, OSError):
            log("sweep could not finish, next time", level=logging.WARNING, id=subject)
