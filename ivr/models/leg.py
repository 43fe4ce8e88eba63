"""Which telephone connections belong to a call?"""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ivr.models.types import Table, UtcDateTime

__all__ = ["Leg"]


class Leg(Table):
    """One telephone connection we placed, known by the phone company's id."""

    __tablename__ = "leg"

    sid: Mapped[str] = mapped_column(String(64), primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("call.id"), index=True)
    offer_id: Mapped[str | None] = mapped_column(ForeignKey("offer.id"), index=True)
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_to_end_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
