"""Who is this browser, and since when? From signing in to signing out."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from ivr.models import Account, Grant, SignIn, new_id
from ivr.operations import accounts, audit, factors, misses, passwords, vouchers
from ivr.operations.audit import THE_SYSTEM, Deed, Entry
from ivr.runtime import Runtime

__all__ = [
    "IDLE",
    "LONGEST",
    "RECENT",
    "Known",
    "Opened",
    "Tried",
    "begin",
    "end",
    "end_others",
    "forget",
    "known",
    "prove",
    "renew",
    "sign_in",
]

IDLE = timedelta(hours=1)
"""So long without a page, and somebody signs in again."""
LONGEST = timedelta(hours=12)
"""However busy: longer than any shift."""
RECENT = timedelta(minutes=10)
"""For so long a shown second factor counts for what asks for a recent one."""
SEEN = timedelta(minutes=1)
TOLD_AT = frozenset({5, 10, 20, 50, 100, 200, 500, 1000})
"""At so many misses in a row the audit is told: a count, not a line for each."""


@dataclass(frozen=True)
class Tried:
    """What somebody typed, from where, with which kind of browser; `kept` is what the browser
    keeps from earlier sign-ins (see `vouchers`)."""

    name: str
    password: str
    code: str
    address: str
    browser: str
    kept: str = ""


@dataclass(frozen=True)
class Opened:
    """What came of it: a token for the browser to hold and what to keep for the next time, or
    nothing, and how many seconds nothing will be looked at."""

    token: str = ""
    wait: int = 0
    kept: str = ""


@dataclass(frozen=True)
class Known:
    """Somebody who is signed in, as of this request."""

    sign_in: str
    hash: str
    account: str
    name: str
    grants: frozenset[Grant]
    language: str | None
    responder: str | None
    proved_at: datetime
    by_provider: bool = False

    def is_recent(self, now: datetime) -> bool:
        """True when the second factor was shown lately."""
        return now - self.proved_at < RECENT


def sign_in(rt: Runtime, tried: Tried) -> Opened:
    """Name, password and code are looked at together: the answer never says which was not right,
    nor whether anybody has this name, and takes as long. Raises Busy."""
    with passwords.room():
        return _sign_in(rt, tried)


def _sign_in(rt: Runtime, tried: Tried) -> Opened:
    known_as = accounts.known_as(tried.name)
    with rt.db.read() as session:
        account = accounts.by_name(session, known_as)
    chance = vouchers.chance_of(rt, tried.kept, account.id) if account else None
    mine = misses.of_browser(rt, chance) if chance else misses.of_name(rt, known_as)
    locks = (mine, *misses.of_address(rt, tried.address))
    wait, count = misses.count(rt, locks)
    if wait:
        return Opened(wait=wait)
    right = passwords.fits(tried.password, account.password if account else None)
    token = _open(rt, account, tried) if account and right else None
    if account is None or token is None:
        _tell_misses(rt, account, count)
        return Opened(wait=misses.wait_after(count, mine.free))
    misses.forgive(rt, locks)
    return Opened(token, kept=vouchers.with_another(rt, tried.kept, account.id))


def _open(rt: Runtime, account: Account, tried: Tried) -> str | None:
    """The password was right: is the code? None if not, or if all changed in the meantime."""
    with rt.db.begin() as session:
        now = session.get(Account, account.id, with_for_update=True)
        if now is None or now.closed_at is not None or now.password != account.password:
            return None
        way = factors.opens(rt, session, now, tried.code)
        if way is None:
            return None
        deed = Deed.ACCOUNT_SIGNED_IN if way == "app" else Deed.ACCOUNT_RECOVERED
        audit.write(session, rt.now(), Entry(now.name, deed, now.id))
        return begin(rt, session, now.id, tried.browser)


def _tell_misses(rt: Runtime, account: Account | None, count: int) -> None:
    if count not in TOLD_AT:
        return
    subject = account.id if account else "nobody"
    with rt.db.begin() as session:
        told = Entry(THE_SYSTEM, Deed.ACCOUNT_MISSED, subject, {"misses": str(count)})
        audit.write(session, rt.now(), told)


def begin(
    rt: Runtime,
    session: Session,
    account_id: str,
    browser: str,
    proved_at: datetime | None = None,
) -> str:
    """A browser is signed in from now on; the token it shows, made here and kept nowhere.
    `proved_at` is when somebody else saw who it is; without it, it was now and here."""
    token, now = secrets.token_urlsafe(32), rt.now()
    session.add(
        SignIn(
            id=new_id(),
            hash=_hash(token),
            account_id=account_id,
            browser=browser[:40],
            began_at=now,
            seen_at=now,
            proved_at=proved_at or now,
            by_provider=proved_at is not None,
            until=now + LONGEST,
        )
    )
    return token


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def known(rt: Runtime, token: str, *, is_live: bool = False) -> Known | None:
    """Who shows this token, if it still counts. A look that no hand asked for (`is_live`) keeps
    nobody signed in."""
    now = rt.now()
    wanted = select(SignIn, Account).join(Account).where(SignIn.hash == _hash(token))
    with rt.db.read() as session:
        found = session.execute(wanted).one_or_none()
    if found is None:
        return None
    one, account = found
    if account.closed_at is not None or now >= one.until or now - one.seen_at >= IDLE:
        return None
    if not is_live and now - one.seen_at >= SEEN:
        _see(rt, one.id)
    return Known(
        sign_in=one.id,
        hash=one.hash,
        account=account.id,
        name=account.name,
        grants=_grants(account.grants),
        language=account.language,
        responder=account.responder_id,
        proved_at=one.proved_at,
        by_provider=one.by_provider,
    )


def _grants(names: Iterable[str]) -> frozenset[Grant]:
    """Those there are: a name that no longer means anything grants nothing."""
    return frozenset(Grant(name) for name in names if name in set(Grant))


def _see(rt: Runtime, sign_in_id: str) -> None:
    with rt.db.begin() as session:
        session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(seen_at=rt.now()))


def prove(rt: Runtime, who: Known, code: str) -> Opened:
    """They show their second factor once more. The token that counts from now on, in place of the
    one before; or how long to wait."""
    locks = (misses.of_proof(rt, who.account),)
    wait, count = misses.count(rt, locks)
    if wait:
        return Opened(wait=wait)
    with rt.db.begin() as session:
        account = session.get_one(Account, who.account, with_for_update=True)
        if factors.opens(rt, session, account, code) is None:
            return Opened(wait=misses.wait_after(count, locks[0].free))
        token = renew(rt, session, who.sign_in)
    misses.forgive(rt, locks)
    return Opened(token)


def renew(rt: Runtime, session: Session, sign_in_id: str) -> str:
    """They have shown that it is they: the token that counts from now on, in place of the one
    before."""
    token, now = secrets.token_urlsafe(32), rt.now()
    session.execute(
        update(SignIn)
        .where(SignIn.id == sign_in_id)
        .values(hash=_hash(token), proved_at=now, seen_at=now)
    )
    return token


def end(rt: Runtime, who: Known, sign_in_id: str) -> bool:
    """Signed out there, if it is one of their own; True when it was."""
    return _end(rt, who, SignIn.id == sign_in_id) > 0


def end_others(rt: Runtime, who: Known) -> int:
    """Signed out everywhere but here; how many."""
    return _end(rt, who, SignIn.id != who.sign_in)


def _end(rt: Runtime, who: Known, which: ColumnElement[bool]) -> int:
    theirs = delete(SignIn).where(SignIn.account_id == who.account, which).returning(SignIn.id)
    with rt.db.begin() as session:
        ended = session.scalars(theirs).all()
        if ended:
            told = Entry(
                who.name, Deed.ACCOUNT_SIGNED_OUT, who.account, {"browsers": str(len(ended))}
            )
            audit.write(session, rt.now(), told)
    return len(ended)


def forget(rt: Runtime) -> int:
    """Take away what is over; how many."""
    now = rt.now()
    over = (SignIn.until <= now) | (SignIn.seen_at <= now - IDLE)
    with rt.db.begin() as session:
        gone = session.scalars(delete(SignIn).where(over).returning(SignIn.id)).all()
    return len(gone)
