"""What does the phone company still keep of what we have forgotten?"""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from ivr.models.types import Table, UtcDateTime

__all__ = ["Remnant"]


class Remnant(Table):
    """One record of the phone company that is to be deleted there. Nothing here says whose it
    was; the row goes when the record is gone."""

    __tablename__ = "remnant"

    sid: Mapped[str] = mapped_column(String(64), primary_key=True)
    record: Mapped[str] = mapped_column(String(16))
    """What it is there: `call`, `text` or `recording`."""
    since: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    """From when on it should not be there any more."""
    not_before: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    tries: Mapped[int] = mapped_column(default=0)
