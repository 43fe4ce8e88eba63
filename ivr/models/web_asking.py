"""Which call was asked for on the web, and how is it taken back?"""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ivr.models.types import Table, UtcDateTime

__all__ = ["WebAsking"]


class WebAsking(Table):
    """One form that was sent: it promises one call, however often it comes. Both are keyed hashes,
    and lead to nobody without what was shown once."""

    __tablename__ = "web_asking"

    form: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Of the form's own token."""
    reference: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Of the number and the reference that was shown with the promise; None once the person is
    forgotten. The form stays known, so that a browser that sends it again promises nothing."""
    consent_id: Mapped[str] = mapped_column(ForeignKey("consent.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
