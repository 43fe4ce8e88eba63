"""May we contact this person, how, and until when?"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ivr.models.person_key import PersonKey
from ivr.models.types import Table, UtcDateTime

__all__ = ["Consent", "OptOut"]


class Consent(Table):
    """One person's yes to one purpose: how they may be reached, when, and until when. Without one
    nobody is contacted."""

    __tablename__ = "consent"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    call_id: Mapped[str | None] = mapped_column(ForeignKey("call.id"), index=True)
    """None when it was given on the web or by text."""
    purpose: Mapped[str] = mapped_column(String(16))
    """`text`, `callback`, `series` or `reminder`."""
    recorded_by: Mapped[str] = mapped_column(String(40), default="caller")
    """Who wrote it down: `caller` by key, `text`, `web`, or a responder's id."""
    person_id: Mapped[str | None] = mapped_column(String(32), index=True)
    """Whose key opens what is sealed here; None once the number is forgotten."""
    number: Mapped[bytes | None]
    """Sealed; emptied when the consent has been over for 24 hours."""
    language: Mapped[str | None] = mapped_column(String(16))
    window: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """When it is safe, on their own clock: `flow/windows.as_kept`. None: at any time."""
    voicemail: Mapped[bool] = mapped_column(default=False)
    """Whether a machine may be left a message."""
    code: Mapped[bytes | None]
    """Sealed: the keys they chose to be asked for before anything is said. Emptied with the
    number."""
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    """None while the call goes on."""
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    person: Mapped[PersonKey | None] = relationship(
        primaryjoin="foreign(Consent.person_id) == PersonKey.id", lazy="selectin"
    )


class OptOut(Table):
    """A number that said STOP: final for every purpose."""

    __tablename__ = "opt_out"

    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
