"""Which call is held for which responder, and how did it go?"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.models.types import Table, UtcDateTime

__all__ = ["ENDED", "LIVE", "UNDECIDED", "Offer", "OfferState"]


class OfferState(StrEnum):
    """The life of an offer. After `accepted` comes only `finished`."""

    MADE = "made"
    DIALLING = "dialling"
    RINGING = "ringing"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    FINISHED = "finished"
    DECLINED = "declined"
    MISSED = "missed"
    """Rang and nobody pressed 1: no answer, busy, voicemail."""
    FAILED = "failed"
    """The phone company could not ring this phone."""
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


UNDECIDED = (OfferState.MADE, OfferState.DIALLING, OfferState.RINGING, OfferState.ANSWERED)
LIVE = (*UNDECIDED, OfferState.ACCEPTED)
ENDED = tuple(state for state in OfferState if state not in LIVE)

_LIVE = "state IN ('made', 'dialling', 'ringing', 'answered', 'accepted')"
_ACCEPTED = "state = 'accepted'"


class Offer(Table):
    """One call held for one responder. The database lets one responder have one live offer and
    one call one accepted offer: whoever loses the race loses it here."""

    __tablename__ = "offer"
    __table_args__ = (
        Index(
            "uq_offer_live_responder",
            "responder_id",
            unique=True,
            sqlite_where=text(_LIVE),
            postgresql_where=text(_LIVE),
        ),
        Index(
            "uq_offer_accepted_call",
            "call_id",
            unique=True,
            sqlite_where=text(_ACCEPTED),
            postgresql_where=text(_ACCEPTED),
        ),
        Index(
            "ix_offer_live_state", "state", sqlite_where=text(_LIVE), postgresql_where=text(_LIVE)
        ),
        Index("ix_offer_responder_ended", "responder_id", "ended_at"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("call.id"), index=True)
    responder_id: Mapped[str] = mapped_column(ForeignKey("responder.id"), index=True)
    state: Mapped[OfferState] = mapped_column(String(16), default=OfferState.MADE)
    mentor_id: Mapped[str | None] = mapped_column(ForeignKey("responder.id"))
    """Who listens, if the responder is a trainee."""
    matched: Mapped[str] = mapped_column(String(32))
    reasons: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """Why this one, and why not each other, in codes: `operations/explanations` writes it."""
    room: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    deadline_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Until when one process is busy placing the ring."""
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    joined_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
