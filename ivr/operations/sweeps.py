"""What did a crash leave undone? Rows that wait too long are found here and done."""

from datetime import datetime

from sqlalchemy import Select, or_, select

from ivr.models import (
    Call,
    CallState,
    Leg,
    Message,
    MessageState,
    Offer,
    OfferState,
    Series,
    Voicemail,
)
from ivr.models.offer import ENDED, UNDECIDED
from ivr.operations import (
    alerts,
    bridges,
    call_numbers,
    duty_rings,
    duty_rings_due,
    erasures,
    forgetting,
    legs,
    messages,
    offers,
    receipts,
    reconcile,
    remnants,
    series,
    series_contacts,
    staff_texts,
    supervisor_texts,
    voicemail_alerts,
    voicemails,
    voices,
)
from ivr.operations.proposals import tell
from ivr.operations.rows import Slow, each, through_worker
from ivr.runtime import Runtime

__all__ = [
    "EACH_MINUTE",
    "OFTEN",
    "RARELY",
    "SOMETIMES",
    "sweep_promises",
    "sweep_records",
    "sweep_rings",
]

OFTEN, SOMETIMES, RARELY, EACH_MINUTE = 2, 10, 15, 60
"""Seconds between two sweeps: of rings, of promises, of what the phone company knows, of what it
is to delete."""
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
    _sweep_duty_phones(rt)
    now = rt.now()
    each(rt, reconcile.look_for_leg, reconcile.unplaced(now))
    each(
        rt,
        offers.ring,
        select(Offer.id).where(
            Offer.state == OfferState.MADE,
            or_(Offer.lease_until.is_(None), Offer.lease_until <= now),
        ),
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
    voices.sweep(rt)
    each(rt, bridges.bring, _unmoved(CallState.BRIDGING))
    each(rt, bridges.call_back_caller, _unmoved(CallState.RECONNECTING))
    each(rt, bridges.check_meeting, _moved_long_ago(rt, CallState.BRIDGING, JOIN_OVERDUE))
    each(rt, bridges.call_back_again, _moved_long_ago(rt, CallState.RECONNECTING, ANSWER_OVERDUE))


def _sweep_duty_phones(rt: Runtime) -> None:
    """Supervisors who are rung for callers in danger, and those who need not be any more."""
    each(rt, duty_rings.let_go, duty_rings_due.needless())
    each(rt, duty_rings.let_go, duty_rings_due.overdue(rt))
    each(rt, duty_rings.begin, duty_rings_due.waiting_in_danger())
    each(rt, duty_rings.ring, duty_rings_due.unrung(rt))


def _unmoved(state: CallState) -> Select[str]:
    return select(Call.id).where(Call.state == state, Call.bridged_at.is_(None))


def _moved_long_ago(rt: Runtime, state: CallState, seconds: float) -> Select[str]:
    """Callers who were moved, and of whom nothing was heard since."""
    longest = rt.now() - rt.span(seconds)
    return select(Call.id).where(Call.state == state, Call.bridged_at < longest)


def sweep_promises(rt: Runtime) -> None:
    """Texts that are due and unsent, texts whose answer was lost, responders who were not told that
    they are off duty, series that are over or have a text due, messages that are not with us yet
    or that nobody was told of, legs nobody needs any more."""
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
    each(rt, staff_texts.deliver, staff_texts.untold(rt))
    each(rt, supervisor_texts.tell, supervisor_texts.untold(rt))
    series.end_over(rt)
    each(rt, series_contacts.contact, select(Series.id).where(Series.next_at <= now))
    through_worker(rt, _unfetched(now))
    through_worker(rt, _untold(now))
    each(rt, legs.hang_up, _needless(now, rt))
    each(rt, legs.tell_gone, _forsaken(now, rt).where(Call.connected_at.is_(None)))
    each(rt, bridges.fetch_out, _forsaken(now, rt).where(Call.connected_at.is_not(None)))


def _unfetched(now: datetime) -> Slow:
    """Messages still at the phone company, or that might be."""
    lapsed = or_(Voicemail.lease_until.is_(None), Voicemail.lease_until < now)
    wanted = select(Voicemail.id).where(Voicemail.try_at <= now, lapsed)
    return Slow("fetch_voicemail", voicemails.fetch, wanted, Voicemail.try_at)


def _untold(now: datetime) -> Slow:
    """Messages that somebody is to be told of."""
    wanted = select(Voicemail.id).where(Voicemail.alert_at <= now)
    return Slow("alert_voicemail", voicemail_alerts.tell, wanted, Voicemail.alert_at)


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


def sweep_records(rt: Runtime) -> None:
    """Who asked to be forgotten; numbers of calls that are over; texts whose fate is known, and
    all else that is to be deleted at the phone company."""
    call_numbers.forget(rt)
    each(rt, erasures.finish, erasures.unfinished(rt.now()))
    forgetting.forget_texts_there(rt)
    remnants.sweep(rt)
