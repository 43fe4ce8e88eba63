"""What do the people who work here do about promised calls: promise, hand over, end, be told?"""

import logging
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, or_, select

from ivr.logs import log
from ivr.models import Call, Callback, CallbackState, Consent, Responder
from ivr.models.alert import CALLBACK_OVERDUE
from ivr.models.callback import OPEN
from ivr.operations import alerts, audit, callback_ends, callbacks
from ivr.operations.audit import Deed, Entry
from ivr.operations.callbacks import Wish
from ivr.operations.refusals import Refusal
from ivr.operations.rows import Moment
from ivr.runtime import Runtime

__all__ = [
    "BY_STAFF",
    "NoSuchPromise",
    "can_reopen",
    "decline",
    "expire",
    "hand_over",
    "keep",
    "overdue",
    "promise",
    "reopen",
    "tell_overdue",
]

BY_STAFF = "by_staff"
"""Why a promise ended that somebody here ended."""
UNDONE_WITHIN = timedelta(minutes=10)
LATE = 1800
"""Seconds after which a call that was promised for now should have been made."""


class NoSuchPromise(Refusal):
    """Raised for a promise that is not open, or was never made."""


def promise(rt: Runtime, wish: Wish, responder: str) -> str:
    """A responder, by name, promises a call to somebody they talk with, who said yes; its id.

    Raises CannotPromise.
    """
    with rt.db.begin() as session:
        audit.lock(session)
        who = session.scalar(select(Responder.id).where(Responder.name == responder))
        if who is None:
            raise NoSuchPromise(f"Nobody here is called {responder}.")
        row = callbacks.promise(rt, session, wish.recorded_by(who))
        told = Entry(audit.staff(responder), Deed.CALLBACK_PROMISED, row.id, {})
        audit.write(session, rt.now(), told)
    return row.id


def hand_over(rt: Runtime, callback_id: str, who: str) -> None:
    """Somebody sees to this person in another way: nobody here rings them. Raises NoSuchPromise."""
    _end(rt, callback_id, CallbackState.HANDED_OVER, (who, Deed.CALLBACK_HANDED_OVER))


def decline(rt: Runtime, callback_id: str, who: str) -> None:
    """The person said, in another way, that they want no call. Raises NoSuchPromise."""
    _end(rt, callback_id, CallbackState.DECLINED, (who, Deed.CALLBACK_DECLINED))


def keep(rt: Runtime, callback_id: str, who: str) -> None:
    """Somebody here talked with the person after all, in another way. Raises NoSuchPromise."""
    _end(rt, callback_id, CallbackState.KEPT, (who, Deed.CALLBACK_KEPT))


def expire(rt: Runtime, callback_id: str, who: str) -> None:
    """It cannot be kept any more: nobody here rings them. Raises NoSuchPromise."""
    _end(rt, callback_id, CallbackState.EXPIRED, (who, Deed.CALLBACK_EXPIRED))


def reopen(rt: Runtime, callback_id: str, who: str) -> None:
    """It was ended here by mistake a moment ago: it is still to be kept, if the person's yes still
    stands. Raises NoSuchPromise."""
    signed = audit.staff(who)
    with rt.db.begin() as session:
        audit.lock(session)
        row = session.get(Callback, callback_id, with_for_update=True)
        if row is None or not can_reopen(row, session.get(Consent, row.consent_id), rt.now()):
            raise NoSuchPromise("It is too late to take this back.")
        row.state, row.reason, row.final_at = CallbackState.PROMISED, None, None
        audit.write(session, rt.now(), Entry(signed, Deed.CALLBACK_REOPENED, callback_id, {}))


def can_reopen(row: Callback, consent: Consent | None, now: datetime) -> bool:
    """True for a promise that staff ended within UNDONE_WITHIN, and that may still be kept."""
    ended_here = row.reason == BY_STAFF and row.state not in OPEN
    lately = row.final_at is not None and now - row.final_at <= UNDONE_WITHIN
    stands = consent is not None and consent.number is not None and consent.withdrawn_at is None
    return ended_here and lately and stands and row.not_after > now


def _end(rt: Runtime, callback_id: str, state: CallbackState, by: tuple[str, Deed]) -> None:
    signed, deed = audit.staff(by[0]), by[1]
    with rt.db.begin() as session:
        audit.lock(session)
        row = session.get(Callback, callback_id, with_for_update=True)
        if row is None or row.state not in OPEN:
            raise NoSuchPromise("No such call is promised, or it is over: helpline callbacks list")
        callback_ends.end(row, state, BY_STAFF, rt.now())
        audit.write(session, rt.now(), Entry(signed, deed, callback_id, {}))


def overdue(longest: Moment) -> Select[str]:
    """Promises that should have been kept by then: still to be made though their time came."""
    late = or_(
        and_(Callback.state == CallbackState.PROMISED, Callback.not_before < longest),
        and_(Callback.state == CallbackState.DUE, Call.began_at < longest),
    )
    return select(Callback.id).outerjoin(Call, Call.id == Callback.ring_call_id).where(late)


def tell_overdue(rt: Runtime, callback_id: str) -> None:
    """A supervisor should know, once."""
    with rt.db.begin() as session:
        row = session.get(Callback, callback_id, with_for_update=True)
        if row is None or row.state not in OPEN or row.overdue_at is not None:
            return
        row.overdue_at = rt.now()
        about = row.ring_call_id or row.call_id
        alerts.write(session, rt.now(), CALLBACK_OVERDUE, call=about)
    log("a promised call is overdue", level=logging.WARNING, callback=callback_id)
