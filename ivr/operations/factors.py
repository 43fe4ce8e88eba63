"""Does this code show that somebody holds their own phone or their own list?"""

import base64
import re
import secrets
from datetime import datetime

import pyotp
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from ivr.models import Account, RecoveryCode
from ivr.runtime import Runtime

__all__ = [
    "CODES",
    "address",
    "fresh",
    "now_code",
    "open_secret",
    "opens",
    "recovery_codes",
    "seal_secret",
    "step_of",
    "written",
]

SEALED = "second factor"
ISSUER = "Console"
"""What an authenticator app shows beside the name: nothing about what we do."""
HALF_MINUTE = 30
AROUND = (0, -1, 1)
"""Steps beside this one that count too: clocks differ, and typing takes time."""
CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Those that nobody takes for another."""
LENGTH = 10


def fresh() -> bytes:
    """A new secret for somebody's authenticator app (160 bits, RFC 4226)."""
    return secrets.token_bytes(20)


def written(secret: bytes) -> str:
    """The secret as an app takes it when it cannot scan: letters and digits."""
    return base64.b32encode(secret).decode()


def address(secret: bytes, name: str) -> str:
    """What the square code for an authenticator app says."""
    return pyotp.TOTP(written(secret)).provisioning_uri(name=name, issuer_name=ISSUER)


def now_code(secret: bytes, now: datetime) -> str:
    """The code an app shows at this moment."""
    return pyotp.TOTP(written(secret)).at(now)


def step_of(secret: bytes, code: str, now: datetime) -> int | None:
    """Which half minute this code belongs to, if it is one of about now."""
    typed = re.sub(r"[\s-]", "", code)
    if not re.fullmatch("[0-9]{6}", typed, re.ASCII):
        return None
    app, here = pyotp.HOTP(written(secret)), int(now.timestamp()) // HALF_MINUTE
    fitting = [here + beside for beside in AROUND if app.verify(typed, here + beside)]
    return fitting[0] if fitting else None


def seal_secret(rt: Runtime, account_id: str, secret: bytes) -> bytes:
    """The secret as a table keeps it."""
    return rt.seal.close(SEALED, secret, account_id)


def open_secret(rt: Runtime, account: Account) -> bytes | None:
    """The secret of somebody who has one."""
    sealed = account.secret
    return None if sealed is None else rt.seal.open(SEALED, sealed, account.id)


def opens(rt: Runtime, session: Session, account: Account, code: str) -> str | None:
    """`app` or `recovery` for a code that opens this account now, and never again; else None."""
    secret = open_secret(rt, account)
    step = step_of(secret, code, rt.now()) if secret is not None else None
    if step is not None:
        return "app" if _first_time(session, account.id, step) else None
    return "recovery" if _take(rt, session, account.id, code) else None


def _first_time(session: Session, account_id: str, step: int) -> bool:
    """True for the first who shows a code of this half minute; none before it opens any more."""
    taken = session.scalar(
        update(Account)
        .where(Account.id == account_id, Account.last_step < step)
        .values(last_step=step)
        .returning(Account.id)
    )
    return taken is not None


def _take(rt: Runtime, session: Session, account_id: str, code: str) -> bool:
    typed = re.sub(r"[\s-]", "", code).lower()
    known = rt.seal.fingerprints(_named(account_id, typed))
    taken = session.scalar(
        delete(RecoveryCode)
        .where(RecoveryCode.hash.in_(known), RecoveryCode.account_id == account_id)
        .returning(RecoveryCode.hash)
    )
    return taken is not None


def recovery_codes(rt: Runtime, session: Session, account_id: str) -> list[str]:
    """New ones, each good once, in place of all before; shown now and never again."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    codes = ["".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(CODES)]
    for code in codes:
        print_ = rt.seal.fingerprint(_named(account_id, code))
        session.add(RecoveryCode(hash=print_, account_id=account_id))
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _named(account_id: str, code: str) -> str:
    return f"recovery code:{account_id}:{code}"
