"""Which services can we point to?"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ivr.models.types import Table, UtcDateTime

__all__ = ["LONGEST", "Purpose", "Resource", "ResourceWords", "Topic"]


class Topic(StrEnum):
    """The parts of the general list. They say nothing about who reads them."""

    HEALTH = "health"
    HOUSING = "housing"
    MONEY = "money"
    RIGHTS = "rights"


class Purpose(StrEnum):
    """What a service is for, seen one tap deeper only; in the order of the pages. A service for
    several is listed under the first of them."""

    SHELTER = "shelter"
    CHILDREN = "children"
    OLDER_PEOPLE = "older_people"
    HATE_CRIME = "hate_crime"
    MEDICAL = "medical"
    COUNSELING = "counseling"
    LEGAL = "legal"
    COMPENSATION = "compensation"
    IDENTITY_THEFT = "identity_theft"
    HOUSING = "housing"
    FOOD = "food"
    BENEFITS = "benefits"


LONGEST = {
    "name": 120,
    "about": 400,
    "area": 200,
    "hours": 300,
    "access": 300,
    "cost": 300,
    "eligibility": 300,
}
"""How many letters each piece of the words may have: a page of them stays small."""


class Resource(Table):
    """One service of the directory (Open Referral HSDS: *service*). There is no column for an
    address: the place of a shelter must not be found here."""

    __tablename__ = "resource"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    topic: Mapped[str] = mapped_column(String(32), index=True)
    purposes: Mapped[list[str]] = mapped_column(JSON)
    sensitive: Mapped[bool] = mapped_column(default=False)
    """Lies one tap deeper, so that a glance at the list tells nothing about its reader."""
    languages: Mapped[list[str]] = mapped_column(JSON)
    """Tags of what is spoken there; empty when nobody knows."""
    areas: Mapped[list[str]] = mapped_column(JSON)
    """Names of areas in the settings; empty for everywhere."""
    phone: Mapped[str | None] = mapped_column(String(32))
    """E.164, or a short number such as 211."""
    url: Mapped[str | None] = mapped_column(String(300))
    verified_on: Mapped[date | None] = mapped_column(Date)
    """The day somebody last made sure that all of it is right; None when nobody ever did."""
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Not shown any more since then."""
    words: Mapped[list["ResourceWords"]] = relationship(
        cascade="all, delete-orphan", order_by="ResourceWords.language"
    )


class ResourceWords(Table):
    """How one resource is described in one language."""

    __tablename__ = "resource_words"

    resource_id: Mapped[str] = mapped_column(ForeignKey("resource.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(35), primary_key=True)
    name: Mapped[str] = mapped_column(String(LONGEST["name"]))
    about: Mapped[str] = mapped_column(String(LONGEST["about"]))
    """What it is for."""
    area: Mapped[str] = mapped_column(String(LONGEST["area"]), default="")
    hours: Mapped[str] = mapped_column(String(LONGEST["hours"]), default="")
    access: Mapped[str] = mapped_column(String(LONGEST["access"]), default="")
    """For whom it is easy to use: steps, sign language, relay calls."""
    cost: Mapped[str] = mapped_column(String(LONGEST["cost"]), default="")
    eligibility: Mapped[str] = mapped_column(String(LONGEST["eligibility"]), default="")
