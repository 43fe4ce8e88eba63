"""Which services can we point to?"""

from datetime import date

from sqlalchemy import JSON, Date, String
from sqlalchemy.orm import Mapped, mapped_column

from ivr.models.types import Table

__all__ = ["Resource"]


class Resource(Table):
    """One service of the directory, in every language it is described in."""

    __tablename__ = "resource"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    topic: Mapped[str] = mapped_column(String(32), index=True)
    """One of the general list: `health`, `housing`, `money`, `rights`."""
    sensitive: Mapped[bool] = mapped_column(default=False)
    """Lies one tap deeper, so that a glance at the list tells nothing about its reader."""
    words: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON)
    """Language → name, what it is for, hours."""
    phone: Mapped[str | None] = mapped_column(String(32))
    verified_on: Mapped[date] = mapped_column(Date)
