"""How often was this phone answered with the neutral sentence lately?"""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from ivr.models.types import Table, UtcDateTime

__all__ = ["NeutralReply"]


class NeutralReply(Table):
    """A phone that texted the neutral number within the last hours. The number itself is never
    written down."""

    __tablename__ = "neutral_reply"

    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    """When the hour began in which `replies` are counted."""
    replies: Mapped[int]
