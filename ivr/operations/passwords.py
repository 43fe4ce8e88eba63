"""Which passwords are good enough, and is this the one?"""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ivr.operations.refusals import Refusal

__all__ = ["NOBODYS", "SHORTEST", "Busy", "WeakPassword", "fits", "hashed", "refuse_weak", "room"]

SHORTEST, LONGEST = 12, 200
FEWEST_SIGNS = 5
EASY = re.compile(
    r"password|contrase|qwert|asdf|12345|helpline|letmein|welcome|admin", re.IGNORECASE
)
# OWASP's least is 19 MiB twice; once more costs nobody anything who signs in once a shift.
_hasher = PasswordHasher(time_cost=3, memory_cost=19 * 1024, parallelism=1)
NOBODYS = (
    "$argon2id$v=19$m=19456,t=3,p=1$6wEUEY74n1qNv+WFde58yw$ylRBkY"
    "2nDcqA+Oq/sQHy8ebt9Lvm6OdL1AXf5tsxBlw"
)
"""The hash that a name nobody has is compared with, so that it takes as long as any other."""
# The same processes answer callers: however many guess, three of their threads are busy with it,
# and two with the slow part.
_room = threading.BoundedSemaphore(3)
_few_at_once = threading.BoundedSemaphore(2)
PATIENCE_SECONDS = 2.0


class WeakPassword(Refusal):
    """Raised for a password that is too easy; `why` is short, long, easy or name."""

    def __init__(self, why: str) -> None:
        super().__init__(f"This password is too weak ({why}).")
        self.why = why


class Busy(Exception):
    """Raised when too many passwords are being looked at; nothing was counted or changed."""


def refuse_weak(password: str, name: str) -> None:
    """Long enough, no row of keys, nothing of the name: no rules about signs (NIST SP 800-63B).

    Raises WeakPassword, which never repeats it.
    """
    if len(password) < SHORTEST:
        raise WeakPassword("short")
    if len(password) > LONGEST:
        raise WeakPassword("long")
    if len(set(password)) < FEWEST_SIGNS or EASY.search(password):
        raise WeakPassword("easy")
    if any(part in password.casefold() for part in name.casefold().split() if len(part) > 2):
        raise WeakPassword("name")


def hashed(password: str) -> str:
    """A hash that is slow to try, with its own salt. Raises Busy."""
    with _Turn():
        return _hasher.hash(password)


def fits(password: str, known: str | None) -> bool:
    """True when `known` is the hash of this password; None takes as long, and is never it.

    Raises Busy.
    """
    with _Turn():
        try:
            _hasher.verify(known or NOBODYS, password[: LONGEST + 1])
        except (VerificationError, InvalidHashError):
            return False
    return known is not None


@contextmanager
def room() -> Iterator[None]:
    """Room for one who tries to sign in, for as long as the block lasts. Raises Busy at once when
    there is none: whoever floods this holds no thread that a caller needs."""
    if not _room.acquire(blocking=False):
        raise Busy
    try:
        yield
    finally:
        _room.release()


class _Turn:
    def __enter__(self) -> None:
        if not _few_at_once.acquire(timeout=PATIENCE_SECONDS):
            raise Busy

    def __exit__(self, *_: object) -> None:
        _few_at_once.release()
