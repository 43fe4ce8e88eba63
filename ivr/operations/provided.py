"""Who is let in by the word of our organisation's own sign-in, and as what?"""

import hashlib
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ivr.models import Account, Grant, SignIn, new_id
from ivr.oidc import Said
from ivr.operations import accounts, audit, people, sign_ins
from ivr.operations.audit import THE_SYSTEM, Deed, Entry
from ivr.operations.refusals import Refusal
from ivr.operations.sign_ins import Known
from ivr.operations.skills import ImpossiblePerson
from ivr.runtime import Runtime

__all__ = ["NotLetIn", "enter", "prove"]

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
JUST_NOW = timedelta(minutes=2)
"""Within so long somebody has shown who they are who was asked to do it now."""


class NotLetIn(Refusal):
    """Raised with a code in `about` for somebody the provider knows and we do not let in."""


def enter(rt: Runtime, said: Said, browser: str) -> str:
    """They are signed in: the token for the browser to hold. At their first time they get an
    account that has no secret of ours; whenever their groups have changed they may do what the new
    ones say, and whoever was signed in as them before is not any more.

    Raises NotLetIn: without a second factor, without a role, with a name that somebody else has.
    """
    if not said.two_factors:
        raise NotLetIn("The provider asked for no second factor.", "one_factor")
    grants, why = _grants(rt, said)
    with rt.db.begin() as session:
        account = _account(session, rt, said)
        if account is not None and account.closed_at is not None:
            raise NotLetIn("This account was closed.", "closed")
        if account is not None:
            _follow(rt, session, account, grants)
        if grants:
            account = account or _first(rt, session, said, grants)
            audit.write(session, rt.now(), _entry(account))
            return sign_ins.begin(rt, session, account.id, browser, proved_at=_proved(rt, said))
    raise NotLetIn("Their groups are no role here.", why)


def _grants(rt: Runtime, said: Said) -> tuple[list[str], str]:
    """What their groups are here, and why if that is nothing: nobody named these groups, or they
    make an administrator who is something else as well."""
    named = rt.environment.oidc.roles if rt.environment.oidc else ()
    try:
        mapped = {Grant(role) for group, role in named if group in said.groups}
        return accounts.checked(mapped), "no_role"
    except accounts.ImpossibleAccount:
        return [], "alone"


def _account(session: Session, rt: Runtime, said: Said) -> Account | None:
    return session.scalar(
        select(Account).where(Account.subject == _subject(rt, said)).with_for_update()
    )


def _subject(rt: Runtime, said: Said) -> str:
    """Whom this provider means by it, and no other."""
    issuer = rt.environment.oidc.issuer if rt.environment.oidc else ""
    return hashlib.sha256(f"{issuer}\n{said.subject}".encode()).hexdigest()


def _follow(rt: Runtime, session: Session, account: Account, grants: list[str]) -> None:
    """Their groups are what they may do; after a change they sign in anew everywhere."""
    if account.grants == grants:
        return
    account.grants = grants
    session.execute(delete(SignIn).where(SignIn.account_id == account.id))
    details = {"grants": "+".join(grants), "by": "groups"}
    audit.write(session, rt.now(), Entry(THE_SYSTEM, Deed.ACCOUNT_GRANTED, account.id, details))


def _first(rt: Runtime, session: Session, said: Said, grants: list[str]) -> Account:
    """Somebody new. Never an account that is there already: a name proves nothing."""
    name = _free_name(session, said)
    account = Account(
        id=new_id(),
        name=name,
        known_as=accounts.known_as(name),
        subject=_subject(rt, said),
        grants=grants,
        created_at=rt.now(),
        opened_at=rt.now(),
        last_step=0,
    )
    session.add(account)
    session.flush()
    told = Entry(account.name, Deed.ACCOUNT_OPENED, account.id, {"by": "provider"})
    audit.write(session, rt.now(), told)
    return account


def _free_name(session: Session, said: Said) -> str:
    for given in said.names:
        try:
            name = audit.staff(people.name_of(given))
        except (ImpossiblePerson, audit.ImpossibleName):
            continue
        if accounts.by_name(session, accounts.known_as(name)) is None:
            return name
    raise NotLetIn("Somebody else has this name here.", "name_taken")


def _entry(account: Account) -> Entry:
    return Entry(account.name, Deed.ACCOUNT_SIGNED_IN, account.id, {"by": "provider"})


def _proved(rt: Runtime, said: Said) -> datetime:
    """When they last showed who they are; long ago where the provider does not say."""
    return min(said.signed_in_at or LONG_AGO, rt.now())


def prove(rt: Runtime, who: Known, said: Said) -> str:
    """They have shown once more that it is they: the token that counts from now on. Raises NotLetIn
    for somebody else, for an old sign-in of the provider's, and without a second factor."""
    if not said.two_factors:
        raise NotLetIn("The provider asked for no second factor.", "one_factor")
    if rt.now() - _proved(rt, said) > JUST_NOW:
        raise NotLetIn("The provider did not ask who it is.", "not_asked")
    with rt.db.begin() as session:
        account = session.get_one(Account, who.account)
        if account.subject != _subject(rt, said):
            raise NotLetIn("That is somebody else.", "somebody_else")
        return sign_ins.renew(rt, session, who.sign_in)
