"""Which choices did each call of the last days consist of?"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ivr.flow.choices import ARRIVES, BEGINNINGS, BEGINS_HIDDEN, FAILED
from ivr.flow.proofs.path import Choice, Path
from ivr.models import StepHeard

__all__ = ["last_call", "one", "paths"]

AT_ONCE = 5000


class _Answer(NamedTuple):
    path: str
    turn: int
    revision: str
    step: str
    choice: str
    led_to: str
    at: datetime


def paths(session: Session, since: datetime, until: datetime) -> Iterator[Path]:
    """Every call that began in this time (aware; the start is in, the end is not), as codes."""
    one = StepHeard
    begun = select(one.path).where(one.choice.in_(BEGINNINGS), one.at >= since, one.at < until)
    wanted = (
        select(one.path, one.turn, one.revision, one.step, one.choice, one.led_to, one.at)
        .where(one.path.in_(begun))
        .order_by(one.path, one.id)
        .execution_options(yield_per=AT_ONCE)
    )
    answers = (_Answer(*row) for row in session.execute(wanted))
    for _, of_call in groupby(answers, key=lambda answer: answer.path):
        yield _path(list(of_call))


def one(session: Session, names: Collection[str]) -> Path | None:
    """The call that goes by one of these names (`operations/steps.names_of`); None if nothing, or
    not its beginning, is known."""
    row = StepHeard
    wanted = select(row.path, row.turn, row.revision, row.step, row.choice, row.led_to, row.at)
    found = session.execute(wanted.where(row.path.in_(names)).order_by(row.id))
    answers = [_Answer(*answer) for answer in found]
    return _path(answers) if any(one.choice in BEGINNINGS for one in answers) else None


def last_call(session: Session) -> datetime | None:
    """When the newest call began whose choices are known; None if there is none."""
    begun = StepHeard.choice.in_(BEGINNINGS)
    return session.scalar(select(func.max(StepHeard.at)).where(begun))


def _path(answers: Sequence[_Answer]) -> Path:
    begin = next(answer for answer in answers if answer.choice in BEGINNINGS)
    return Path(
        revision=begin.revision,
        flow=begin.step.partition(".")[0],
        number_hidden=begin.choice == BEGINS_HIDDEN,
        first=begin.led_to,
        choices=tuple(_choices(answers)),
        began_at=begin.at,
    )


def _choices(answers: Sequence[_Answer]) -> list[Choice]:
    """The answers that counted: one whose promise could not be kept was thrown away."""
    kept: list[_Answer] = []
    for answer in answers:
        if answer.choice in BEGINNINGS:
            continue
        last = kept.pop() if kept and _speaks_of(kept[-1], answer) else None
        arrived = last is not None and answer.choice == ARRIVES
        if last is not None and arrived:
            kept.append(last._replace(led_to=answer.led_to))
        elif answer.choice != ARRIVES:
            kept.append(answer)
    return [Choice(one.step, one.choice, one.led_to) for one in kept]


def _speaks_of(last: _Answer, answer: _Answer) -> bool:
    """True if this says only what became of the answer before it."""
    if answer.choice == ARRIVES:
        return last.led_to == answer.step
    return answer.choice == FAILED and (answer.turn, answer.step) == (last.turn, last.step)
