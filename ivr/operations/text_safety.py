"""May a text go to this phone now, by what was agreed to and by what was sent before?"""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ivr import numbers, safety
from ivr.models import Consent, Message
from ivr.operations import consents, person_keys
from ivr.runtime import Runtime
from ivr.safety import Contact, Standing

__all__ = ["promisable", "why_not", "why_not_yet"]

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FRESH_YES = Standing(withdrawn=False, expires_at=None, in_window=True)


def promisable(rt: Runtime, session: Session, number: str, purpose: str = "text") -> bool:
    """True if a text could be promised now to who agrees to it, and later be sent."""
    fresh = consents.contact(rt, session, number, FRESH_YES)
    return _asked(rt, session, number, fresh, purpose) in (None, *safety.CAN_WAIT)


def why_not_yet(rt: Runtime, session: Session, number: str) -> str | None:
    """Why a text may not be sent at this moment to who agrees to it, as a code, or None."""
    fresh = consents.contact(rt, session, number, FRESH_YES)
    return _asked(rt, session, number, fresh, "text")


def why_not(rt: Runtime, session: Session, number: str | None, consent: Consent) -> str | None:
    """Why a text with this yes must not be handed over now, as a code, or None."""
    contact = consents.contact(rt, session, number, consent)
    return _asked(rt, session, number, contact, consent.purpose)


def _problem(rt: Runtime, number: str) -> str | None:
    """Why no text reaches this number, or none may be sent there, as a code."""
    if numbers.is_fictional(number):
        return None
    if numbers.country(number) not in rt.books.live().settings.limits.text_to:
        return "abroad"
    return None if numbers.takes_texts(number) else "landline"


def _asked(
    rt: Runtime, session: Session, number: str | None, contact: Contact, purpose: str
) -> str | None:
    if number and contact.number_problem is None:
        contact = replace(contact, number_problem=_problem(rt, number))
    day, hour = contact.now - DAY, contact.now - HOUR
    prints = rt.seal.fingerprints(number) if number else ()
    sent = select(func.count()).select_from(Message).where(Message.asked_at > day)
    to_them = sent.join(Consent, Consent.id == Message.consent_id).where(
        Consent.person_id.in_(person_keys.known(prints))
    )
    lately = to_them.where(Message.asked_at > hour, Consent.purpose == purpose)
    budget = rt.books.live().settings.limits.texts_a_day
    return safety.why_no_text(
        replace(
            contact,
            within_a_day=session.scalar(to_them) or 0,
            within_an_hour=session.scalar(lately) or 0,
            left_today=budget - (session.scalar(sent) or 0),
        )
    )
