"""Who learns from whom, and which caller or colleague is somebody kept apart from?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from ivr.models import (
    Apart,
    Because,
    Call,
    CallState,
    Conflict,
    Mentorship,
    Responder,
    Role,
    new_id,
)
from ivr.numbers import ImpossibleNumber, parse
from ivr.operations import audit, duty, people, person_keys
from ivr.operations.audit import Deed, Entry
from ivr.operations.refusals import Refusal
from ivr.runtime import Runtime

__all__ = [
    "LONGEST",
    "ImpossiblePair",
    "NewConflict",
    "bring_together",
    "conflict",
    "end_conflict",
    "forget_over",
    "keep_apart",
    "kept_apart",
    "learns_from",
    "stops_learning",
]

LONGEST = timedelta(days=90)
"""A conflict with a caller is kept as long as the longest consent, and must then be renewed: the
fingerprint it needs is protected like the number."""


class ImpossiblePair(Refusal):
    """Raised with one sentence why these two cannot be paired, or parted, like this."""


def learns_from(rt: Runtime, trainee: str, mentor: str, by: str) -> None:
    """From now on this mentor, and no other, is beside this trainee. Raises NobodyOfThatName and
    ImpossiblePair."""
    with rt.db.begin() as session:
        who, beside = people.find(session, trainee), people.find(session, mentor)
        if who.role != Role.TRAINEE or beside.role != Role.MENTOR:
            raise ImpossiblePair(
                f"{trainee} is a {who.role} and {mentor} a {beside.role}; it takes a trainee and a "
                "mentor: helpline people change NAME --role mentor",
                "pair_roles",
            )
        if session.get(Apart, _in_order(who.id, beside.id)) is not None:
            raise ImpossiblePair(f"{trainee} and {mentor} are kept apart.", "pair_apart")
        session.merge(Mentorship(trainee_id=who.id, mentor_id=beside.id, since=rt.now()))
        audit.write(session, rt.now(), Entry(by, Deed.PEOPLE_PAIRED, who.id, {"mentor": beside.id}))
    duty.renew(rt, who.id)


def stops_learning(rt: Runtime, trainee: str, by: str) -> None:
    """This trainee has no mentor any more. Raises NobodyOfThatName."""
    with rt.db.begin() as session:
        who = people.find(session, trainee)
        session.execute(delete(Mentorship).where(Mentorship.trainee_id == who.id))
        audit.write(session, rt.now(), Entry(by, Deed.PEOPLE_PAIRED, who.id, {"mentor": "none"}))
    duty.renew(rt, who.id)


def keep_apart(rt: Runtime, one: str, other: str, by: str) -> None:
    """These two are not made mentor and trainee; if they are, that ends now.

    Raises NobodyOfThatName and ImpossiblePair.
    """
    with rt.db.begin() as session:
        pair = _pair(session, one, other)
        session.merge(Apart(one_id=pair[0], other_id=pair[1], since=rt.now()))
        for trainee, mentor in (pair, pair[::-1]):
            session.execute(
                delete(Mentorship).where(
                    Mentorship.trainee_id == trainee, Mentorship.mentor_id == mentor
                )
            )
        audit.write(session, rt.now(), Entry(by, Deed.PEOPLE_PAIRED, pair[0], {"apart": pair[1]}))
    for responder_id in pair:
        duty.renew(rt, responder_id)


def bring_together(rt: Runtime, one: str, other: str, by: str) -> None:
    """These two may be mentor and trainee again. Raises NobodyOfThatName and ImpossiblePair."""
    with rt.db.begin() as session:
        pair = _pair(session, one, other)
        row = session.get(Apart, pair)
        if row is None:
            raise ImpossiblePair(f"{one} and {other} are not kept apart.", "gone")
        session.delete(row)
        audit.write(
            session, rt.now(), Entry(by, Deed.PEOPLE_PAIRED, pair[0], {"together": pair[1]})
        )


def _pair(session: Session, one: str, other: str) -> tuple[str, str]:
    first, second = people.find(session, one).id, people.find(session, other).id
    if first == second:
        raise ImpossiblePair("Nobody can be kept apart from themselves.", "pair_self")
    return _in_order(first, second)


def _in_order(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


@dataclass(frozen=True)
class NewConflict:
    """A responder who is not to be offered the calls of one number, until a moment."""

    responder: str
    number: str
    because: Because
    until: datetime


def conflict(rt: Runtime, wanted: NewConflict, by: str) -> str:
    """Keep them apart, from the caller's next call on; the number itself is not kept. Saying it
    again moves the end. The id of the conflict.

    Raises NobodyOfThatName and ImpossiblePair, never with the number.
    """
    now = rt.now()
    if not now < wanted.until <= now + LONGEST:
        raise ImpossiblePair(
            f"A conflict lasts up to {LONGEST.days} days, and can be renewed.", "conflict_long"
        )
    try:
        number = parse(wanted.number, allow_test=rt.environment.allow_test_numbers)
    except ImpossibleNumber as problem:
        raise ImpossiblePair(f"The caller's number: {problem}.", "caller_number") from None
    with rt.db.begin() as session:
        who = people.find(session, wanted.responder).id
        person = person_keys.of(rt, session, number)
        known = Conflict.responder_id == who, Conflict.person_id == person.id
        row = session.scalar(select(Conflict).where(*known))
        if row is None:
            row = Conflict(id=new_id(), responder_id=who, made_at=now)
            session.add(row)
        row.person_id, row.because, row.until = person.id, wanted.because, wanted.until
        details = {"responder": who, "because": wanted.because.value}
        audit.write(session, now, Entry(by, Deed.CONFLICT_ADDED, row.id, details))
        return row.id


def end_conflict(rt: Runtime, conflict_id: str, by: str) -> None:
    """They may meet again, and nothing is kept of it. Raises ImpossiblePair."""
    with rt.db.begin() as session:
        row = session.get(Conflict, conflict_id)
        if row is None:
            raise ImpossiblePair(
                "There is no such conflict: see `helpline people show NAME`.", "gone"
            )
        session.delete(row)
        told = Entry(by, Deed.CONFLICT_ENDED, conflict_id, {"responder": row.responder_id})
        audit.write(session, rt.now(), told)


def kept_apart(session: Session, prints: Sequence[str], now: datetime) -> list[str]:
    """Ids of the responders who are not offered calls of this number: those it has a conflict
    with, and whose own phone it is."""
    conflicts = select(Conflict.responder_id).where(
        Conflict.person_id.in_(person_keys.known(prints)), Conflict.until > now
    )
    owners = select(Responder.id).where(Responder.phone_fingerprint.in_(prints))
    return sorted({*session.scalars(conflicts), *session.scalars(owners)})


def forget_over(rt: Runtime) -> None:
    """Erase conflicts whose time is over, and what calls that are over knew of them."""
    with rt.db.begin() as session:
        session.execute(delete(Conflict).where(Conflict.until <= rt.now()))
        session.execute(
            update(Call)
            .where(Call.state == CallState.ENDED, Call.kept_apart.is_not(None))
            .values(kept_apart=None)
        )
