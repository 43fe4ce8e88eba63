"""How does somebody who is signed in change what opens their account?"""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from ivr.models import Account, SignIn
from ivr.operations import audit, factors, misses, passwords, sign_ins
from ivr.operations.accounts import WrongCode
from ivr.operations.audit import Deed, Entry
from ivr.operations.refusals import Refusal
from ivr.operations.sign_ins import Known
from ivr.runtime import Runtime

__all__ = ["WrongPassword", "change_password", "new_factor", "new_recovery_codes", "speak"]


class WrongPassword(Refusal):
    """Raised when the present password is not right, or is not looked at for `wait` seconds."""

    def __init__(self, wait: int = 0) -> None:
        super().__init__("This is not the present password.")
        self.wait = wait


def change_password(rt: Runtime, who: Known, old: str, new: str) -> str:
    """This one opens from now on, and every other browser is signed out. The token with which
    this browser stays. Raises WrongPassword, WeakPassword, Busy; then nothing changed."""
    passwords.refuse_weak(new, who.name)
    locks = (misses.of_proof(rt, who.account),)
    wait, _count = misses.count(rt, locks)
    if wait:
        raise WrongPassword(wait)
    with rt.db.read() as session:
        known = session.get_one(Account, who.account).password
    if not passwords.fits(old, known):
        raise WrongPassword
    hashed = passwords.hashed(new)
    with rt.db.begin() as session:
        account = _still(session, who)
        account.password = hashed
        token = _alone(rt, session, who)
        audit.write(session, rt.now(), Entry(who.name, Deed.ACCOUNT_PASSWORD, who.account))
    misses.forgive(rt, locks)
    return token


def new_factor(rt: Runtime, who: Known, secret: bytes, code: str) -> str:
    """Codes of this secret open from now on, and every other browser is signed out. The token
    with which this browser stays. Raises WrongCode; then nothing changed."""
    step = factors.step_of(secret, code, rt.now())
    if step is None:
        raise WrongCode("This is not the code of now.")
    with rt.db.begin() as session:
        account = _still(session, who)
        account.secret, account.last_step = factors.seal_secret(rt, account.id, secret), step
        audit.write(session, rt.now(), Entry(who.name, Deed.ACCOUNT_FACTOR, who.account))
        return _alone(rt, session, who)


def new_recovery_codes(rt: Runtime, who: Known) -> list[str]:
    """New ones, in place of all before."""
    with rt.db.begin() as session:
        _still(session, who)
        audit.write(session, rt.now(), Entry(who.name, Deed.ACCOUNT_CODES, who.account))
        return factors.recovery_codes(rt, session, who.account)


def speak(rt: Runtime, who: Known, language: str) -> None:
    """Their pages are in this language from now on."""
    with rt.db.begin() as session:
        _still(session, who).language = language


def _still(session: Session, who: Known) -> Account:
    """Their account, held until the end of this transaction. Raises NoResultFound once the
    sign-in they came with is over."""
    session.get_one(SignIn, who.sign_in)
    return session.get_one(Account, who.account, with_for_update=True)


def _alone(rt: Runtime, session: Session, who: Known) -> str:
    """Every sign-in of theirs ends; a new one takes the place of this one."""
    browser = session.get_one(SignIn, who.sign_in).browser
    session.execute(delete(SignIn).where(SignIn.account_id == who.account))
    return sign_ins.begin(rt, session, who.account, browser)
