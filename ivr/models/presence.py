"""Who is on duty, and until when are they busy?"""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ivr.models.types import Table, UtcDateTime

__all__ = ["Presence"]


class Presence(Table):
    """A responder's own word: on or off duty. Offered and talking are read from live offers."""

    __tablename__ = "presence"

    responder_id: Mapped[str] = mapped_column(ForeignKey("responder.id"), primary_key=True)
    on_duty: Mapped[bool]
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    idle_since: Mapped[datetime] = mapped_column(UtcDateTime)
    busy_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """End of a wrap-up or pause; the responder is not rung before."""
    busy_with: Mapped[str | None] = mapped_column(String(16))
    """`wrapping_up`, `paused`, or `resting` after hard calls."""
    because: Mapped[str | None] = mapped_column(String(16))
    """Why they pause, as they said on the desk: a code of `operations/presences.Because`."""
    benched_for: Mapped[str | None] = mapped_column(String(16))
    """Why we took them off duty ourselves: `missed` (calls, twice in a row), or the fault of their
    number. Over when they come on duty again."""
    open_ended: Mapped[bool] = mapped_column(default=False)
    """They stay on duty when their shift is over, until they say otherwise."""
