"""Is this really the responder whose phone this is?"""

import hashlib
import hmac
import math
import secrets
from enum import Enum, auto

from sqlalchemy import update
from sqlalchemy.orm import Session

from ivr.models import Pin
from ivr.operations import audit, people
from ivr.operations.audit import THE_SYSTEM, Deed, Entry
from ivr.operations.refusals import Refusal
from ivr.runtime import Runtime

__all__ = ["MOST_MISSED", "Checked", "ImpossiblePin", "check", "has_one", "seconds_left", "set_pin"]

SEALED = "responder pin"
MOST_MISSED = 5
SALT = 16
ASCENDING = "01234567890"


class ImpossiblePin(Refusal):
    """Raised with one sentence for digits that are no good as a PIN; it never repeats them."""


class Checked(Enum):
    """What came of typing a PIN."""

    RIGHT = auto()
    MISSED = auto()
    TOO_SOON = auto()
    """Not looked at: the wait after the last miss is not over."""
    LOCKED = auto()
    """Nothing opens it any more but a new PIN."""


def set_pin(rt: Runtime, name: str, digits: str, by: str) -> None:
    """This opens the duty menu from now on, also after a lock. Raises NobodyOfThatName and
    ImpossiblePin."""
    with rt.db.read() as session:
        responder = people.find(session, name)
    _refuse_weak(digits, people.phone_of(rt, responder))
    proof = _prove(rt, responder.id, digits, secrets.token_bytes(SALT))
    with rt.db.begin() as session:
        session.merge(
            Pin(
                responder_id=responder.id,
                proof=proof,
                set_at=rt.now(),
                missed=0,
                not_before=None,
                last_try=None,
                locked_at=None,
            )
        )
        audit.write(session, rt.now(), Entry(by, Deed.PIN_SET, responder.id))


def _refuse_weak(digits: str, number: str) -> None:
    if not (digits.isascii() and digits.isdigit() and 4 <= len(digits) <= 8):
        raise ImpossiblePin("A PIN has 4 to 8 digits.", "pin")
    row = digits in ASCENDING or digits in ASCENDING[::-1]
    if row or len(set(digits)) == 1 or digits in number:
        raise ImpossiblePin(
            "This is too easy to guess: no row, no repeats, no part of the phone.", "pin_easy"
        )


def _prove(rt: Runtime, responder_id: str, digits: str, salt: bytes) -> bytes:
    """Salt and slow hash, sealed: whoever reads the table cannot even try all the PINs."""
    return rt.seal.close(SEALED, salt + _hash(digits, salt), responder_id)


def _hash(digits: str, salt: bytes) -> bytes:
    # 16 MiB and about 50 ms a try (RFC 7914 with N = 2^14, r = 8, p = 1).
    return hashlib.scrypt(digits.encode(), salt=salt, n=2**14, r=8, p=1, dklen=32)


def has_one(session: Session, responder_id: str) -> bool:
    """True when this responder has a PIN, locked or not."""
    return session.get(Pin, responder_id) is not None


def check(rt: Runtime, responder_id: str, digits: str, this_try: str) -> Checked:
    """Look at what was typed. `this_try` names the call and its try: reported again, it counts
    once. A try is counted before it is looked at, so that many at once are still five.
    """
    with rt.db.begin() as session:
        pin = session.get(Pin, responder_id, with_for_update=True)
        stopped = _stopped(rt, pin, this_try)
        if pin is None or stopped is not None:
            return stopped or Checked.LOCKED
        if pin.last_try != this_try:
            pin.missed += 1
            pin.last_try = this_try
            pin.not_before = rt.now() + rt.span(wait_after(pin.missed))
        proof, missed = pin.proof, pin.missed
    if _fits(rt, responder_id, digits, proof):
        _write_right(rt, responder_id)
        return Checked.RIGHT
    if missed < MOST_MISSED:
        return Checked.MISSED
    _lock(rt, responder_id)
    return Checked.LOCKED


def seconds_left(rt: Runtime, responder_id: str) -> int:
    """In how many seconds the next try is looked at; 0 for at once."""
    with rt.db.read() as session:
        pin = session.get(Pin, responder_id)
    if pin is None or pin.not_before is None:
        return 0
    return max(0, math.ceil((pin.not_before - rt.now()).total_seconds()))


def wait_after(missed: int) -> int:
    """For how many seconds nothing is looked at after so many misses in a row: 1, 2, 4, 8."""
    return 1 << (min(missed, MOST_MISSED) - 1)


def _stopped(rt: Runtime, pin: Pin | None, this_try: str) -> Checked | None:
    if pin is None or pin.locked_at is not None:
        return Checked.LOCKED
    if pin.last_try == this_try:
        return None
    if pin.missed >= MOST_MISSED:
        return Checked.LOCKED
    too_soon = pin.not_before is not None and rt.now() < pin.not_before
    return Checked.TOO_SOON if too_soon else None


def _fits(rt: Runtime, responder_id: str, digits: str, proof: bytes) -> bool:
    if not digits.isascii():
        return False
    plain = rt.seal.open(SEALED, proof, responder_id)
    salt, known = plain[:SALT], plain[SALT:]
    return hmac.compare_digest(_hash(digits, salt), known)


def _write_right(rt: Runtime, responder_id: str) -> None:
    with rt.db.begin() as session:
        session.execute(
            update(Pin).where(Pin.responder_id == responder_id).values(missed=0, not_before=None)
        )


def _lock(rt: Runtime, responder_id: str) -> None:
    with rt.db.begin() as session:
        locked = session.scalar(
            update(Pin)
            .where(Pin.responder_id == responder_id, Pin.locked_at.is_(None))
            .values(locked_at=rt.now())
            .returning(Pin.responder_id)
        )
        if locked is not None:
            audit.write(session, rt.now(), Entry(THE_SYSTEM, Deed.PIN_LOCKED, responder_id))
