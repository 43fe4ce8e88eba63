"""Who picked up a promised call, and are they the person whom it was promised to?"""

import hmac
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.models import Call, Callback, CallbackState, CallState, Consent
from ivr.operations import callback_ends, callback_turns, consents, endings, legs
from ivr.operations.callback_rings import RUNG, of_call, over
from ivr.runtime import Runtime
from routing.need import Urgency

__all__ = [
    "HUMAN",
    "Person",
    "PickedUp",
    "Shown",
    "given_up",
    "has_code",
    "made",
    "picked_up",
    "shown",
    "turned_away",
]

HUMAN, MACHINE, FAX = "human", "machine", "fax"
YES, DANGER, A_PERSON, NOT_FOR_ME = "1", "9", "0", "2"
OPENS = frozenset({YES, DANGER, A_PERSON})
"""Keys that mean somebody at the phone wants this call, where no code word was agreed."""


class PickedUp(Enum):
    """What may be said to whoever, or whatever, picked up."""

    NOBODY = auto()
    """Nothing: a machine, a fax, nobody can tell, or the promise is over."""
    MACHINE = auto()
    """A machine that may be left the one line that was agreed to."""
    SOMEBODY = auto()
    SOMEBODY_WITH_CODE = auto()
    """A human, who is asked for the code word."""


@dataclass(frozen=True)
class Person:
    """Whoever picked up, and the call that we make, whose words they hear."""

    how: PickedUp
    call: Call


def picked_up(rt: Runtime, call_id: str, sid: str, answered_by: str) -> Person | None:
    """Who is there, by what the phone company heard; None for a call nobody makes.

    Only a human lets the ring go on; asked again it is the same answer.
    """
    with rt.db.begin() as session:
        row, call = of_call(session, call_id), session.get(Call, call_id)
        if call is None:
            return None
        if row is None or row.state not in RUNG or not call.nobody_on_it:
            return Person(PickedUp.NOBODY, call)
        if answered_by != HUMAN:
            row.reason = _what(answered_by)
            how = _leaves_word(rt, session, row, answered_by)
        else:
            row.state = CallbackState.ANSWERED
            consent = session.get_one(Consent, row.consent_id)
            how = PickedUp.SOMEBODY_WITH_CODE if consent.code else PickedUp.SOMEBODY
    legs.began(rt, sid, call_id, None)
    return Person(how, call)


def _what(answered_by: str) -> str:
    if answered_by.startswith(MACHINE):
        return MACHINE
    return FAX if answered_by == FAX else "unheard"


def _leaves_word(rt: Runtime, session: Session, row: Callback, answered_by: str) -> PickedUp:
    """A word is left where that was agreed to, and still is."""
    agreed = session.get_one(Consent, row.consent_id).voicemail
    allowed = callback_turns.still_wanted(rt, session, row)
    is_machine = answered_by.startswith(MACHINE)
    return PickedUp.MACHINE if is_machine and agreed and allowed else PickedUp.NOBODY


class Shown(Enum):
    """What the keys of somebody who picked up have shown."""

    MEETS = auto()
    """It is the person, and a responder sits in the room."""
    WAITS = auto()
    """It is the person, and the responder was lost meanwhile: to the front of the line."""
    NOT_THEM = auto()
    NOTHING = auto()
    """They are asked once more."""
    OVER = auto()


def shown(rt: Runtime, call_id: str, sid: str, keys: str) -> Shown:
    """What these keys show, which is written down. For the person who is let in: the same however
    often it is asked."""
    with rt.db.begin() as session:
        row, call = of_call(session, call_id), session.get(Call, call_id, with_for_update=True)
        if row is None or call is None or call.state == CallState.ENDED:
            return Shown.OVER
        if call.sid == sid:
            return Shown.WAITS if call.state == CallState.WAITING else Shown.MEETS
        if row.state != CallbackState.ANSWERED or not callback_turns.still_wanted(rt, session, row):
            return Shown.OVER
        answer = _read(rt, session, row, keys)
        if answer is Shown.MEETS:
            _reached(rt, session, row)
            return _let_in(rt, row, call, sid, danger=keys == DANGER)
        return answer


def _reached(rt: Runtime, session: Session, row: Callback) -> None:
    """Whatever else was promised to this phone waits, and is kept when they talk."""
    number = consents.number_of(rt, session.get_one(Consent, row.consent_id))
    if number is not None and row.ring_call_id is not None:
        callback_ends.calls_in(session, rt.seal.fingerprints(number), row.ring_call_id)


def _read(rt: Runtime, session: Session, row: Callback, keys: str) -> Shown:
    code = consents.code_of(rt, session.get_one(Consent, row.consent_id))
    if code is not None:
        return Shown.MEETS if hmac.compare_digest(keys.encode(), code.encode()) else Shown.NOTHING
    if keys in OPENS:
        return Shown.MEETS
    return Shown.NOT_THEM if keys == NOT_FOR_ME else Shown.NOTHING


def _let_in(rt: Runtime, row: Callback, call: Call, sid: str, *, danger: bool) -> Shown:
    """The person is on the call from now on."""
    call.sid, call.heartbeat_at = sid, rt.now()
    row.ringing = None
    if danger:
        need: dict[str, Any] = call.need or {}
        call.need = need | {"urgency": Urgency.DANGER.value}
    if call.state != CallState.CALLING:
        return Shown.WAITS
    call.state, call.bridged_at = CallState.BRIDGING, rt.now()
    return Shown.MEETS


def made(rt: Runtime, call_id: str) -> Call | None:
    """This call that we make, as it stands now."""
    with rt.db.read() as session:
        return session.get(Call, call_id)


def has_code(rt: Runtime, call_id: str) -> bool:
    """True when a code word was agreed for this call."""
    asked = select(Consent.code).join(Callback, Callback.consent_id == Consent.id)
    with rt.db.read() as session:
        return session.scalar(asked.where(Callback.ring_call_id == call_id)) is not None


def turned_away(rt: Runtime, call_id: str, reason: str) -> None:
    """Somebody else has the phone: nobody rings it again, and the responder is told kindly."""
    with rt.db.begin() as session:
        row = of_call(session, call_id)
        if row is not None and row.state in RUNG:
            callback_ends.end(row, CallbackState.DECLINED, reason, rt.now())
    endings.end(rt, call_id)


def given_up(rt: Runtime, call_id: str, reason: str) -> None:
    """Nothing was pressed, or no human was heard: another time."""
    over(rt, call_id, reason)
