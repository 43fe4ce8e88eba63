"""How is it said what is kept, for how long, and how it is forgotten?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from ivr.operations import past
from ivr.operations.forgetting import months_before
from ivr.runtime import Runtime

__all__ = ["DAY", "YEAR", "Kind", "Limit", "first"]


@dataclass(frozen=True)
class Limit:
    """How long after its moment something is kept."""

    hours: int = 0
    days: int = 0
    months: int = 0

    def reached(self, now: datetime) -> datetime:
        """What has its moment before this one must be gone by now."""
        return months_before(now, self.months) - timedelta(hours=self.hours, days=self.days)

    def __str__(self) -> str:
        """In words."""
        said = ((self.hours, "hours"), (self.days, "days"), (self.months, "months"))
        return next((_counted(count, name) for count, name in said if count), "at once")


def _counted(count: int, name: str) -> str:
    return f"{count} {name if count > 1 else name.removesuffix('s')}"


@dataclass(frozen=True)
class Kind:
    """One kind of what is kept: its name, what it is, how long, and how it is forgotten.

    `oldest` asks for the moment from which the limit of the oldest row counts, which is `since`.
    """

    name: str
    what: str
    since: str
    limit: Limit
    oldest: Select[Any]
    forget: Callable[[Runtime], object]
    how: str


DAY, YEAR = Limit(hours=24), Limit(months=past.MONTHS_KEPT)


def first(moment: Any, *which: ColumnElement[bool]) -> Select[Any]:
    """The earliest such moment."""
    return select(func.min(moment)).where(*which)
