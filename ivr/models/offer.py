"""Which call is held for which responder, who joins them, and how did it go?"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, false, text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.models.types import Table, UtcDateTime

__all__ = ["ENDED", "LIVE", "UNDECIDED", "Offer", "OfferState", "Outcome", "Part"]


class Part(StrEnum):
    """What somebody does in the call they are rung for."""

    RESPONDER = "responder"
    """Takes it."""
    INTERPRETER = "interpreter"
    """Joins a responder who does not speak the caller's language."""
    MENTOR = "mentor"
    """Listens to a trainee who takes it."""


class OfferState(StrEnum):
    """The life of an offer. `accepted` ends in `finished`; or in `withdrawn`, when somebody who had
    to join them did not come."""

    HELD = "held"
    """Kept free for whoever they are to join, and not rung before that person has said yes."""
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


class Outcome(StrEnum):
    """What came of a call: never what somebody told."""

    TALKED = "talked"
    """Somebody listened, and that was what was needed."""
    POINTED_ON = "pointed_on"
    """To another service, or with the list in a text."""
    CALL_PROMISED = "call_promised"
    EMERGENCY = "emergency"
    """Help was called to where they are."""
    CUT_OFF = "cut_off"
    """They left in the middle, or had to."""
    SILENT = "silent"
    """Nobody could be heard."""
    NOT_FOR_US = "not_for_us"
    """A wrong number, or something else entirely."""


UNDECIDED = (OfferState.MADE, OfferState.DIALLING, OfferState.RINGING, OfferState.ANSWERED)
LIVE = (OfferState.HELD, *UNDECIDED, OfferState.ACCEPTED)
ENDED = tuple(state for state in OfferState if state not in LIVE)

_LIVE = "state IN ('held', 'made', 'dialling', 'ringing', 'answered', 'accepted')"
_ACCEPTED = "state = 'accepted' AND part = 'responder'"


class Offer(Table):
    """One call held for one responder, or for who joins them: then `beside_id` names the offer of
    the responder, and `part` says what they do.

    The database lets one person have one live offer, whatever their part, and one call one
    responder, with one interpreter and one mentor: whoever loses the race loses it here.
    """

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
            "uq_offer_live_beside",
            "beside_id",
            "part",
            unique=True,
            sqlite_where=text(_LIVE),
            postgresql_where=text(_LIVE),
        ),
        Index(
            "ix_offer_live_state", "state", sqlite_where=text(_LIVE), postgresql_where=text(_LIVE)
        ),
        Index("ix_offer_responder_ended", "responder_id", "ended_at"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("call.id"), index=True)
    responder_id: Mapped[str] = mapped_column(ForeignKey("responder.id"), index=True)
    part: Mapped[Part] = mapped_column(
        String(16), default=Part.RESPONDER, server_default=Part.RESPONDER.value
    )
    beside_id: Mapped[str | None] = mapped_column(ForeignKey("offer.id"), index=True)
    """The offer of the responder whom this person joins; None for a responder."""
    state: Mapped[OfferState] = mapped_column(String(16), default=OfferState.MADE)
    mentor_id: Mapped[str | None] = mapped_column(ForeignKey("responder.id"))
    """Who listens, if the responder is a trainee."""
    matched: Mapped[str] = mapped_column(String(32))
    reasons: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """Why this one, and why not each other, in codes: `operations/explanations` writes it."""
    fault: Mapped[str | None] = mapped_column(String(16))
    """Why the phone could not be rung: `busy`, an error code of the phone company, `sip:410`."""
    room: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    deadline_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Until when one process is busy placing the ring."""
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When they said yes on the desk. The key on their own phone decides all the same."""
    joined_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    wants_interpreter: Mapped[bool] = mapped_column(default=False, server_default=false())
    """The responder asked for one to join, whatever the match."""
    outcome: Mapped[Outcome | None] = mapped_column(String(32))
    """What came of the call, as its responder wrote down."""
