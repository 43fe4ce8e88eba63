"""Who learns from whom, and who must not be brought together?"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ivr.models.types import Table, UtcDateTime

__all__ = ["Apart", "Because", "Conflict", "Mentorship"]


class Because(StrEnum):
    """Why a caller and a responder must not meet, as a code."""

    CALLER_ASKED = "caller_asked"
    RESPONDER_ASKED = "responder_asked"
    RELATED = "related"
    """They know each other."""


class Conflict(Table):
    """A responder who is never offered calls from one number, of which only the
    fingerprint is kept (`PersonKey`). The row is deleted when it ends."""

    __tablename__ = "conflict"
    __table_args__ = (UniqueConstraint("responder_id", "person_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    responder_id: Mapped[str] = mapped_column(ForeignKey("responder.id"))
    person_id: Mapped[str] = mapped_column(String(32), index=True)
    because: Mapped[Because] = mapped_column(String(16))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class Mentorship(Table):
    """A trainee has one mentor at a time."""

    __tablename__ = "mentorship"

    trainee_id: Mapped[str] = mapped_column(ForeignKey("responder.id"), primary_key=True)
    mentor_id: Mapped[str] = mapped_column(ForeignKey("responder.id"), index=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)


class Apart(Table):
    """Two people who are not made mentor and trainee; the smaller id stands first."""

    __tablename__ = "apart"

    one_id: Mapped[str] = mapped_column(ForeignKey("responder.id"), primary_key=True)
    other_id: Mapped[str] = mapped_column(ForeignKey("responder.id"), primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
