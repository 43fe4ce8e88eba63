"""What did a caller type, for as long as it is needed?"""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from ivr.models.types import Table, UtcDateTime

__all__ = ["Typed"]


class Typed(Table):
    """The digits a caller typed last at one place of a call. They stand here and nowhere else."""

    __tablename__ = "typed"

    call_id: Mapped[str] = mapped_column(ForeignKey("call.id"), primary_key=True)
    place: Mapped[str] = mapped_column(String(128), primary_key=True)
    """`flow.step`, with a further name where a step asks for several numbers."""
    turn: Mapped[int]
    """Which answer of the call told them: one that arrives late replaces nothing newer."""
    digits: Mapped[bytes] = mapped_column(LargeBinary)
    """Sealed for this call and place."""
    typed_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the caller said that they are right; until then they count for nothing."""
