"""What should a supervisor, or a responder, hear of the line?"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.models.types import Table, UtcDateTime

__all__ = [
    "ASKED_FOR",
    "BENCHED",
    "CALLBACK_OVERDUE",
    "KEPT_TOO_LONG",
    "OUR_ACCOUNT",
    "WANTS_HELP",
    "WANTS_TO_TALK",
    "Alert",
]

BENCHED = "benched"
"""Somebody's number cannot be rung: they are off duty until they say otherwise."""
CALLBACK_OVERDUE = "callback_overdue"
"""A call that was promised should have been made by now."""
OUR_ACCOUNT = "our_account"
"""The phone company rings nobody for us as things stand: a person has to look at the account."""
KEPT_TOO_LONG = "kept_too_long"
"""Something about somebody is kept longer than it may be: `helpline retention` says what."""
WANTS_HELP = "wants_help"
"""A responder in a call asks for the supervisor."""
WANTS_TO_TALK = "wants_to_talk"
"""A responder asks for somebody to talk to, after what they heard."""
ASKED_FOR = (WANTS_HELP, WANTS_TO_TALK)
"""What a supervisor is texted, until the text was taken."""
_OF_CALL = "call_id IS NOT NULL"
_OPEN = "call_id IS NULL AND responder_id IS NOT NULL AND seen_at IS NULL"


class Alert(Table):
    """Something the line told (`routing.moves.What`), or what stands above: codes and ids, once for
    each call, and for each responder until somebody has seen to it."""

    __tablename__ = "alert"
    __table_args__ = (
        Index(
            "uq_alert_call",
            "call_id",
            "what",
            unique=True,
            sqlite_where=text(_OF_CALL),
            postgresql_where=text(_OF_CALL),
        ),
        Index(
            "uq_alert_open",
            "responder_id",
            "what",
            unique=True,
            sqlite_where=text(_OPEN),
            postgresql_where=text(_OPEN),
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    what: Mapped[str] = mapped_column(String(32))
    call_id: Mapped[str | None] = mapped_column(ForeignKey("call.id"))
    responder_id: Mapped[str | None] = mapped_column(ForeignKey("responder.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    texted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the responder it is about was sent a text, or was to be."""
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
