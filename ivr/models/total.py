"""How much of what was there in a month that is long over?"""

from datetime import date

from sqlalchemy import Date, String
from sqlalchemy.orm import Mapped, mapped_column

from ivr.models.types import Table

__all__ = ["MonthTotal"]


class MonthTotal(Table):
    """How many calls, offers, texts or callbacks of one month had one code: all that is kept. Each
    code is counted by itself, so that no two of them are put together."""

    __tablename__ = "month_total"

    month: Mapped[date] = mapped_column(Date, primary_key=True)
    """Its first day, in UTC."""
    what: Mapped[str] = mapped_column(String(16), primary_key=True)
    """`line`, `language`, `specialty`, `ending`, `offer`, `text` or `callback`."""
    code: Mapped[str] = mapped_column(String(100), primary_key=True)
    times: Mapped[int]
