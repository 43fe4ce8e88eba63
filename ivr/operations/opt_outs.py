"""Who said STOP, and may be asked again only when they say START?"""

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ivr.models import Consent, Message, MessageState, OptOut
from ivr.operations import callback_ends, person_keys
from ivr.runtime import Runtime

__all__ = ["has_stopped", "lift", "record", "stands"]


def stands(session: Session, fingerprints: Sequence[str]) -> bool:
    """True when this number, under any of its fingerprints, has said STOP."""
    asked = select(OptOut.at).where(OptOut.fingerprint.in_(fingerprints))
    return session.scalar(asked) is not None


def has_stopped(rt: Runtime, number: str) -> bool:
    """True when this number has said STOP and not START since."""
    with rt.db.read() as session:
        return stands(session, rt.seal.fingerprints(number))


def record(rt: Runtime, number: str) -> None:
    """STOP: final for every purpose. What waits is cancelled, consents are withdrawn."""
    now = rt.now()
    prints = rt.seal.fingerprints(number)
    with rt.db.begin() as session:
        session.merge(OptOut(fingerprint=prints[0], at=now))
        consents = session.scalars(
            update(Consent)
            .where(Consent.person_id.in_(person_keys.known(prints)), Consent.withdrawn_at.is_(None))
            .values(withdrawn_at=now)
            .returning(Consent.id)
        ).all()
        session.execute(
            update(Message)
            .where(Message.consent_id.in_(consents), Message.state == MessageState.PROMISED)
            .values(state=MessageState.REFUSED, reason="opted_out", final_at=now)
        )
        callback_ends.withdrawn(session, consents, "opted_out", now)


def lift(rt: Runtime, number: str) -> None:
    """START: may be asked again; no consent comes back."""
    with rt.db.begin() as session:
        for fingerprint in rt.seal.fingerprints(number):
            row = session.get(OptOut, fingerprint)
            if row is not None:
                session.delete(row)
