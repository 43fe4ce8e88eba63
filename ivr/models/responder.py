"""Who takes calls, and what are they trained for?"""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ivr.models.types import Table, UtcDateTime

if TYPE_CHECKING:
    from ivr.models.pairing import Mentorship

__all__ = [
    "GENERAL",
    "PHONE",
    "RUNG",
    "TAKE_CALLS",
    "Certification",
    "Level",
    "Responder",
    "Role",
    "SpokenLanguage",
]

GENERAL = "general"
"""The certificate of the training that everybody needs: for no specialty in particular."""
PHONE = "responder phone"
"""The purpose for which phones of responders are sealed."""


class Role(StrEnum):
    """What somebody does here. Only responders and mentors are rung by themselves."""

    RESPONDER = "responder"
    TRAINEE = "trainee"
    """Takes calls with a mentor listening, never alone."""
    MENTOR = "mentor"
    INTERPRETER = "interpreter"
    PARTNER = "partner"
    """Somebody of another organisation."""


class Level(StrEnum):
    """How well a language is spoken."""

    BASIC = "basic"
    FLUENT = "fluent"
    NATIVE = "native"


RUNG = (Role.RESPONDER, Role.MENTOR)
TAKE_CALLS = (*RUNG, Role.TRAINEE)
"""Whom routing knows. All others join a call, or belong elsewhere."""


class Certification(Table):
    """Dated proof of training for one specialty: from `valid_until` on it does not count."""

    __tablename__ = "certification"

    responder_id: Mapped[str] = mapped_column(ForeignKey("responder.id"), primary_key=True)
    specialty: Mapped[str] = mapped_column(String(64), primary_key=True)
    valid_until: Mapped[datetime] = mapped_column(UtcDateTime)
    issued_on: Mapped[date | None]


class SpokenLanguage(Table):
    """One language somebody speaks, how well, and whether calls in it are theirs."""

    __tablename__ = "spoken_language"

    responder_id: Mapped[str] = mapped_column(ForeignKey("responder.id"), primary_key=True)
    tag: Mapped[str] = mapped_column(String(35), primary_key=True)
    place: Mapped[int]
    """In the order in which they were given."""
    level: Mapped[Level] = mapped_column(String(16))
    routed: Mapped[bool]
    """Basic is not, better is, unless somebody decided otherwise."""


class Responder(Table):
    """A trained person. The phone number lives in one sealed column, and goes when they do."""

    __tablename__ = "responder"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    phone: Mapped[bytes | None]
    phone_fingerprint: Mapped[str | None] = mapped_column(String(64), index=True)
    role: Mapped[Role] = mapped_column(String(16), default=Role.RESPONDER)
    gender: Mapped[str | None] = mapped_column(String(40))
    """A name from the settings, for callers who wish for one."""
    areas: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Names from the settings: the places they know."""
    zone: Mapped[str | None] = mapped_column(String(64))
    """Whose clocks their hours are meant on; None for the helpline's own."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    certifications: Mapped[list[Certification]] = relationship(
        lazy="selectin", order_by=Certification.specialty, cascade="all, delete-orphan"
    )
    spoken: Mapped[list[SpokenLanguage]] = relationship(
        lazy="selectin", order_by=SpokenLanguage.place, cascade="all, delete-orphan"
    )

    learning: Mapped[list["Mentorship"]] = relationship(
        lazy="selectin", foreign_keys="Mentorship.trainee_id", viewonly=True
    )

    @property
    def mentors(self) -> list[str]:
        """Who listens when this trainee takes a call; nobody's for everybody else."""
        is_trainee = self.role == Role.TRAINEE and self.retired_at is None
        return [pair.mentor_id for pair in self.learning] if is_trainee else []

    @property
    def languages(self) -> list[str]:
        """The languages in which calls are theirs, as they were given."""
        return [language.tag for language in self.spoken if language.routed]

    @property
    def is_rung(self) -> bool:
        """True for those whose phone may ring for a caller with nobody beside them."""
        return self.role in RUNG and self.retired_at is None
