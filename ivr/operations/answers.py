"""How is what callers answer in a survey counted, and nobody's answer kept?"""

import logging
from collections import Counter
from datetime import datetime

from sqlalchemy import delete, func
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from ivr.flow.effects import Answered
from ivr.logs import log
from ivr.models import Answer, new_id
from ivr.operations.turns import Turn, once
from ivr.runtime import Runtime

__all__ = ["count", "forget_hours"]

KIND = "answer"
CODES = ("flow", "step", "question", "choice", "language")
HOUR = "%Y-%m-%dT%H"
MONTHS_KEPT = 13


def count(rt: Runtime, turn: Turn, answered: Answered) -> None:
    """Count one answer, however often it is brought. Codes and the hour, nothing of the call.

    Never raises because the database is away: nobody who thanked us is disturbed for a count.
    """
    asked_at = turn.asked_at
    answer = Answer(
        id=new_id(),
        period=rt.now().strftime(HOUR),
        flow=asked_at.flow,
        step=asked_at.step,
        question=answered.question,
        choice=answered.choice,
        language=asked_at.language,
        times=1,
    )
    try:
        with rt.db.begin() as session:
            if once(rt, session, turn, KIND):
                session.add(answer)
    except IntegrityError:
        return  # the same answer, brought twice at this very moment
    except SQLAlchemyError:
        log("answer not counted", level=logging.WARNING, problem=True, step=asked_at.place)


def forget_hours(rt: Runtime) -> int:
    """Of answers that are thirteen months old only the sum of their month is kept; how many
    were added up. Months are added up whole, so that two clocks at once do no harm."""
    codes = [getattr(Answer, name) for name in CODES]
    oldest = _months_before(rt.now(), MONTHS_KEPT - 1)
    by_hour = func.length(Answer.period) > len(oldest)
    old = delete(Answer).where(by_hour, Answer.period < oldest)
    with rt.db.begin() as session:
        gone = session.execute(old.returning(Answer.times, Answer.period, *codes)).all()
        sums: Counter[tuple[str, ...]] = Counter()
        for times, period, *names in gone:
            sums[period[: len(oldest)], *names] += times
        for (period, *names), times in sums.items():
            answered = dict(zip(CODES, names, strict=True))
            session.add(Answer(id=new_id(), period=period, times=times, **answered))
    return len(gone)


def _months_before(now: datetime, months: int) -> str:
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    return f"{year:04}-{month + 1:02}"
