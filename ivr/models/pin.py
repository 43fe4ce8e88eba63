"""How does a responder prove by telephone that it is they?"""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ivr.models.types import Table, UtcDateTime

__all__ = ["Pin"]


class Pin(Table):
    """A few digits, slowly hashed and then sealed: neither this table nor our keys alone are
    enough to find them."""

    __tablename__ = "pin"

    responder_id: Mapped[str] = mapped_column(ForeignKey("responder.id"), primary_key=True)
    proof: Mapped[bytes]
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)
    missed: Mapped[int] = mapped_column(default=0)
    """Tries since the last right one; counted before a try is looked at."""
    not_before: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """The next try is looked at from then on."""
    last_try: Mapped[str | None] = mapped_column(String(40))
    """Which call's which try: one that is reported twice counts once."""
    locked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
