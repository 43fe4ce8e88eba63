"""Was this already done?"""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ivr.models.types import Table, UtcDateTime

__all__ = ["Effect"]


class Effect(Table):
    """Something done once for one input of a call, however often its webhook comes."""

    __tablename__ = "effect"

    call_id: Mapped[str] = mapped_column(ForeignKey("call.id"), primary_key=True)
    turn: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
