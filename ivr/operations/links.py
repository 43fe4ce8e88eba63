"""What ends a link, and everything that was to follow it?"""

from sqlalchemy import select

from ivr.models import Consent, Message
from ivr.operations import consents
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
        consents.withdraw(session, consents.of_same_phone(rt, session, consent), now)
    return True
