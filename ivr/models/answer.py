"""What did callers answer when they were asked how it was?"""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from ivr.models.types import Table

__all__ = ["Answer"]


class Answer(Table):
    """One answer to a question of a survey, in codes, or the number of all such answers in a
    month. Nothing in it leads to a call."""

    __tablename__ = "answer"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    period: Mapped[str] = mapped_column(String(13), index=True)
    """The hour in UTC, `2027-03-05T22`; after thirteen months the month, `2027-03`."""
    flow: Mapped[str] = mapped_column(String(64))
    step: Mapped[str] = mapped_column(String(64))
    question: Mapped[str] = mapped_column(String(64))
    choice: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(16))
    times: Mapped[int] = mapped_column(default=1)
