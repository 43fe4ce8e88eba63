"""What do we remember of one call?"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from ivr.models.types import Table, UtcDateTime

__all__ = ["Call", "CallState"]


class CallState(StrEnum):
    """Where the whole call stands. `ended` is final."""

    OPEN = "open"
    """In the menus."""
    WAITING = "waiting"
    """In the waiting line."""
    CALLING = "calling"
    """A responder is in the room; the person who was promised this call is being rung."""
    BRIDGING = "bridging"
    """A responder is in the room; the caller is on the way."""
    CONNECTED = "connected"
    """Both are in the room."""
    RECONNECTING = "reconnecting"
    """The responder was lost; the caller is being asked whether they had finished."""
    ENDED = "ended"


class Call(Table):
    """One call from the first ring to the end: codes and times, no number."""

    __tablename__ = "call"
    __table_args__ = (
        Index(
            "ix_call_unfinished",
            "state",
            sqlite_where=text("state <> 'ended'"),
            postgresql_where=text("state <> 'ended'"),
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    """Derived from the CallSid, so that any process knows it without asking."""
    sid: Mapped[str] = mapped_column(String(64), unique=True)
    """The caller's leg. A call that we make has an id of ours here until the person is on it, and
    every call once the phone company's record of it is to be deleted."""
    outbound: Mapped[bool] = mapped_column(default=False)
    """True when we ring the person, as promised."""
    line: Mapped[str | None] = mapped_column(ForeignKey("line.id"))
    """None when the number that was dialled is no line of ours."""
    revision: Mapped[str] = mapped_column(ForeignKey("revision.id"))
    state: Mapped[CallState] = mapped_column(String(16), default=CallState.OPEN)
    number_hidden: Mapped[bool]
    number: Mapped[bytes | None]
    """Sealed, by the key `person_id`, which nobody's number leads to: of somebody who waits for a
    person, or talks with one, for whoever is to text or call them. Emptied soon after the call."""
    person_id: Mapped[str | None] = mapped_column(String(32), index=True)
    kept_apart: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    """Ids of responders who are never offered this call; forgotten after it."""
    began_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    language: Mapped[str | None] = mapped_column(String(16))
    need: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """Whom the caller waits for, in codes: `operations/needs` writes and reads it."""
    position: Mapped[bytes | None]
    """Where the flow goes on when the caller leaves the waiting line, or comes back to it."""
    waiting_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the caller first entered the line; kept through every offer and every return."""
    credit_seconds: Mapped[int] = mapped_column(default=0)
    came_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the caller went on waiting after a conversation that was cut off."""
    heartbeat_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    room: Mapped[int] = mapped_column(default=1)
    """How many rooms this call has had; the next is made when a responder was lost."""
    bridged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    connected_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ending: Mapped[str | None] = mapped_column(String(32))
    """How it ended, as a code: `goodbye`, `abandoned`, `talked`, `lifeline`."""

    @hybrid_property
    def nobody_on_it(self) -> bool:
        """True while we have not brought the person whom we call to this call."""
        return self.sid == self.id
