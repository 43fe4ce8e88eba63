"""Who takes calls, and what are they trained for?"""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ivr.models.types import Table, UtcDateTime

__all__ = ["PHONE", "Certification", "Responder"]

PHONE = "responder phone"
"""The purpose for which phones of responders are sealed."""


class Certification(Table):
    """Dated proof of training for one specialty: from `valid_until` on it does not count."""

    __tablename__ = "certification"

    responder_id: Mapped[str] = mapped_column(ForeignKey("responder.id"), primary_key=True)
    specialty: Mapped[str] = mapped_column(String(64), primary_key=True)
    valid_until: Mapped[datetime] = mapped_column(UtcDateTime)


class Responder(Table):
    """A trained person. The phone number lives in one sealed column."""

    __tablename__ = "responder"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    phone: Mapped[bytes]
    """Sealed for PHONE."""
    phone_fingerprint: Mapped[str] = mapped_column(String(64), index=True)
    languages: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    certifications: Mapped[list[Certification]] = relationship(
        lazy="selectin", order_by=Certification.specialty
    )
