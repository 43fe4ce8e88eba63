"""What ends a link, and everything that was to follow it?"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ivr.models import Consent, Message, MessageState
from ivr.runtime import Runtime

__all__ = ["close"]


def close(rt: Runtime, hashed: str) -> bool:
    """Whoever holds the phone wants no more of it: every link sent to this phone is over, every
    yes given for it is withdrawn, and what waits is not sent. False for a link that is over.

    No STOP is written down: nobody can answer for the caller for ever by opening a link, and a
    caller who agrees again, in a new call, is texted again.
    """
    now = rt.now()
    with rt.db.begin() as session:
        consent = session.scalar(
            select(Consent)
            .join(Message, Message.consent_id == Consent.id)
            .where(Message.link_hash == hashed, Message.link_until > now)
        )
        if consent is None:
            return False
        _withdraw(session, _same_phone(session, consent), now)
    return True


def _same_phone(session: Session, consent: Consent) -> Sequence[str]:
    """Every yes given for the phone of this one; only this one when its number is forgotten."""
    if consent.fingerprint is None:
        return [consent.id]
    same = select(Consent.id).where(Consent.fingerprint == consent.fingerprint)
    return session.scalars(same).all()


def _withdraw(session: Session, consents: Sequence[str], now: datetime) -> None:
    session.execute(
        update(Consent)
        .where(Consent.id.in_(consents), Consent.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
    )
    sent = Message.consent_id.in_(consents)
    session.execute(
        update(Message)
        .where(sent, Message.state == MessageState.PROMISED)
        .values(state=MessageState.REFUSED, reason="consent_withdrawn", final_at=now)
    )
    session.execute(update(Message).where(sent, Message.link_until > now).values(link_until=now))
