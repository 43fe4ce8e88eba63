"""What must be forgotten by now?"""

from datetime import timedelta

from sqlalchemy import and_, delete, or_, select, update

from ivr.models import Call, CallState, Consent, Typed
from ivr.runtime import Runtime

__all__ = ["KEPT_AFTER", "forget_numbers", "forget_typed"]

KEPT_AFTER = timedelta(hours=24)
"""How long a number outlives the consent it was given with, and what was typed its moment; then
nobody can read it any more."""


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


def forget_typed(rt: Runtime) -> int:
    """Erase what callers typed a day ago, and, once their call is over, what they never said is
    right; how many rows."""
    over = select(Call.id).where(Call.state == CallState.ENDED)
    old = Typed.typed_at < rt.now() - KEPT_AFTER
    unconfirmed = and_(Typed.confirmed_at.is_(None), Typed.call_id.in_(over))
    with rt.db.begin() as session:
        erased = session.scalars(
            delete(Typed).where(or_(old, unconfirmed)).returning(Typed.place)
        ).all()
    return len(erased)
