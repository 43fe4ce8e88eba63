"""What did callers answer in one month, when they were asked how it was?"""

import re
from dataclasses import dataclass

from sqlalchemy import func, select

from ivr.models import Answer
from ivr.runtime import Runtime

__all__ = ["ImpossibleMonth", "Tally", "last_month", "tallies"]

MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")
FEWEST = 5
"""Below this nobody is told how many: few answers can be one person's."""


class ImpossibleMonth(ValueError):
    """Raised for what is no month, or one that is not over: two looks at a month that goes on,
    one subtracted from the other, would tell what one caller answered in between."""


@dataclass(frozen=True)
class Tally:
    """How often one question of a survey was answered with this choice."""

    place: str
    question: str
    choice: str
    times: int

    @property
    def shown(self) -> str:
        """The number as anybody may see it."""
        return str(self.times) if self.times >= FEWEST else f"<{FEWEST}"


def last_month(rt: Runtime) -> str:
    """The month before this one, in UTC, like `2027-02`."""
    now = rt.now()
    year, month = (now.year, now.month - 1) if now.month > 1 else (now.year - 1, 12)
    return f"{year:04}-{month:02}"


def tallies(rt: Runtime, month: str) -> list[Tally]:
    """Every answer given in a month (`2027-02`) in codes, all languages together, the most
    frequent of a question first. Raises ImpossibleMonth."""
    if not MONTH.fullmatch(month):
        raise ImpossibleMonth(f"“{month[:20]}” is not a month: write it like 2027-02.")
    if month > last_month(rt):
        raise ImpossibleMonth(f"{month} is not over yet: answers are counted in whole months.")
    codes = (Answer.flow, Answer.step, Answer.question, Answer.choice)
    times = func.sum(Answer.times)
    asked = (
        select(*codes, times)
        .where(Answer.period.startswith(month, autoescape=True))
        .group_by(*codes)
        .order_by(Answer.flow, Answer.step, Answer.question, times.desc(), Answer.choice)
    )
    with rt.db.read() as session:
        return [
            Tally(f"{flow}.{step}", question, choice, int(count))
            for flow, step, question, choice, count in session.execute(asked)
        ]
