"""How does the promise of a call end, and when is it tried again?"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from ivr import safety
from ivr.flow.windows import as_hours, next_opening
from ivr.models import Call, Callback, CallbackState, CallState, Consent
from ivr.models.callback import OPEN
from ivr.operations import person_keys
from ivr.runtime import Runtime

__all__ = [
    "call_over",
    "calls_in",
    "end",
    "engaged",
    "forbidden",
    "put_off",
    "talked",
    "withdrawn",
]

SPREAD = 1200
"""Seconds until the second ring; until the third twice as many."""
ENDS = {
    "opted_out": CallbackState.DECLINED,
    "no_consent": CallbackState.DECLINED,
    "consent_withdrawn": CallbackState.DECLINED,
}
"""What becomes of a promise that safety forbids for good; for every other reason it is expired."""


def end(row: Callback, state: CallbackState, reason: str, now: datetime) -> None:
    """Write that this promise is over; whoever still rings or waits for it is found by a sweep."""
    row.state, row.reason, row.final_at = state, reason, now
    row.ringing = row.lease_until = None


def withdrawn(session: Session, consents: Sequence[str], reason: str, now: datetime) -> None:
    """The person wants no calls of these consents any more, also while their phone rings."""
    session.execute(
        update(Callback)
        .where(Callback.consent_id.in_(consents), Callback.state.in_(OPEN))
        .values(
            state=CallbackState.DECLINED,
            reason=reason,
            final_at=now,
            ringing=None,
            lease_until=None,
        )
    )


def calls_in(session: Session, prints: Sequence[str], call_id: str) -> None:
    """The phone of these fingerprints rings us: what is promised to it waits meanwhile."""
    theirs = select(Consent.id).where(Consent.person_id.in_(person_keys.known(prints)))
    session.execute(
        update(Callback)
        .where(Callback.consent_id.in_(theirs), Callback.state.in_(OPEN))
        .values(heard_in_id=call_id)
    )


def engaged(session: Session, row: Callback) -> bool:
    """True while the call in which it was promised, or another of the same phone, goes on."""
    theirs = [one for one in (row.call_id, row.heard_in_id) if one is not None]
    going_on = select(Call.id).where(Call.id.in_(theirs), Call.state != CallState.ENDED)
    return session.scalar(going_on) is not None


def talked(session: Session, call: Call, now: datetime) -> None:
    """Whoever is on this call has talked with a responder: what was promised to them before is
    kept."""
    if call.connected_at is None:
        return
    theirs = or_(
        Callback.ring_call_id == call.id,
        Callback.call_id == call.id,
        Callback.heard_in_id == call.id,
    )
    session.execute(
        update(Callback)
        .where(theirs, Callback.state.in_(OPEN), Callback.promised_at < call.connected_at)
        .values(
            state=CallbackState.KEPT,
            reason="talked",
            final_at=now,
            ringing=None,
            lease_until=None,
        )
    )


def call_over(rt: Runtime, session: Session, call: Call) -> None:
    """This call has ended. The promise it was made for is kept if they talked, else it is tried
    again, or expires."""
    now = rt.now()
    talked(session, call, now)
    if not call.outbound:
        return
    row = session.scalar(
        select(Callback)
        .where(Callback.ring_call_id == call.id, Callback.state.in_(OPEN))
        .with_for_update()
    )
    if row is not None and row.state != CallbackState.PROMISED:
        put_off(session, row, now + rt.span(SPREAD * row.attempts), now)


def put_off(session: Session, row: Callback, earliest: datetime, now: datetime) -> None:
    """It is tried again at the first safe moment from `earliest` on, to which the person agreed;
    when there is none, or it was tried often enough, it has expired."""
    row.ringing = row.lease_until = row.asked_at = None
    if row.attempts >= safety.MOST_ATTEMPTS:
        end(row, CallbackState.EXPIRED, "tried_enough", now)
        return
    window = session.get_one(Consent, row.consent_id).window
    later = earliest if window is None else next_opening(as_hours(window), earliest)
    if later is None or later >= row.not_after:
        end(row, CallbackState.EXPIRED, row.reason or "no_time", now)
        return
    row.state, row.not_before = CallbackState.PROMISED, later


def forbidden(session: Session, row: Callback, reason: str, now: datetime) -> None:
    """Safety says no: for now, and then it is put off, or for good."""
    row.reason = reason
    if reason in safety.CAN_WAIT:
        put_off(session, row, now, now)
    else:
        end(row, ENDS.get(reason, CallbackState.EXPIRED), reason, now)
