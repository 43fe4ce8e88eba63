"""Who may use the console, and how do they prove that it is they?"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ivr.models.types import Table, UtcDateTime

__all__ = ["Account", "Grant", "Invitation", "RecoveryCode"]


class Grant(StrEnum):
    """What somebody may see and do in the console. Whoever has none sees their own account only."""

    RESPONDER = "responder"
    SUPERVISOR = "supervisor"
    FLOW_EDITOR = "flow_editor"
    PRIVACY_OFFICER = "privacy_officer"
    ADMINISTRATOR = "administrator"
    """Manages accounts, and never sees callers: stands alone."""


class Account(Table):
    """Somebody on the staff who may sign in. Until an invitation is accepted nothing opens it."""

    __tablename__ = "account"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    """What they sign the audit with."""
    known_as: Mapped[str] = mapped_column(String(200), unique=True)
    """The name as it is compared: however somebody types it."""
    responder_id: Mapped[str | None] = mapped_column(ForeignKey("responder.id"), unique=True)
    """The responder they are, if they are one."""
    grants: Mapped[list[str]] = mapped_column(JSON, default=list)
    language: Mapped[str | None] = mapped_column(String(16))
    """Of the console's pages; None for that of the browser."""
    password: Mapped[str | None] = mapped_column(String(200))
    """An Argon2id hash; None for those whom somebody else vouches for."""
    secret: Mapped[bytes | None]
    """What their codes are made of (RFC 6238), sealed."""
    last_step: Mapped[int] = mapped_column(default=0)
    """The half minute of the last code that opened something: no code opens twice."""
    subject: Mapped[str | None] = mapped_column(String(64), unique=True)
    """A hash of whom the organisation's own sign-in means; None for an account of ours. It stays
    when the account is closed, so that no new one is made."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When an invitation was accepted for the first time."""
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Invitation(Table):
    """One way to set a password and a second factor, by whoever holds the link."""

    __tablename__ = "invitation"

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime] = mapped_column(UtcDateTime)


class RecoveryCode(Table):
    """Opens once instead of a code of the second factor; the row goes when it did."""

    __tablename__ = "recovery_code"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
