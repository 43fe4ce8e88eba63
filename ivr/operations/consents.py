"""What did somebody agree to, and does it still stand?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ivr import numbers
from ivr.flow.hours import Hours
from ivr.flow.windows import as_hours, as_kept
from ivr.models import Consent, Message, MessageState, new_id
from ivr.operations import callback_ends, opt_outs, person_keys
from ivr.runtime import Runtime
from ivr.safety import Contact, Standing

__all__ = [
    "Given",
    "code_of",
    "contact",
    "hours_of",
    "number_of",
    "of_same_phone",
    "withdraw",
    "write",
]

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
    person = person_keys.of(rt, session, given.number)
    seal = person_keys.seal(rt, person)
    consent = Consent(
        id=new_id(),
        call_id=given.call_id,
        purpose=given.purpose,
        recorded_by=given.recorded_by,
        person=person,
        number=seal.close(NUMBER, given.number.encode()),
        language=given.language,
        window=None if given.hours is None else as_kept(given.hours),
        voicemail=given.voicemail,
        code=None if given.code is None else seal.close(CODE, given.code.encode()),
        given_at=rt.now(),
        expires_at=given.expires_at,
    )
    session.add(consent)
    session.flush()
    return consent


def number_of(rt: Runtime, consent: Consent) -> str | None:
    """The number this yes was given for; None once it is forgotten."""
    if consent.number is None or consent.person is None:
        return None
    return person_keys.seal(rt, consent.person).open(NUMBER, consent.number).decode()


def code_of(rt: Runtime, consent: Consent) -> str | None:
    """The keys this person chose to be asked for; None when there are none, or forgotten."""
    if consent.code is None or consent.person is None:
        return None
    return person_keys.seal(rt, consent.person).open(CODE, consent.code).decode()


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


def withdraw(session: Session, withdrawn: Sequence[str], now: datetime) -> None:
    """These are taken back: what waits for them is not sent, and links that were sent are over."""
    session.execute(
        update(Consent)
        .where(Consent.id.in_(withdrawn), Consent.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
    )
    theirs = Message.consent_id.in_(withdrawn)
    session.execute(
        update(Message)
        .where(theirs, Message.state == MessageState.PROMISED)
        .values(state=MessageState.REFUSED, reason="consent_withdrawn", final_at=now)
    )
    callback_ends.withdrawn(session, withdrawn, "consent_withdrawn", now)
    session.execute(update(Message).where(theirs, Message.link_until > now).values(link_until=now))


def of_same_phone(rt: Runtime, session: Session, consent: Consent) -> Sequence[str]:
    """Every yes given for the phone of this one; only this one when its number is forgotten."""
    if consent.person_id is None:
        return [consent.id]
    number = number_of(rt, consent)
    known = person_keys.known(rt.seal.fingerprints(number)) if number else (consent.person_id,)
    return session.scalars(select(Consent.id).where(Consent.person_id.in_(known))).all()
