"""What must be forgotten by now?"""

from datetime import timedelta

from sqlalchemy import update

from ivr.models import Consent
from ivr.runtime import Runtime

__all__ = ["KEPT_AFTER", "forget_numbers"]

KEPT_AFTER = timedelta(hours=24)
"""How long a number outlives the consent it was given with; then nobody can read it any more."""


def forget_numbers(rt: Runtime) -> int:
    """Empty the numbers, and their fingerprints, of consents that ended a day ago; how many."""
    with rt.db.begin() as session:
        forgotten = session.scalars(
            update(Consent)
            .where(Consent.number.is_not(None), Consent.expires_at < rt.now() - KEPT_AFTER)
            .values(number=None, fingerprint=None, code=None)
            .returning(Consent.id)
        ).all()
    return len(forgotten)
