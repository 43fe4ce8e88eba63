"""Who may use the console, and where is somebody signed in?"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ivr.models import Account, Invitation, RecoveryCode, Responder, SignIn
from ivr.operations.sign_ins import IDLE
from ivr.runtime import Runtime

__all__ = [
    "Listed",
    "Opening",
    "Place",
    "State",
    "accounts",
    "opening",
    "places",
    "without_account",
]


class State(StrEnum):
    """How far an account has come."""

    INVITED = "invited"
    LAPSED = "lapsed"
    """Nobody accepted the invitation in time."""
    OPEN = "open"


@dataclass(frozen=True)
class Listed:
    """An account as a list shows it."""

    id: str
    name: str
    grants: tuple[str, ...]
    responder: str | None
    state: State
    signed_in: int
    """Browsers."""
    by_provider: bool
    """The organisation's own sign-in vouches for them."""


@dataclass(frozen=True)
class Place:
    """A browser somebody is signed in with."""

    id: str
    browser: str
    began_at: datetime
    seen_at: datetime


@dataclass(frozen=True)
class Opening:
    """What opens an account."""

    recovery_codes: int


def accounts(rt: Runtime) -> list[Listed]:
    """All that are not closed, by name."""
    wanted = (
        select(Account, Responder.name, Invitation.until)
        .outerjoin(Responder, Responder.id == Account.responder_id)
        .outerjoin(Invitation, Invitation.account_id == Account.id)
        .where(Account.closed_at.is_(None))
        .order_by(Account.known_as)
    )
    now = rt.now()
    with rt.db.read() as session:
        return [
            Listed(
                id=account.id,
                name=account.name,
                grants=tuple(account.grants),
                responder=responder,
                state=_state(account, until, now),
                signed_in=len(_live(session, account.id, now)),
                by_provider=account.subject is not None,
            )
            for account, responder, until in session.execute(wanted)
        ]


def _state(account: Account, until: datetime | None, now: datetime) -> State:
    if account.opened_at is not None:
        return State.OPEN
    return State.INVITED if until is not None and until > now else State.LAPSED


def _live(session: Session, account_id: str, now: datetime) -> list[SignIn]:
    theirs = select(SignIn).where(
        SignIn.account_id == account_id, SignIn.until > now, SignIn.seen_at > now - IDLE
    )
    return list(session.scalars(theirs.order_by(SignIn.began_at.desc())))


def places(rt: Runtime, account_id: str) -> list[Place]:
    """Where they are signed in, the newest first."""
    with rt.db.read() as session:
        return [
            Place(one.id, one.browser, one.began_at, one.seen_at)
            for one in _live(session, account_id, rt.now())
        ]


def opening(rt: Runtime, account_id: str) -> Opening:
    """How many recovery codes are left."""
    left = select(func.count()).where(RecoveryCode.account_id == account_id)
    with rt.db.read() as session:
        return Opening(session.scalar(left) or 0)


def without_account(rt: Runtime) -> list[str]:
    """Names of the responders who are here and have no account."""
    theirs = select(Account.responder_id).where(Account.responder_id.is_not(None))
    wanted = select(Responder.name).where(
        Responder.retired_at.is_(None), Responder.id.not_in(theirs)
    )
    with rt.db.read() as session:
        return list(session.scalars(wanted.order_by(Responder.name)))
