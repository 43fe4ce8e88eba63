"""What must be forgotten by now?"""

from collections import Counter
from datetime import date, datetime, timedelta

from sqlalchemy import and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from ivr.models import Call, CallState, Consent, StepHeard, StepTotal, Typed
from ivr.runtime import Runtime

__all__ = ["KEPT_AFTER", "forget_numbers", "forget_steps", "forget_typed"]

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


CODES_KEPT = 13
"""Months that the choices of a single call are kept; then only how often each was made."""
DAY = timedelta(days=1)


def forget_steps(rt: Runtime) -> int:
    """Take away the choices of calls of more than 13 months ago, a day at a time, and add them to
    the totals of their month; how many were taken away."""
    limit = months_before(rt.now(), CODES_KEPT)
    forgotten = 0
    while counted := _oldest_day(rt, limit):
        forgotten += counted
    return forgotten


def months_before(now: datetime, months: int) -> datetime:
    """The same time of day so many months earlier, on the last day of a shorter month."""
    first = now.replace(day=1)
    for _ in range(months):
        first = (first - DAY).replace(day=1)
    last = (first + 31 * DAY).replace(day=1) - DAY
    return first.replace(day=min(now.day, last.day))


def _oldest_day(rt: Runtime, limit: datetime) -> int:
    with rt.db.begin() as session:
        first = session.scalar(select(func.min(StepHeard.at)).where(StepHeard.at < limit))
        if first is None:
            return 0
        gone = session.execute(
            delete(StepHeard)
            .where(StepHeard.at < min(limit, first + DAY))
            .returning(
                StepHeard.at,
                StepHeard.revision,
                StepHeard.step,
                StepHeard.choice,
                StepHeard.led_to,
            )
        ).all()
        months = Counter((row.at.date().replace(day=1), *row[1:]) for row in gone)
        for key, times in months.items():
            _add(session, key, times)
    return len(gone)


def _add(session: Session, key: tuple[date, str, str, str, str], times: int) -> None:
    total = session.get(StepTotal, key, with_for_update=True)
    if total is None:
        month, revision, step, choice, led_to = key
        total = StepTotal(
            month=month, revision=revision, step=step, choice=choice, led_to=led_to, times=0
        )
        session.add(total)
    total.times += times
