"""What of promised calls is due, or was left undone by a crash?"""

from sqlalchemy import Select, or_, select, update

from ivr.models import Call, Callback, CallbackState, CallState, Consent, Leg
from ivr.models.callback import FINAL, OPEN
from ivr.operations import (
    callback_orders,
    callback_reminders,
    callback_rings,
    callback_turns,
    caller_reminders,
    endings,
    legs,
)
from ivr.operations.callback_rings import RUNG
from ivr.operations.rows import each
from ivr.runtime import Runtime

__all__ = ["sweep_promised", "sweep_promised_rings"]

LEG_OVERDUE = 10
RING_OVERDUE = 60
"""Seconds from asking for a ring to hearing that it came to an end, or that somebody is there."""


def sweep_promised(rt: Runtime) -> None:
    """Calls whose time has come, or is over; who waits at home; consents that did their work,
    and texts of calls that come no more."""
    now = rt.now()
    promised = Callback.state == CallbackState.PROMISED
    each(rt, callback_turns.come, select(Callback.id).where(promised, Callback.not_before <= now))
    each(rt, callback_turns.stay, select(Callback.id).where(Callback.state == CallbackState.DUE))
    late = callback_orders.overdue(rt).where(Callback.overdue_at.is_(None))
    each(rt, callback_orders.tell_overdue, late)
    each(rt, callback_reminders.remind, callback_reminders.soon(rt))
    _forget_done(rt)
    caller_reminders.end_over(rt)


def _forget_done(rt: Runtime) -> None:
    """A consent to a call is over with the promise: its number is forgotten a day later."""
    now = rt.now()
    done = select(Callback.consent_id).where(Callback.state.in_(FINAL))
    with rt.db.begin() as session:
        session.execute(
            update(Consent)
            .where(Consent.id.in_(done), Consent.expires_at > now, Consent.number.is_not(None))
            .values(expires_at=now)
        )


def sweep_promised_rings(rt: Runtime) -> None:
    """People to be rung, rings of which nothing is known, and what still goes on for a promise
    that is over."""
    each(rt, callback_rings.ring, _to_be_rung())
    each(rt, callback_rings.look_for, _lost(rt))
    each(rt, callback_rings.check, _overdue(rt))
    each(rt, _end, _needless_calls())
    each(rt, legs.let_go, _needless_legs(rt))


def _end(rt: Runtime, call_id: str) -> None:
    endings.end(rt, call_id)


def _to_be_rung() -> Select[str]:
    return (
        select(Call.id)
        .join(Callback, Callback.ring_call_id == Call.id)
        .where(Call.state == CallState.CALLING, Callback.state == CallbackState.DUE)
    )


def _lost(rt: Runtime) -> Select[str]:
    """Rings whose answer never came, and of which no report did either."""
    legless = (
        ~select(Leg.sid).where(Leg.call_id == Callback.ring_call_id, legs.is_persons()).exists()
    )
    return select(Callback.id).where(
        Callback.state.in_(RUNG), Callback.lease_until < rt.now(), legless
    )


def _overdue(rt: Runtime) -> Select[str]:
    longest = rt.now() - rt.span(RING_OVERDUE)
    return select(Callback.id).where(Callback.state.in_(RUNG), Callback.asked_at < longest)


def _needless_calls() -> Select[str]:
    """Calls that we make, nobody is on, and nobody was promised any more."""
    made_for = select(Callback.ring_call_id).where(
        Callback.ring_call_id.is_not(None), Callback.state.in_(OPEN)
    )
    return select(Call.id).where(
        Call.outbound, Call.nobody_on_it, Call.state != CallState.ENDED, Call.id.not_in(made_for)
    )


def _needless_legs(rt: Runtime) -> Select[str]:
    """Legs of people whose call is over: who just heard a last sentence has put the phone down by
    then."""
    since = rt.now() - rt.span(LEG_OVERDUE)
    return (
        select(Leg.sid)
        .join(Call, Call.id == Leg.call_id)
        .where(
            Call.outbound,
            Call.ended_at < since,
            legs.is_persons(),
            Leg.ended_at.is_(None),
            or_(Leg.asked_to_end_at.is_(None), Leg.asked_to_end_at < since),
        )
    )
