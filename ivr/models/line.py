"""Which flow answers a published number?"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from ivr.models.types import Table, UtcDateTime

__all__ = ["Line", "LineState"]


class LineState(StrEnum):
    """Whether calls to this number are this line's."""

    OPEN = "open"
    CLOSED = "closed"
    """Kept for the calls it had; a call to its number is a call to a number nobody knows."""


class Line(Table):
    """One number of the service itself and the flow it answers with.

    The number is not sealed: it stands on posters, and is nobody's own.
    """

    __tablename__ = "line"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    """What the staff call it, and the audit."""
    number: Mapped[str] = mapped_column(String(16), unique=True)
    flow: Mapped[str] = mapped_column(String(64))
    text_flow: Mapped[str | None] = mapped_column(String(64))
    """The flow that answers texts; without one they get a neutral sentence."""
    state: Mapped[LineState] = mapped_column(String(16), default=LineState.OPEN)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
