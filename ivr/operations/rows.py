"""How is a job done for many rows, so that one which fails does not keep the others waiting?"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from redis import RedisError
from sqlalchemy import BindParameter, Select, bindparam, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from ivr.logs import log
from ivr.models.types import UtcDateTime
from ivr.runtime import Runtime
from ivr.telephony.phone import AskLater, Refused, Unanswered

__all__ = ["NOW", "Chore", "Job", "Moment", "Slow", "Sweep", "ago", "in_real"]

AT_ONCE = 200
WORKER_OVERDUE = 60
"""Seconds until the clock does what no worker has done."""
Job = Callable[[Runtime, str], None]
Moment = datetime | BindParameter[datetime]
"""A moment, or one that is only known when a sweep asks."""
_MEANT: dict[str, Callable[[Runtime], datetime]] = {}


def _moment(name: str, meant: Callable[[Runtime], datetime]) -> BindParameter[datetime]:
    _MEANT[name] = meant
    return bindparam(name, type_=UtcDateTime())


def ago(seconds: int) -> BindParameter[datetime]:
    """So many seconds, as our processes measure them, before whoever sweeps asks; negative for
    later. Selects that say so are written once, and asked again and again."""
    name = f"ago_{seconds}".replace("-", "minus_")
    return _moment(name, lambda rt: rt.now() - rt.span(seconds))


def in_real(span: timedelta) -> BindParameter[datetime]:
    """So long after whoever sweeps asks, on everybody's clock."""
    return _moment(f"in_{span.total_seconds():.0f}", lambda rt: rt.now() + span)


NOW = ago(0)


class _Look(Protocol):
    """What a sweep looks for, and what it does for whatever it finds."""

    @property
    def wanted(self) -> Select[str]: ...

    def go(self, rt: Runtime) -> None: ...


@dataclass(frozen=True)
class Chore:
    """A job, and for which rows; what cannot be done now is found again by the next sweep."""

    job: Job
    wanted: Select[str]

    def go(self, rt: Runtime) -> None:
        """Do the job for each row that is found."""
        _do(rt, self.job, _ids(rt, self.wanted.limit(AT_ONCE)))


@dataclass(frozen=True)
class Slow:
    """A job that may take half a minute: what a worker knows it by, what it does, for which rows,
    and since when each of them is due."""

    name: str
    job: Job
    wanted: Select[str]
    due: InstrumentedAttribute[datetime | None]

    def go(self, rt: Runtime) -> None:
        """Have a worker do it for each row. What none did within a minute the clock does itself,
        one row in a sweep: rings wait for the clock, and for a slow answer no ring shall."""
        late = ago(WORKER_OVERDUE)
        for subject in _ids(rt, self.wanted.where(self.due > late).limit(AT_ONCE)):
            rt.later.ask("send", self.name, subject)
        overdue = self.wanted.where(self.due <= late).order_by(self.due)
        _do(rt, self.job, _ids(rt, overdue.limit(1)))


class Sweep:
    """Jobs that are done in this order, each for its rows. Sweeps ask very often, and mostly find
    nothing: so they first ask one question for all of them."""

    def __init__(self, *looks: _Look) -> None:
        self.looks = looks
        self._anything = select(or_(*(look.wanted.exists() for look in looks)))

    def do(self, rt: Runtime) -> None:
        """Do what is to be done now."""
        if rt.db.first(self._anything, _moments(rt)):
            for look in self.looks:
                look.go(rt)


def _moments(rt: Runtime) -> Mapping[str, Any]:
    return {name: meant(rt) for name, meant in _MEANT.items()}


def _ids(rt: Runtime, wanted: Select[str]) -> Sequence[str]:
    return rt.db.ids(wanted, _moments(rt))


def _do(rt: Runtime, job: Job, ids: Sequence[str]) -> None:
    for subject in ids:
        try:
            job(rt, subject)
        except (AskLater, Unanswered, Refused, RedisError, OSError):
            log("sweep could not finish, next time", level=logging.WARNING, id=subject)
