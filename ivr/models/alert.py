"""What should a supervisor, or a responder, hear of the line?"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.models.types import Table, UtcDateTime
from routing.moves import What

__all__ = ["Alert"]

_OF_CALL = "call_id IS NOT NULL"


class Alert(Table):
    """Something the line told, once for each call: codes and ids. A row stands until somebody has
    seen to it."""

    __tablename__ = "alert"
    __table_args__ = (
        Index(
            "uq_alert_call",
            "call_id",
            "what",
            unique=True,
            sqlite_where=text(_OF_CALL),
            postgresql_where=text(_OF_CALL),
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    what: Mapped[What] = mapped_column(String(32))
    call_id: Mapped[str | None] = mapped_column(ForeignKey("call.id"))
    responder_id: Mapped[str | None] = mapped_column(ForeignKey("responder.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
