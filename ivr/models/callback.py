"""Which call did we promise, and what became of it?"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.models.types import Table, UtcDateTime

__all__ = ["FINAL", "OPEN", "Callback", "CallbackState"]


class CallbackState(StrEnum):
    """The life of a promised call. The last four are final."""

    PROMISED = "promised"
    """It is not time yet, or not time again."""
    DUE = "due"
    """It waits in the line, is offered to a responder, or one sits in the room for it."""
    RINGING = "ringing"
    """The phone company is asked to ring the person; a lost answer is looked for, not repeated."""
    ANSWERED = "answered"
    """Somebody picked up and has not shown yet that they are the person."""
    KEPT = "kept"
    """The person talked with a responder."""
    DECLINED = "declined"
    """The person wants it no more, or somebody else picked up."""
    EXPIRED = "expired"
    """Its time is over, or it was tried often enough."""
    HANDED_OVER = "handed_over"
    """A supervisor sees to it in another way."""


FINAL = (
    CallbackState.KEPT,
    CallbackState.DECLINED,
    CallbackState.EXPIRED,
    CallbackState.HANDED_OVER,
)
OPEN = tuple(state for state in CallbackState if state not in FINAL)
_OPEN = "state IN ('promised', 'due', 'ringing', 'answered')"


class Callback(Table):
    """One promised call: codes and times. The number, the safe times and the code word live in
    its consent."""

    __tablename__ = "callback"
    __table_args__ = (
        Index(
            "ix_callback_open", "not_before", sqlite_where=text(_OPEN), postgresql_where=text(_OPEN)
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    consent_id: Mapped[str] = mapped_column(ForeignKey("consent.id"), index=True)
    call_id: Mapped[str | None] = mapped_column(ForeignKey("call.id"), index=True)
    """The call in which it was promised. None when a page or a responder asked for it."""
    line: Mapped[str | None] = mapped_column(ForeignKey("line.id"))
    """Whose flow goes on if the connection is lost. None: the main line's."""
    state: Mapped[CallbackState] = mapped_column(String(16), default=CallbackState.PROMISED)
    reason: Mapped[str | None] = mapped_column(String(32))
    """Why it ended, or why the last ring came to nothing, as a code."""
    need: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Who is to take it, in codes: `operations/needs` writes and reads it."""
    language: Mapped[str] = mapped_column(String(16))
    place_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the person entered the line from which they asked: they come back to that place."""
    promised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
    """The next moment at which it may enter the line."""
    not_after: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    """How often the phone company was asked to ring the person."""
    ring_call_id: Mapped[str | None] = mapped_column(ForeignKey("call.id"), unique=True)
    """The call that we make now, or made last."""
    heard_in_id: Mapped[str | None] = mapped_column(ForeignKey("call.id"), index=True)
    """The call in which the same phone last rang us while this was open."""
    ringing: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Whose phone is rung, by the id of their key: one ring at a time for a phone."""
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the phone company was asked to ring; from then on it is not asked again blindly."""
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When responders on duty were told that it comes."""
    overdue_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When supervisors were told that it should have been kept by now."""
    final_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
