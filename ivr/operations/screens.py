"""Which screens on a wall show the wallboard? From a code that is typed there to their end."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select, update

from ivr.models import Screen, new_id
from ivr.operations import audit, misses, people
from ivr.operations.audit import THE_SYSTEM, Deed, Entry
from ivr.operations.sign_ins import Known
from ivr.runtime import Runtime

__all__ = [
    "LASTS",
    "TYPED_WITHIN",
    "Paired",
    "Watching",
    "end",
    "forget",
    "make",
    "pair",
    "watching",
]

TYPED_WITHIN = timedelta(minutes=15)
LASTS = timedelta(days=30)
SEEN = timedelta(hours=1)
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""None of them looks like another."""
LONG = 10
"""Letters: fifty bits, for a quarter of an hour."""
ANY_SCREEN = "a screen on a wall"


@dataclass(frozen=True)
class Paired:
    """What came of typing a code: what the screen holds from now on, or how long to wait."""

    token: str = ""
    wait: int = 0


@dataclass(frozen=True)
class Watching:
    """A screen that is known."""

    id: str
    shows_names: bool


def make(rt: Runtime, name: str, by: Known, *, shows_names: bool) -> str:
    """A code to type at a screen within a quarter of an hour; it works once, and is kept as a hash
    only. Raises Refusal for a name that is none."""
    code = "".join(secrets.choice(LETTERS) for _ in range(LONG))
    called = people.name_of(name)
    with rt.db.begin() as session:
        screen = Screen(
            id=new_id(),
            name=called,
            shows_names=shows_names,
            made_by=by.account,
            made_at=rt.now(),
            code_hash=_hash(code),
            until=rt.now() + TYPED_WITHIN,
        )
        session.add(screen)
        session.flush()
        audit.write(session, rt.now(), Entry(by.name, Deed.SCREEN_MADE, screen.id))
    return f"{code[: LONG // 2]}-{code[LONG // 2 :]}"


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def pair(rt: Runtime, code: str, address: str) -> Paired:
    """Whoever typed this is a screen for thirty days. Who guesses waits, as at the sign-in."""
    locks = (misses.of_name(rt, ANY_SCREEN), *misses.of_address(rt, address))
    wait, count = misses.count(rt, locks)
    if wait:
        return Paired(wait=wait)
    typed = "".join(sign for sign in code.upper() if sign.isalnum())
    token = secrets.token_urlsafe(32)
    with rt.db.begin() as session:
        paired = session.scalar(
            update(Screen)
            .where(Screen.code_hash == _hash(typed), Screen.until > rt.now())
            .values(code_hash=None, hash=_hash(token), until=rt.now() + LASTS, seen_at=rt.now())
            .returning(Screen.id)
        )
        if paired is None:
            return Paired(wait=misses.wait_after(count, locks[0].free))
        audit.write(session, rt.now(), Entry(THE_SYSTEM, Deed.SCREEN_PAIRED, paired))
    misses.forgive(rt, locks)
    return Paired(token)


def watching(rt: Runtime, token: str) -> Watching | None:
    """The screen that holds this, if it still counts."""
    with rt.db.read() as session:
        one = session.scalar(select(Screen).where(Screen.hash == _hash(token)))
    if one is None or one.until <= rt.now():
        return None
    if one.seen_at is None or rt.now() - one.seen_at >= SEEN:
        with rt.db.begin() as session:
            session.execute(update(Screen).where(Screen.id == one.id).values(seen_at=rt.now()))
    return Watching(one.id, one.shows_names)


def end(rt: Runtime, screen_id: str, by: Known) -> bool:
    """It shows nothing any more; False when it did not anyway."""
    gone = delete(Screen).where(Screen.id == screen_id).returning(Screen.id)
    with rt.db.begin() as session:
        ended = session.scalar(gone)
        if ended is not None:
            audit.write(session, rt.now(), Entry(by.name, Deed.SCREEN_ENDED, ended))
    return ended is not None


def forget(rt: Runtime) -> int:
    """Take away what is over; how many."""
    with rt.db.begin() as session:
        over = delete(Screen).where(Screen.until <= rt.now()).returning(Screen.id)
        return len(session.scalars(over).all())
