"""What did somebody agree to, and does it still stand?"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from ivr import numbers
from ivr.flow.hours import Hours
from ivr.flow.windows import as_hours, as_kept
from ivr.models import Consent, Message, MessageState, new_id
from ivr.operations import opt_outs
from ivr.runtime import Runtime
from ivr.safety import Contact, Standing

__all__ = ["Given", "contact", "hours_of", "number_of", "withdraw", "write"]

NUMBER, CODE = "consent number", "consent code"


@dataclass(frozen=True)
class Given:
    """A yes to one purpose, as it was given. What is left out was not agreed to."""

    number: str
    purpose: str
    call_id: str | None = None
    recorded_by: str = "caller"
    language: str | None = None
    hours: Hours | None = None
    """When it is safe; None is any time."""
    voicemail: bool = False
    code: str | None = None
    expires_at: datetime | None = None
    """None while the call goes on, whose end decides."""


def write(rt: Runtime, session: Session, given: Given) -> Consent:
    """Write this yes down. Whoever may be contacted at all is asked of `contact`, before."""
    consent = Consent(
        id=new_id(),
        call_id=given.call_id,
        purpose=given.purpose,
        recorded_by=given.recorded_by,
        number=rt.seal.close(NUMBER, given.number.encode()),
        fingerprint=rt.seal.fingerprint(given.number),
        language=given.language,
        window=None if given.hours is None else as_kept(given.hours),
        voicemail=given.voicemail,
        code=None if given.code is None else rt.seal.close(CODE, given.code.encode()),
        given_at=rt.now(),
        expires_at=given.expires_at,
    )
    session.add(consent)
    session.flush()
    return consent


def number_of(rt: Runtime, consent: Consent) -> str | None:
    """The number this yes was given for; None once it is forgotten."""
    return None if consent.number is None else rt.seal.open(NUMBER, consent.number).decode()


def hours_of(consent: Consent) -> Hours | None:
    """The times this person called safe; None when they named none."""
    return None if consent.window is None else as_hours(consent.window)


def contact(
    rt: Runtime, session: Session, number: str | None, consent: Consent | Standing
) -> Contact:
    """What `safety` must know before this number is contacted; the caller adds the counts."""
    now = rt.now()
    prints = rt.seal.fingerprints(number) if number else ()
    allow = rt.environment.allow_test_numbers
    return Contact(
        now=now,
        number_problem=numbers.reachable(number, allow_test=allow) if number else "forgotten",
        consent=consent if isinstance(consent, Standing) else _standing(consent, now),
        opted_out=opt_outs.stands(session, prints),
    )


def _standing(consent: Consent, now: datetime) -> Standing:
    hours = hours_of(consent)
    return Standing(
        withdrawn=consent.withdrawn_at is not None,
        expires_at=consent.expires_at,
        in_window=hours is None or hours.is_open(now),
    )


def withdraw(rt: Runtime, consent_id: str) -> bool:
    """This person wants no more of it: what waits is not sent. True when this withdrew it."""
    now = rt.now()
    with rt.db.begin() as session:
        withdrawn = session.scalar(
            update(Consent)
            .where(Consent.id == consent_id, Consent.withdrawn_at.is_(None))
            .values(withdrawn_at=now)
            .returning(Consent.id)
        )
        session.execute(
            update(Message)
            .where(Message.consent_id == consent_id, Message.state == MessageState.PROMISED)
            .values(state=MessageState.REFUSED, reason="consent_withdrawn", final_at=now)
        )
    return withdrawn is not None
