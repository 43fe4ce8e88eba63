"""Which choices did callers make at which steps, in codes?"""

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ivr.models.types import Table, UtcDateTime

__all__ = ["StepHeard", "StepTotal"]


class StepHeard(Table):
    """One answer in one call: no key, no number, no word, and nobody's id.

    `path` names the call by chance of a secret key: without the key nobody can say whose it was.
    Nothing here refers to another table, so that no other table keeps it longer, or loses it.
    """

    __tablename__ = "step_heard"
    __table_args__ = (UniqueConstraint("path", "turn", "step", "choice"),)

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    """Rises in the order in which callers answered."""
    path: Mapped[str] = mapped_column(String(20))
    turn: Mapped[int]
    """Counts the answers of this call from 1; 0 is its beginning."""
    revision: Mapped[str] = mapped_column(String(64))
    step: Mapped[str] = mapped_column(String(96))
    """`flow.step` that was answered."""
    choice: Mapped[str] = mapped_column(String(96))
    """What was meant, as `flow/choices` names it."""
    led_to: Mapped[str] = mapped_column(String(96))
    """`flow.step` where the caller then was."""
    language: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    """To the minute."""


class StepTotal(Table):
    """How often a choice was made in one month that is long over: all that is kept of it."""

    __tablename__ = "step_total"

    month: Mapped[date] = mapped_column(Date, primary_key=True)
    """Its first day, in UTC."""
    revision: Mapped[str] = mapped_column(String(64), primary_key=True)
    step: Mapped[str] = mapped_column(String(96), primary_key=True)
    choice: Mapped[str] = mapped_column(String(96), primary_key=True)
    led_to: Mapped[str] = mapped_column(String(96), primary_key=True)
    times: Mapped[int]
