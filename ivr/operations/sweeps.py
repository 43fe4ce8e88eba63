"""What did a crash leave undone? Rows that wait too long are found here and done."""

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
from ivr.operations.rows import NOW, Chore, Slow, Sweep, ago
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
    _RINGS.do(rt)


def _moved_long_ago(state: CallState, seconds: int) -> Select[str]:
    """Callers who were moved, and of whom nothing was heard since."""
    return select(Call.id).where(Call.state == state, Call.bridged_at < ago(seconds))


def _unmoved(state: CallState) -> Select[str]:
    return select(Call.id).where(Call.state == state, Call.bridged_at.is_(None))


_UNRUNG = select(Offer.id).where(
    Offer.state == OfferState.MADE,
    or_(Offer.lease_until.is_(None), Offer.lease_until <= NOW),
)
_OVERDUE = select(Offer.id).where(Offer.state.in_(UNDECIDED), Offer.deadline_at < ago(STALE))
_NOT_JOINED = select(Offer.id).where(
    Offer.state == OfferState.ACCEPTED,
    Offer.joined_at.is_(None),
    Offer.accepted_at < ago(JOIN_OVERDUE),
)
_RINGS = Sweep(
    Chore(alerts.danger_waits, alerts.untold_danger()),
    # Supervisors who are rung for callers in danger, and those who need not be any more.
    Chore(duty_rings.let_go, duty_rings_due.needless()),
    Chore(duty_rings.let_go, duty_rings_due.overdue()),
    Chore(duty_rings.begin, duty_rings_due.waiting_in_danger()),
    Chore(duty_rings.ring, duty_rings_due.unrung()),
    Chore(reconcile.look_for_leg, reconcile.unplaced()),
    Chore(offers.ring, _UNRUNG),
    Chore(offers.expire, _OVERDUE),
    Chore(bridges.check_join, _NOT_JOINED),
    *voices.LEFT_UNDONE,
    Chore(bridges.bring, _unmoved(CallState.BRIDGING)),
    Chore(bridges.call_back_caller, _unmoved(CallState.RECONNECTING)),
    Chore(bridges.check_meeting, _moved_long_ago(CallState.BRIDGING, JOIN_OVERDUE)),
    Chore(bridges.call_back_again, _moved_long_ago(CallState.RECONNECTING, ANSWER_OVERDUE)),
)


def _with_open_leg() -> Select[str]:
    asked = or_(Leg.asked_to_end_at.is_(None), Leg.asked_to_end_at < ago(LEG_OVERDUE))
    return (
        select(Offer.id)
        .join(Leg, Leg.offer_id == Offer.id)
        .where(Leg.ended_at.is_(None), asked, Offer.ended_at < ago(LEG_OVERDUE))
        .distinct()
    )


_LOST = tuple(state for state in ENDED if state != OfferState.FINISHED)
_NEEDLESS = _with_open_leg().where(Offer.state.in_(_LOST))
"""Offers that came to nothing whose leg still rings or listens."""
_FORSAKEN = (
    _with_open_leg()
    .join(Call, Call.id == Offer.call_id)
    .where(Offer.state == OfferState.FINISHED, Call.state == CallState.ENDED)
)
"""Responders who pressed 1, whose caller is gone, and who are still on the line."""
_LAPSED = or_(Message.lease_until.is_(None), Message.lease_until < NOW)
_DUE = select(Message.id).where(
    Message.not_before <= NOW,
    _LAPSED,
    Message.asked_at.is_(None),
    Message.state.in_((MessageState.PROMISED, MessageState.SENDING)),
)
_UNANSWERED = select(Message.id).where(
    Message.state == MessageState.SENDING, Message.asked_at.is_not(None), _LAPSED
)
_UNFETCHED = select(Voicemail.id).where(
    Voicemail.try_at <= NOW, or_(Voicemail.lease_until.is_(None), Voicemail.lease_until < NOW)
)
"""Messages still at the phone company, or that might be."""
_UNHEARD_OF = select(Voicemail.id).where(Voicemail.alert_at <= NOW)
"""Messages that somebody is to be told of."""
_PROMISES = Sweep(
    Chore(messages.deliver, _DUE),
    Chore(receipts.look_for, _UNANSWERED),
    Chore(staff_texts.deliver, staff_texts.untold()),
    Chore(supervisor_texts.tell, supervisor_texts.untold()),
    Chore(series.end_over, series.over()),
    Chore(series_contacts.contact, select(Series.id).where(Series.next_at <= NOW)),
    Slow("fetch_voicemail", voicemails.fetch, _UNFETCHED, Voicemail.try_at),
    Slow("alert_voicemail", voicemail_alerts.tell, _UNHEARD_OF, Voicemail.alert_at),
    Chore(legs.hang_up, _NEEDLESS),
    Chore(legs.tell_gone, _FORSAKEN.where(Call.connected_at.is_(None))),
    Chore(bridges.fetch_out, _FORSAKEN.where(Call.connected_at.is_not(None))),
)
_ERASURES = Sweep(Chore(erasures.finish, erasures.unfinished()))


def sweep_promises(rt: Runtime) -> None:
    """Texts that are due and unsent, texts whose answer was lost, responders who were not told that
    they are off duty, series that are over or have a text due, messages that are not with us yet
    or that nobody was told of, legs nobody needs any more."""
    _PROMISES.do(rt)


def sweep_records(rt: Runtime) -> None:
    """Who asked to be forgotten; numbers of calls that are over; texts whose fate is known, and
    all else that is to be deleted at the phone company."""
    _ERASURES.do(rt)
    call_numbers.forget(rt)
    forgetting.forget_texts_there(rt)
    remnants.sweep(rt)
