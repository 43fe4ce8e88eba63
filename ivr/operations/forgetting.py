"""How is what was about one person, or one call, forgotten? In small steps, so that whoever dies
over it leaves the rest to the next."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from ivr.models import (
    Call,
    CallState,
    Consent,
    Leg,
    Message,
    PersonKey,
    StepHeard,
    StepTotal,
    Table,
    Typed,
)
from ivr.operations import remnants
from ivr.runtime import Runtime
from ivr.telephony.phone import Record

__all__ = [
    "BATCH",
    "DAY",
    "forget_callers",
    "forget_calls",
    "forget_calls_there",
    "forget_keys",
    "forget_legs",
    "forget_links",
    "forget_numbers",
    "forget_steps",
    "forget_texts_there",
    "forget_typed",
    "in_batches",
    "months_before",
    "unneeded",
]

DAY = timedelta(days=1)
"""How long a number outlives the consent it was given with, and what was typed its moment; how
long the phone company keeps a call. Then nobody can read it any more."""
BATCH = 500
"""Rows in one transaction."""


def in_batches(rt: Runtime, some: Callable[[Session], int]) -> int:
    """Have `some` forget up to BATCH rows in a transaction, until there are none; how many."""
    forgotten = 0
    while True:
        with rt.db.begin() as session:
            count = some(session)
        forgotten += count
        if count < BATCH:
            return forgotten


def forget_numbers(rt: Runtime) -> int:
    """Empty the numbers and code words of consents that ended a day ago; how many."""
    ended = func.coalesce(Consent.expires_at, Consent.given_at)
    old = select(Consent.id).where(Consent.number.is_not(None), ended < rt.now() - DAY)

    def some(session: Session) -> int:
        gone = update(Consent).where(Consent.id.in_(old.limit(BATCH)))
        empty = gone.values(number=None, person_id=None, code=None, window=None)
        return len(session.scalars(empty.returning(Consent.id)).all())

    return in_batches(rt, some)


def forget_typed(rt: Runtime) -> int:
    """Erase what callers typed a day ago, and, once their call is over, what they never said is
    right; how many rows."""
    over = select(Call.id).where(Call.state == CallState.ENDED)
    old = Typed.typed_at < rt.now() - DAY
    unconfirmed = and_(Typed.confirmed_at.is_(None), Typed.call_id.in_(over))
    with rt.db.begin() as session:
        erased = session.scalars(
            delete(Typed).where(or_(old, unconfirmed)).returning(Typed.place)
        ).all()
    return len(erased)


def unneeded() -> ColumnElement[bool]:
    """True of the keys of people of whom nothing else is kept: no table has their id."""
    tables = [t for t in Table.metadata.sorted_tables if "person_id" in t.c]
    return and_(*(~exists().where(t.c.person_id == PersonKey.id) for t in tables))


def forget_keys(rt: Runtime) -> int:
    """Delete the keys, and with them the fingerprints, of people of whom nothing else was kept
    for a day; how many."""
    idle = select(PersonKey.id).where(PersonKey.used_at < rt.now() - DAY, unneeded())

    def some(session: Session) -> int:
        gone = delete(PersonKey).where(
            PersonKey.id.in_(idle.limit(BATCH)), PersonKey.used_at < rt.now() - DAY
        )
        return len(session.scalars(gone.returning(PersonKey.id)).all())

    return in_batches(rt, some)


def forget_calls_there(rt: Runtime) -> int:
    """A day after a call we forget where it stood in the flow, and its name at the phone company,
    which is to delete its own record; how many."""
    old = select(Call.id).where(Call.ended_at < rt.now() - DAY, Call.sid != Call.id)
    return in_batches(rt, lambda session: forget_calls(rt, session, Call.id.in_(old.limit(BATCH))))


def forget_calls(rt: Runtime, session: Session, which: ColumnElement[bool]) -> int:
    """The same at once, for those of these calls that are over; how many."""
    over = Call.state == CallState.ENDED, Call.sid != Call.id, which
    old = session.execute(select(Call.id, Call.sid).where(*over)).all()
    remnants.forget(rt, session, Record.CALL, [row.sid for row in old])
    forget_callers(session, Call.id.in_([row.id for row in old]))
    forgotten = update(Call).where(Call.id.in_([row.id for row in old]))
    session.execute(forgotten.values(sid=Call.id, position=None, kept_apart=None))
    return len(old)


def forget_callers(session: Session, which: ColumnElement[bool]) -> int:
    """Empty the numbers kept for these calls, and throw the key of each away; how many."""
    kept = select(Call.id, Call.person_id).where(Call.number.is_not(None), which)
    rows = session.execute(kept).all()
    emptied = update(Call).where(Call.id.in_([row.id for row in rows]))
    session.execute(emptied.values(number=None, person_id=None))
    keys = [row.person_id for row in rows if row.person_id]
    session.execute(delete(PersonKey).where(PersonKey.id.in_(keys)))
    return len(rows)


def forget_legs(rt: Runtime) -> int:
    """The same for the legs that were placed to responders, of which nothing is kept; how many."""
    ended = func.coalesce(Leg.ended_at, Leg.began_at)
    old = select(Leg.sid).where(ended < rt.now() - DAY)

    def some(session: Session) -> int:
        sids = session.scalars(old.limit(BATCH)).all()
        remnants.forget(rt, session, Record.CALL, sids)
        session.execute(delete(Leg).where(Leg.sid.in_(sids)))
        return len(sids)

    return in_batches(rt, some)


def forget_texts_there(rt: Runtime) -> int:
    """A text whose fate is known, or of which nothing was heard for a day, is to be deleted at
    the phone company, words and all, and we forget its name there; how many."""
    known = or_(Message.final_at.is_not(None), Message.sent_at < rt.now() - DAY)
    done = select(Message.id, Message.sid).where(Message.sid.is_not(None), known)

    def some(session: Session) -> int:
        texts = session.execute(done.limit(BATCH)).all()
        remnants.forget(rt, session, Record.TEXT, [row.sid for row in texts if row.sid])
        ids = [row.id for row in texts]
        session.execute(update(Message).where(Message.id.in_(ids)).values(sid=None))
        return len(texts)

    return in_batches(rt, some)


def forget_links(rt: Runtime) -> int:
    """Of a link that was over for a day not even the hash is kept; how many."""
    over = select(Message.id).where(
        Message.link_hash.is_not(None), Message.link_until < rt.now() - DAY
    )

    def some(session: Session) -> int:
        gone = update(Message).where(Message.id.in_(over.limit(BATCH))).values(link_hash=None)
        return len(session.scalars(gone.returning(Message.id)).all())

    return in_batches(rt, some)


CODES_KEPT = 13
"""Months that the choices of a single call are kept; then only how often each was made."""


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
