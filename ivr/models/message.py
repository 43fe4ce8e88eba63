"""Which text did we promise, and what became of it?"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.models.types import Table, UtcDateTime

__all__ = ["FINAL", "Message", "MessageState"]


class MessageState(StrEnum):
    """The life of a text. The last five are final."""

    PROMISED = "promised"
    SENDING = "sending"
    """One process is asking the phone company; if it never says, the answer is unknown and the
    text is not sent again."""
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    REFUSED = "refused"
    """Safety or the person said no before it was sent."""
    EXPIRED = "expired"
    UNKNOWN = "unknown"
    """The answer was lost and the text could not be found: a person may look, we do not repeat."""


FINAL = (
    MessageState.DELIVERED,
    MessageState.UNDELIVERED,
    MessageState.REFUSED,
    MessageState.EXPIRED,
    MessageState.UNKNOWN,
)
_OPEN = "state IN ('promised', 'sending')"


class Message(Table):
    """One promised text: a row first, then a job. Its words are made when it is sent and are
    not kept."""

    __tablename__ = "message"
    __table_args__ = (
        Index(
            "ix_message_open", "not_before", sqlite_where=text(_OPEN), postgresql_where=text(_OPEN)
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    call_id: Mapped[str | None] = mapped_column(ForeignKey("call.id"), index=True)
    callback_id: Mapped[str | None] = mapped_column(ForeignKey("callback.id"), unique=True)
    """The promised call that this text tells of, before it comes."""
    consent_id: Mapped[str] = mapped_column(ForeignKey("consent.id"))
    template: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(16))
    revision: Mapped[str] = mapped_column(ForeignKey("revision.id"))
    state: Mapped[MessageState] = mapped_column(String(16), default=MessageState.PROMISED)
    reason: Mapped[str | None] = mapped_column(String(32))
    """Why it was refused or not delivered, as a code."""
    promised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    not_before: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """None until the call has ended."""
    not_after: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Later than this it is not sent at all: late help may be found by somebody else."""
    sendings: Mapped[int] = mapped_column(default=0)
    """How often the phone company was asked; a phone that was switched off is tried once more."""
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the phone company was asked to send it: from then on it is never asked again blindly."""
    link_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    link_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sid: Mapped[str | None] = mapped_column(String(64), unique=True)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    final_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
