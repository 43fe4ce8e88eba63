"""How is a job done for many rows, so that one which fails does not keep the others waiting?"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from redis import RedisError
from sqlalchemy import Select
from sqlalchemy.orm import InstrumentedAttribute

from ivr.logs import log
from ivr.runtime import Runtime
from ivr.telephony.phone import AskLater, Refused, Unanswered

__all__ = ["Job", "Slow", "each", "through_worker"]

AT_ONCE = 200
WORKER_OVERDUE = 60
"""Seconds until the clock does what no worker has done."""
Job = Callable[[Runtime, str], None]


@dataclass(frozen=True)
class Slow:
    """A job that may take half a minute: what a worker knows it by, what it does, for which rows,
    and since when each of them is due."""

    name: str
    job: Job
    wanted: Select[str]
    due: InstrumentedAttribute[datetime | None]


def each(rt: Runtime, job: Job, wanted: Select[str]) -> None:
    """Do the job for each row; what cannot be done now is found again by the next sweep."""
    _do(rt, job, rt.db.ids(wanted.limit(AT_ONCE)))


def through_worker(rt: Runtime, slow: Slow) -> None:
    """Have a worker do it for each row. What none did within a minute the clock does itself, one
    row in a sweep: rings wait for the clock, and for a slow answer no ring shall."""
    late = rt.now() - rt.span(WORKER_OVERDUE)
    for subject in rt.db.ids(slow.wanted.where(slow.due > late).limit(AT_ONCE)):
        rt.later.ask("send", slow.name, subject)
    overdue = slow.wanted.where(slow.due <= late).order_by(slow.due)
    _do(rt, slow.job, rt.db.ids(overdue.limit(1)))


def _do(rt: Runtime, job: Job, ids: Sequence[str]) -> None:
    for subject in ids:
        try:
            job(rt, subject)
        except (AskLater, Unanswered, Refused, RedisError, OSError):
            log("sweep could not finish, next time", level=logging.WARNING, id=subject)
