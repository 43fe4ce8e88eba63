"""How is the person rung to whom a call was promised, once, and only while it is safe?"""

import logging
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ivr.logs import log
from ivr.models import Call, Callback, CallbackState, CallState, Consent, Leg
from ivr.operations import callback_ends, callback_turns, consents, endings, legs, pacing
from ivr.runtime import Runtime
from ivr.telephony.phone import ENDED, AskLater, Gone, Refused, Ring, Unanswered

__all__ = ["RUNG", "check", "heard", "look_for", "of_call", "over", "ring"]

RINGS_FOR = 25
"""Seconds a promised call rings, counted by the phone company: most machines answer later."""
LEASE = 30
"""Seconds in which the phone company's answer, or its first report, has come."""
MEANWHILE = callback_turns.MEANWHILE
CLOCKS_DIFFER = 5
RUNG = (CallbackState.RINGING, CallbackState.ANSWERED)


def of_call(session: Session, call_id: str) -> Callback | None:
    """The promise that this call is made for, locked; None when it is made for another by now."""
    made_for = select(Callback).where(Callback.ring_call_id == call_id).with_for_update()
    return session.scalar(made_for)


def ring(rt: Runtime, call_id: str) -> None:
    """A responder sits in the room: ring the person. Doing it again is harmless: one process at a
    time may, once, and safety is asked at this very moment.

    Who may not be rung now is not, and the responder is told kindly and freed.
    """
    number = _claim(rt, call_id)
    if number is None:
        return
    pacing.slot(rt, urgent=True)
    try:
        sid = rt.phone.ring(_ring(rt, call_id, number))
    except AskLater:
        _give_back(rt, call_id, pacing.slow_down(rt))
    except Unanswered:
        log("promised ring unanswered, its notices will tell", level=logging.WARNING, call=call_id)
    except Refused as no:
        log("promised call cannot be rung", level=logging.WARNING, call=call_id, code=no.code)
        over(rt, call_id, f"refused_{no.code}")
    else:
        legs.began(rt, sid, call_id, None)
        if not _wanted(rt, call_id):
            rt.phone.hang_up(sid)


def _ring(rt: Runtime, call_id: str, number: str) -> Ring:
    return Ring(
        to=number,
        sender=rt.environment.neutral_number,
        seconds=RINGS_FOR,
        url=rt.addresses.promised(call_id, "answered"),
        status_url=rt.addresses.promised(call_id, "notice"),
        detects_machine=True,
    )


def _claim(rt: Runtime, call_id: str) -> str | None:
    """The number to ring, when it is ours to ring and safe; written down before it is asked for."""
    try:
        with rt.db.begin() as session:
            row, call = of_call(session, call_id), session.get(Call, call_id, with_for_update=True)
            if row is None or call is None or not _is_due(rt, row, call):
                return None
            number = _safe_number(rt, session, row)
            if number is not None:
                _write_asked(rt, row, session.get_one(Consent, row.consent_id).person_id)
                session.flush()
    except IntegrityError:
        _let_wait(rt, call_id)
        return None
    if number is None:
        endings.end(rt, call_id)
    return number


def _is_due(rt: Runtime, row: Callback, call: Call) -> bool:
    held = row.lease_until is not None and row.lease_until > rt.now()
    return row.state == CallbackState.DUE and call.state == CallState.CALLING and not held


def _safe_number(rt: Runtime, session: Session, row: Callback) -> str | None:
    """None when the person must not be rung now, or talks with us already; that is written."""
    problem = callback_turns.why_not(rt, session, row)
    if problem is not None:
        callback_ends.forbidden(session, row, problem, rt.now())
        return None
    if callback_ends.engaged(session, row):
        callback_ends.put_off(session, row, rt.now() + rt.span(MEANWHILE), rt.now())
        return None
    return consents.number_of(rt, session.get_one(Consent, row.consent_id))


def _write_asked(rt: Runtime, row: Callback, person_id: str | None) -> None:
    row.state, row.reason = CallbackState.RINGING, None
    row.ringing = person_id
    row.attempts += 1
    row.asked_at = rt.now()
    row.lease_until = rt.now() + rt.span(LEASE)


def _let_wait(rt: Runtime, call_id: str) -> None:
    """This phone is being rung for another promise: later."""
    with rt.db.begin() as session:
        row = of_call(session, call_id)
        if row is not None and row.state == CallbackState.DUE:
            row.reason = "rung_for_another"
            callback_ends.put_off(session, row, rt.now() + rt.span(MEANWHILE), rt.now())
    endings.end(rt, call_id)


def _give_back(rt: Runtime, call_id: str, again_at: datetime) -> None:
    """Nothing was placed, and it does not count: it is asked again in a moment."""
    with rt.db.begin() as session:
        row = of_call(session, call_id)
        if row is not None and row.state == CallbackState.RINGING:
            row.state, row.ringing, row.asked_at = CallbackState.DUE, None, None
            row.attempts -= 1
            row.lease_until = again_at


def _wanted(rt: Runtime, call_id: str) -> bool:
    """True unless the promise ended, or the ring was given up, while we were dialling."""
    with rt.db.read() as session:
        made_for = select(Callback.state).where(Callback.ring_call_id == call_id)
        return session.scalar(made_for) in (*RUNG, CallbackState.KEPT)


def heard(rt: Runtime, call_id: str, sid: str, status: str) -> None:
    """Do what this status of the person's leg means, in Twilio's words, whether it was reported or
    looked up, in whatever order and however often."""
    with rt.db.read() as session:
        call = session.get(Call, call_id)
    if call is None or not call.outbound:
        return
    legs.began(rt, sid, call_id, None)
    if status not in ENDED:
        return
    last = legs.person_ended(rt, sid, call_id)
    if call.sid == sid:
        endings.end(rt, call_id)
    elif last:
        over(rt, call_id, {"completed": "hung_up", "canceled": "no-answer"}.get(status, status))


def over(rt: Runtime, call_id: str, reason: str) -> None:
    """This ring came to nothing: the responder is told kindly and freed, and the person is rung
    another time while it is safe. A ring that is over already stays so."""
    with rt.db.begin() as session:
        row, call = of_call(session, call_id), session.get_one(Call, call_id)
        if row is None or row.state not in RUNG or not call.nobody_on_it:
            return
        row.reason = reason
    endings.end(rt, call_id)


def look_for(rt: Runtime, callback_id: str) -> None:
    """The answer to ringing this person was lost, and no report came: find the leg. When there is
    none nobody is rung again now; it counts as tried."""
    with rt.db.read() as session:
        row = session.get_one(Callback, callback_id)
        consent = session.get_one(Consent, row.consent_id)
        number, call_id = consents.number_of(rt, consent), row.ring_call_id
    if row.state not in RUNG or row.asked_at is None or call_id is None:
        return
    since = row.asked_at - timedelta(seconds=CLOCKS_DIFFER)
    placed = [] if number is None else rt.phone.legs_to(number, since)
    unknown = [leg for leg in placed if not _known(rt, leg.sid)]
    for leg in unknown:
        heard(rt, call_id, leg.sid, leg.status)
    if not unknown:
        over(rt, call_id, "unknown")


def _known(rt: Runtime, sid: str) -> bool:
    with rt.db.read() as session:
        return session.get(Leg, sid) is not None


def check(rt: Runtime, callback_id: str) -> None:
    """Nothing was heard of this ring for long: ask how it stands."""
    with rt.db.read() as session:
        call_id = session.get_one(Callback, callback_id).ring_call_id
        if call_id is None:
            return
        sids = [leg.sid for leg in legs.of_person(session, call_id)]
    for sid in sids:
        heard(rt, call_id, sid, _status(rt, sid))


def _status(rt: Runtime, sid: str) -> str:
    try:
        return rt.phone.leg(sid).status
    except Gone:
        return "completed"
