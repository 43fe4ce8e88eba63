"""Which duty phones should ring beside the line now, and which should not any more?"""

from sqlalchemy import Select, exists, or_, select

from ivr.models import Alert, Call, CallState, DutyRing, Effect, Offer, OfferState, RingState
from ivr.operations.rows import NOW
from routing.match import What

__all__ = ["ITSELF", "needless", "overdue", "taken", "unrung", "waiting_in_danger"]

ITSELF = "duty_phones"
"""The kind of effect that says: the flow rings the duty phones itself."""


def waiting_in_danger() -> Select[str]:
    """Calls of whom it was told that somebody in danger waits, and that no duty phone rings for."""
    live = exists().where(DutyRing.call_id == Call.id, DutyRing.state != RingState.OVER)
    by_flow = exists().where(Effect.call_id == Call.id, Effect.kind == ITSELF)
    won = exists().where(Offer.call_id == Call.id, Offer.state == OfferState.ACCEPTED)
    waiting = select(Call.id).where(Call.state == CallState.WAITING, ~live, ~by_flow, ~won)
    return waiting.join(Alert, Alert.call_id == Call.id).where(Alert.what == What.DANGER_WAITS)


def unrung() -> Select[str]:
    """Rings that nobody placed yet."""
    due = DutyRing.not_before.is_(None) | (DutyRing.not_before <= NOW)
    return select(DutyRing.id).where(DutyRing.state == RingState.MADE, due)


def overdue() -> Select[str]:
    """Rings of which nothing was heard in time."""
    return select(DutyRing.id).where(
        DutyRing.state.in_((RingState.MADE, RingState.PLACED)), DutyRing.deadline_at < NOW
    )


def needless() -> Select[str]:
    """Rings whose caller is gone, or with somebody else."""
    untaken = (DutyRing.state != RingState.TAKEN) & or_(
        Call.state != CallState.WAITING,
        exists().where(Offer.call_id == Call.id, Offer.state == OfferState.ACCEPTED),
        exists().where(Effect.call_id == Call.id, Effect.kind == ITSELF),
    )
    alone = (DutyRing.state == RingState.TAKEN) & (Call.state == CallState.ENDED)
    return (
        select(DutyRing.id)
        .join(Call, Call.id == DutyRing.call_id)
        .where(DutyRing.state != RingState.OVER, untaken | alone)
    )


def taken() -> Select[str]:
    """Rings that somebody took, whose end may not have been reported."""
    return select(DutyRing.id).where(DutyRing.state == RingState.TAKEN)
