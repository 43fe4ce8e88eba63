"""What of promised calls is due, or was left undone by a crash?"""

from sqlalchemy import Select, or_, select

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
from ivr.operations.rows import NOW, Chore, Sweep, ago
from ivr.runtime import Runtime

__all__ = ["sweep_promised", "sweep_promised_rings"]

LEG_OVERDUE = 10
RING_OVERDUE = 60
"""Seconds from asking for a ring to hearing that it came to an end, or that somebody is there."""


def _end(rt: Runtime, call_id: str) -> None:
    endings.end(rt, call_id)


def _to_be_rung() -> Select[str]:
    return (
        select(Call.id)
        .join(Callback, Callback.ring_call_id == Call.id)
        .where(Call.state == CallState.CALLING, Callback.state == CallbackState.DUE)
    )


def _lost() -> Select[str]:
    """Rings whose answer never came, and of which no report did either."""
    legless = (
        ~select(Leg.sid).where(Leg.call_id == Callback.ring_call_id, legs.is_persons()).exists()
    )
    return select(Callback.id).where(Callback.state.in_(RUNG), Callback.lease_until < NOW, legless)


def _overdue() -> Select[str]:
    long_ago = Callback.asked_at < ago(RING_OVERDUE)
    return select(Callback.id).where(Callback.state.in_(RUNG), long_ago)


def _needless_calls() -> Select[str]:
    """Calls that we make, nobody is on, and nobody was promised any more."""
    made_for = select(Callback.ring_call_id).where(
        Callback.ring_call_id.is_not(None), Callback.state.in_(OPEN)
    )
    return select(Call.id).where(
        Call.outbound, Call.nobody_on_it, Call.state != CallState.ENDED, Call.id.not_in(made_for)
    )


def _needless_legs() -> Select[str]:
    """Legs of people whose call is over: who just heard a last sentence has put the phone down by
    then."""
    since = ago(LEG_OVERDUE)
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


def _done() -> Select[str]:
    """Consents to a call that is over: their number is forgotten a day later."""
    done = select(Callback.consent_id).where(Callback.state.in_(FINAL))
    return select(Consent.id).where(
        Consent.id.in_(done), Consent.expires_at > NOW, Consent.number.is_not(None)
    )


def _expire(rt: Runtime, consent_id: str) -> None:
    with rt.db.begin() as session:
        session.get_one(Consent, consent_id, with_for_update=True).expires_at = rt.now()


_PROMISED = select(Callback.id).where(Callback.state == CallbackState.PROMISED)
_PROMISES = Sweep(
    Chore(callback_turns.come, _PROMISED.where(Callback.not_before <= NOW)),
    Chore(callback_turns.stay, select(Callback.id).where(Callback.state == CallbackState.DUE)),
    Chore(
        callback_orders.tell_overdue,
        callback_orders.overdue(ago(callback_orders.LATE)).where(Callback.overdue_at.is_(None)),
    ),
    Chore(callback_reminders.remind, callback_reminders.soon()),
    Chore(_expire, _done()),
    Chore(caller_reminders.give_up, caller_reminders.late()),
    Chore(_expire, caller_reminders.used_yes()),
)
_RINGS = Sweep(
    Chore(callback_rings.ring, _to_be_rung()),
    Chore(callback_rings.look_for, _lost()),
    Chore(callback_rings.check, _overdue()),
    Chore(_end, _needless_calls()),
    Chore(legs.let_go, _needless_legs()),
)


def sweep_promised(rt: Runtime) -> None:
    """Calls whose time has come, or is over; who waits at home; consents that did their work, and
    texts of calls that come no more."""
    _PROMISES.do(rt)


def sweep_promised_rings(rt: Runtime) -> None:
    """People to be rung, rings of which nothing is known, and what still goes on for a promise
    that is over."""
    _RINGS.do(rt)
