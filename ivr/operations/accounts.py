"""Who may use the console? From an invitation to the day they leave."""

import hashlib
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ivr.models import Account, Grant, Invitation, RecoveryCode, Responder, SignIn, new_id
from ivr.operations import audit, factors, passwords, people
from ivr.operations.audit import Deed, Entry
from ivr.operations.refusals import Refusal
from ivr.runtime import Runtime

__all__ = [
    "INVITED_FOR",
    "Accepted",
    "Chosen",
    "ImpossibleAccount",
    "NoSuchAccount",
    "WrongCode",
    "accept",
    "by_name",
    "checked",
    "close",
    "close_of",
    "find",
    "forget_invitations",
    "grant",
    "invite",
    "invited",
    "known_as",
    "link",
]

INVITED_FOR = timedelta(hours=48)
ALONE = "An administrator manages accounts and never sees callers: give no other role with it."


class ImpossibleAccount(Refusal):
    """Raised with one sentence for an account that cannot be so."""


class NoSuchAccount(Refusal, LookupError):
    """Raised when nobody of this name has an account, or not any more."""


class WrongCode(Refusal):
    """Raised when the code of an authenticator app is not the one of now."""


@dataclass(frozen=True)
class Chosen:
    """What somebody who was invited chose: their language, a password, and the secret of their
    app with a code that shows it is there."""

    password: str
    secret: bytes
    code: str
    language: str | None = None


@dataclass(frozen=True)
class Accepted:
    """Whose account is open now, and the codes for when the phone is away: shown once."""

    account: str
    recovery_codes: tuple[str, ...]


def known_as(name: str) -> str:
    """A name as it is compared: no difference of case, width or spaces makes two people of one."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    plain = "".join(sign for sign in folded if sign.isprintable() or sign.isspace())
    return " ".join(unicodedata.normalize("NFKC", plain).split())[:200]


def by_name(session: Session, wanted: str) -> Account | None:
    """The account that is compared so, unless it is closed."""
    return session.scalar(
        select(Account).where(Account.known_as == wanted, Account.closed_at.is_(None))
    )


def find(session: Session, name: str) -> Account:
    """Raises NoSuchAccount."""
    found = by_name(session, known_as(name))
    if found is None:
        raise NoSuchAccount("Nobody of this name has an account: helpline people invite NAME")
    return found


def checked(grants: Iterable[Grant]) -> list[str]:
    """These grants as they are kept. Raises ImpossibleAccount: an administrator has no other."""
    given = frozenset(grants)
    if Grant.ADMINISTRATOR in given and len(given) > 1:
        raise ImpossibleAccount(ALONE)
    return sorted(one.value for one in given)


def invite(rt: Runtime, name: str, grants: Iterable[Grant] | None, by: str) -> str:
    """A token that lets whoever holds it set a password and a second factor within 48 hours.

    For a new account, that of the responder of this name if there is one; or for one that is
    there, whose password and factor go on until it is used. None leaves the grants of an account
    as they are, and makes a responder of a responder. Raises Refusal.
    """
    token = secrets.token_urlsafe(24)
    with rt.db.begin() as session:
        responder = _responder(session, name)
        account = _known(session, name, responder) or _new(rt, session, name, responder)
        _refuse_vouched(account)
        if grants is not None:
            _grant(rt, session, account, grants, by)
        session.merge(
            Invitation(
                account_id=account.id,
                hash=_hash(token),
                made_at=rt.now(),
                until=rt.now() + INVITED_FOR,
            )
        )
        audit.write(session, rt.now(), Entry(by, Deed.ACCOUNT_INVITED, account.id))
    return token


def _refuse_vouched(account: Account) -> None:
    if account.subject is not None:
        raise ImpossibleAccount(
            "The organisation's own sign-in vouches for this account: change their groups there."
        )


def _responder(session: Session, name: str) -> str | None:
    """The id of the responder of this name, if there is one."""
    return session.scalar(
        select(Responder.id).where(Responder.name == name.strip(), Responder.retired_at.is_(None))
    )


def _known(session: Session, name: str, responder: str | None) -> Account | None:
    """Of this name, or of this responder under the name they had before."""
    found = by_name(session, known_as(name))
    if found is None and responder is not None:
        found = session.scalar(select(Account).where(Account.responder_id == responder))
    return found


def _new(rt: Runtime, session: Session, name: str, responder: str | None) -> Account:
    account = Account(
        id=new_id(),
        name=audit.staff(people.name_of(name)),
        known_as=known_as(name),
        responder_id=responder,
        grants=checked([Grant.RESPONDER] if responder else []),
        created_at=rt.now(),
        last_step=0,
    )
    session.add(account)
    session.flush()
    return account


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def invited(rt: Runtime, token: str) -> str | None:
    """The name on this invitation; None for one that is unknown, used or over."""
    wanted = (
        select(Account.name)
        .join(Invitation)
        .where(Invitation.hash == _hash(token), Invitation.until > rt.now())
        .where(Account.closed_at.is_(None))
    )
    with rt.db.read() as session:
        return session.scalar(wanted)


def accept(rt: Runtime, token: str, chosen: Chosen) -> Accepted | None:
    """The account opens with these from now on, and with nothing from before; whoever was signed
    in is not any more. None for an invitation that is unknown, used or over.

    Raises WeakPassword, WrongCode, Busy; then the invitation is as good as before.
    """
    name = invited(rt, token)
    if name is None:
        return None
    passwords.refuse_weak(chosen.password, name)
    step = factors.step_of(chosen.secret, chosen.code, rt.now())
    if step is None:
        raise WrongCode("This is not the code of now.")
    password = passwords.hashed(chosen.password)
    with rt.db.begin() as session:
        account = _take(rt, session, token)
        if account is None:
            return None
        account.password = password
        account.secret = factors.seal_secret(rt, account.id, chosen.secret)
        account.last_step = step
        account.opened_at = account.opened_at or rt.now()
        account.language = chosen.language or account.language
        codes = factors.recovery_codes(rt, session, account.id)
        _sign_out(session, account.id)
        audit.write(session, rt.now(), Entry(account.name, Deed.ACCOUNT_OPENED, account.id))
        return Accepted(account.id, tuple(codes))


def forget_invitations(rt: Runtime) -> int:
    """Take away those that nobody accepted in time; how many."""
    over = delete(Invitation).where(Invitation.until <= rt.now()).returning(Invitation.account_id)
    with rt.db.begin() as session:
        return len(session.scalars(over).all())


def _take(rt: Runtime, session: Session, token: str) -> Account | None:
    """Whose invitation it was: it is used up, once."""
    account_id = session.scalar(
        delete(Invitation)
        .where(Invitation.hash == _hash(token), Invitation.until > rt.now())
        .returning(Invitation.account_id)
    )
    account = session.get(Account, account_id) if account_id else None
    return account if account and account.closed_at is None else None


def _sign_out(session: Session, account_id: str) -> None:
    session.execute(delete(SignIn).where(SignIn.account_id == account_id))


def grant(rt: Runtime, name: str, grants: Iterable[Grant], by: str) -> None:
    """They may do this and nothing else, once they have signed in again. Raises NoSuchAccount
    and ImpossibleAccount."""
    with rt.db.begin() as session:
        account = find(session, name)
        _refuse_vouched(account)
        _grant(rt, session, account, grants, by)


def _grant(
    rt: Runtime, session: Session, account: Account, grants: Iterable[Grant], by: str
) -> None:
    before, account.grants = account.grants, checked(grants)
    if before == account.grants:
        return
    _sign_out(session, account.id)
    details = {"grants": "+".join(account.grants)}
    audit.write(session, rt.now(), Entry(by, Deed.ACCOUNT_GRANTED, account.id, details))


def link(rt: Runtime, name: str, responder: str | None, by: str) -> None:
    """This account is that of this responder, whose desk it then opens; None: of nobody.

    Raises NoSuchAccount, NobodyOfThatName and ImpossibleAccount: a responder has one account, and
    an administrator takes no calls.
    """
    with rt.db.begin() as session:
        account = find(session, name)
        who = people.find(session, responder).id if responder else None
        if account.responder_id == who:
            return
        if who is not None:
            _may_link(session, account, who)
        account.responder_id = who
        told = Entry(by, Deed.ACCOUNT_LINKED, account.id, {"responder": who or "none"})
        audit.write(session, rt.now(), told)
        # What somebody of the organisation's own sign-in may do, its groups say.
        by_groups = account.subject is not None
        if who is not None and not by_groups and Grant.RESPONDER not in account.grants:
            _grant(rt, session, account, [*map(Grant, account.grants), Grant.RESPONDER], by)


def _may_link(session: Session, account: Account, who: str) -> None:
    """Raises ImpossibleAccount."""
    if Grant.ADMINISTRATOR in account.grants:
        raise ImpossibleAccount(ALONE)
    other = session.scalar(select(Account.name).where(Account.responder_id == who))
    if other is not None:
        raise ImpossibleAccount(f"{other} has the account of this responder already.")


def close(rt: Runtime, name: str, by: str) -> None:
    """Nothing opens this account any more. Raises NoSuchAccount."""
    with rt.db.begin() as session:
        _close(rt, session, find(session, name), by)


def close_of(rt: Runtime, session: Session, responder_id: str, by: str) -> None:
    """The same for the account of a responder who leaves, in this transaction, if they have one."""
    account = session.scalar(select(Account).where(Account.responder_id == responder_id))
    if account is not None and account.closed_at is None:
        _close(rt, session, account, by)


def _close(rt: Runtime, session: Session, account: Account, by: str) -> None:
    for table in (SignIn, Invitation, RecoveryCode):
        session.execute(delete(table).where(table.account_id == account.id))
    account.password = account.secret = account.responder_id = None
    account.grants, account.closed_at = [], rt.now()
    # Somebody else of this name may come; the name in the audit stays.
    account.known_as = f"closed {account.id}"
    audit.write(session, rt.now(), Entry(by, Deed.ACCOUNT_CLOSED, account.id))
