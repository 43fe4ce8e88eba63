"""How long does somebody wait who guessed?"""

import ipaddress
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ivr.models import Miss
from ivr.runtime import Runtime

__all__ = ["Lock", "count", "forget", "forgive", "of_address", "of_browser", "of_name", "of_proof"]

LONGEST_WAIT = 900
"""Seconds. Never for ever: or whoever knows a name could keep its owner out of a shift."""
FREE, FREE_TOGETHER = 3, 30
"""Tries without a wait: of one name, and from one address, which many people may share."""
FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Lock:
    """What misses are counted by."""

    key: str
    free: int


def of_name(rt: Runtime, known_as: str) -> Lock:
    """Of a name, whether somebody has it or not."""
    return Lock(rt.seal.fingerprint(f"sign-in name:{known_as}"), FREE)


def of_browser(rt: Runtime, chance: str) -> Lock:
    """Of somebody at a browser they were signed in with before: what strangers guess elsewhere is
    not counted against them, nor theirs against the name."""
    return Lock(rt.seal.fingerprint(f"known browser:{chance}"), FREE)


def of_proof(rt: Runtime, account_id: str) -> Lock:
    """Of somebody who is signed in and is asked for a code or password again."""
    return Lock(rt.seal.fingerprint(f"proof:{account_id}"), FREE)


def of_address(rt: Runtime, address: str) -> tuple[Lock, ...]:
    """Of an address on the internet; none for one of a network of our own, which is a gateway's."""
    try:
        outside = ipaddress.ip_address(address).is_global
    except ValueError:
        return ()
    return (Lock(rt.seal.fingerprint(f"address:{address}"), FREE_TOGETHER),) if outside else ()


def count(rt: Runtime, locks: Sequence[Lock]) -> tuple[int, int]:
    """Count a try before it is looked at, so that many at once are still so many.

    The seconds to wait, then nothing was counted and nothing may be looked at; and how many tries
    the first of these locks has had.
    """
    while True:
        try:
            with rt.db.begin() as session:
                held = [session.get(Miss, lock.key, with_for_update=True) for lock in locks]
                wait = max(_wait(rt, found) for found in held)
                if wait:
                    return wait, 0
                counted = [_count(rt, session, *one) for one in zip(locks, held, strict=True)]
                return 0, counted[0]
        except IntegrityError:  # somebody else was the first of this name in the same moment
            continue


def _wait(rt: Runtime, found: Miss | None) -> int:
    left = found.not_before - rt.now() if found else timedelta()
    return max(0, math.ceil(left.total_seconds()))


def _count(rt: Runtime, session: Session, lock: Lock, found: Miss | None) -> int:
    """`found` is held by this transaction: looked at again without, it could be another's."""
    now = rt.now()
    if found is None:
        found = Miss(key=lock.key, count=0, last_at=now, not_before=now)
        session.add(found)
    found.count = 1 if found.last_at < now - FORGOTTEN_AFTER else found.count + 1
    found.last_at = now
    found.not_before = now + rt.span(wait_after(found.count, lock.free))
    session.flush()
    return found.count


def wait_after(count: int, free: int) -> int:
    """Seconds: none at first, then 2, 4, 8, up to a quarter of an hour."""
    beyond = count - free
    return 0 if beyond < 0 else min(2 ** min(beyond + 1, 10), LONGEST_WAIT)


def forgive(rt: Runtime, locks: Sequence[Lock]) -> None:
    """It was they: their own misses are forgotten, and of the address this one try."""
    with rt.db.begin() as session:
        for lock in locks:
            found = session.get(Miss, lock.key, with_for_update=True)
            if found is None:
                continue
            if lock.free == FREE or found.count <= 1:
                session.delete(found)
            else:
                found.count -= 1
                found.not_before = rt.now()


def forget(rt: Runtime) -> int:
    """Take away what nobody added to for a day; how many."""
    with rt.db.begin() as session:
        gone = session.scalars(
            delete(Miss).where(Miss.last_at < rt.now() - FORGOTTEN_AFTER).returning(Miss.key)
        ).all()
    return len(gone)
