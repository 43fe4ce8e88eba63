"""Whose is what is sealed here, and how does one person's key come and go?"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ivr.models import PersonKey, new_id
from ivr.operations.refusals import Refusal
from ivr.runtime import Runtime
from ivr.seal import Seal

__all__ = ["UnreadableKeys", "add", "by_id", "every", "known", "nameless", "of", "reseal", "seal"]


class UnreadableKeys(Refusal):
    """Raised for a file that is no copy of these keys."""


PURPOSE = "person key"
LENGTH = 32
"""Bytes of chance."""


def known(fingerprints: Sequence[str]) -> Select[str]:
    """Ids of who has this number, under any of its fingerprints, for a question to other tables."""
    return select(PersonKey.id).where(PersonKey.fingerprint.in_(fingerprints))


def of(rt: Runtime, session: Session, number: str) -> PersonKey:
    """The key of who has this number, made when there is none. Whoever is found under an older
    secret key of ours stands under the newest from now on."""
    prints = rt.seal.fingerprints(number)
    found = _found(session, prints)
    if found is None:
        return _made(rt, session, prints)
    found.used_at = rt.now()  # and so it is not forgotten at this very moment
    if found.fingerprint != prints[0]:
        found.fingerprint = prints[0]
        found.key = None if found.key is None else rt.seal.close(PURPOSE, _opened(rt, found))
    return found


def nameless(rt: Runtime, session: Session) -> PersonKey:
    """A new key for something that nobody's number leads to."""
    key = rt.seal.close(PURPOSE, secrets.token_bytes(LENGTH))
    person = PersonKey(id=new_id(), fingerprint=None, key=key, used_at=rt.now())
    session.add(person)
    session.flush()
    return person


def by_id(rt: Runtime, session: Session, person_id: str | None) -> Seal | None:
    """What opens what carries this id; our own seal where there is none. None when the key is
    gone: then nobody opens it any more."""
    if person_id is None:
        return rt.seal
    person = session.get(PersonKey, person_id)
    return None if person is None else seal(rt, person)


def _found(session: Session, prints: Sequence[str]) -> PersonKey | None:
    asked = select(PersonKey).where(PersonKey.fingerprint.in_(prints))
    found = {one.fingerprint: one for one in session.scalars(asked)}
    return next((found[one] for one in prints if one in found), None)


def _made(rt: Runtime, session: Session, prints: Sequence[str]) -> PersonKey:
    """A new key; when another process makes one for the same number at this very moment, theirs."""
    key = rt.seal.close(PURPOSE, secrets.token_bytes(LENGTH))
    person = PersonKey(id=new_id(), fingerprint=prints[0], key=key, used_at=rt.now())
    try:
        with session.begin_nested():
            session.add(person)
    except IntegrityError:
        theirs = _found(session, prints)
        if theirs is None:
            raise
        return theirs
    return person


def seal(rt: Runtime, person: PersonKey) -> Seal:
    """What seals and opens for this person alone. Raises BrokenSeal when our own secret key for
    theirs is missing."""
    return rt.seal if person.key is None else Seal((_opened(rt, person),))


def _opened(rt: Runtime, person: PersonKey) -> bytes:
    return rt.seal.open(PURPOSE, person.key or b"")


def every(rt: Runtime) -> list[dict[str, str | None]]:
    """All keys, sealed as they are, to be kept apart from the backup of everything else."""
    with rt.db.read() as session:
        rows = session.scalars(select(PersonKey).order_by(PersonKey.id)).all()
    return [
        {
            "id": row.id,
            "fingerprint": row.fingerprint,
            "key": None if row.key is None else row.key.hex(),
            "used_at": row.used_at.isoformat(),
        }
        for row in rows
    ]


def add(rt: Runtime, rows: Sequence[Mapping[str, str | None]]) -> int:
    """Put keys back that `every` gave and that are not here; how many. Raises UnreadableKeys."""
    try:
        given = [_read(row) for row in rows]
    except (KeyError, TypeError, ValueError):
        raise UnreadableKeys("This is no file of `helpline keys export`.") from None
    with rt.db.begin() as session:
        here = set(session.scalars(select(PersonKey.id)))
        prints = set(session.scalars(select(PersonKey.fingerprint)))
        new = [
            one for one in given if one.id not in here and one.fingerprint not in prints - {None}
        ]
        session.add_all(new)
    return len(new)


def _read(row: Mapping[str, str | None]) -> PersonKey:
    key = row["key"]
    return PersonKey(
        id=str(row["id"]),
        fingerprint=row["fingerprint"],
        key=None if key is None else bytes.fromhex(key),
        used_at=datetime.fromisoformat(str(row["used_at"])),
    )


def reseal(rt: Runtime) -> int:
    """Seal every key with the newest of our secret keys; how many. What is sealed by the keys
    themselves stays as it is."""
    with rt.db.begin() as session:
        rows = session.scalars(select(PersonKey).where(PersonKey.key.is_not(None))).all()
        for row in rows:
            row.key = rt.seal.close(PURPOSE, _opened(rt, row))
    return len(rows)
