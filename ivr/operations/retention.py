"""Is anything kept longer than it may be? What has had its time is forgotten."""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from redis import RedisError
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from ivr.logs import log
from ivr.models import Alert
from ivr.models.alert import KEPT_TOO_LONG
from ivr.operations import alerts, leases
from ivr.operations.kept_of_people import OF_PEOPLE
from ivr.operations.kept_of_work import OF_WORK
from ivr.operations.limits_kept import Kind
from ivr.runtime import Runtime

__all__ = ["EVERY", "GRACE", "KINDS", "Kept", "every", "forget", "forget_all"]

EVERY = 3600
"""Seconds between two rounds of forgetting."""
GRACE = timedelta(hours=6)
"""How late the clock may be with it before somebody is told."""
KINDS = (*OF_PEOPLE, *OF_WORK)
"""The one table of what is kept. docs/running.md shows the same."""
_OLDEST = select(*(kind.oldest.scalar_subquery() for kind in KINDS))
"""One question for all of them."""


@dataclass(frozen=True)
class Kept:
    """How one kind stands now. `overdue`: something is kept longer than it may be."""

    kind: Kind
    oldest: datetime | None
    overdue: bool


def _moment(found: datetime | str | None) -> datetime | None:
    """Answers tell their hour in words; the month they are added up in counts."""
    if isinstance(found, str):
        year, month = divmod(int(found[:4]) * 12 + int(found[5:7]), 12)
        return datetime(year, month + 1, 1, tzinfo=UTC)
    return found


def forget(rt: Runtime) -> None:
    """Forget what has had its time, if no other clock did within this hour."""
    if leases.taken(rt, "forgetting", rt.span(EVERY) * 0.9):
        forget_all(rt)


def forget_all(rt: Runtime) -> None:
    """Forget what has had its time. One kind that breaks keeps no other from being forgotten; what
    is kept too long is told."""
    for kind in KINDS:
        _forget(rt, kind)
    late = [one.kind.name for one in every(rt) if one.overdue]
    for name in late:
        log("kept longer than it may be", level=logging.ERROR, kind=name)
    if late:
        _alert(rt)


def _alert(rt: Runtime) -> None:
    """Supervisors are told, once until somebody has seen it."""
    known = select(Alert.id).where(Alert.what == KEPT_TOO_LONG, Alert.seen_at.is_(None))
    with rt.db.begin() as session:
        if session.scalar(known.limit(1)) is None:
            alerts.write(session, rt.now(), KEPT_TOO_LONG)


def _forget(rt: Runtime, kind: Kind) -> None:
    try:
        kind.forget(rt)
    except (SQLAlchemyError, RedisError, OSError):
        log("not forgotten, next time", level=logging.ERROR, problem=True, kind=kind.name)


def every(rt: Runtime) -> list[Kept]:
    """How every kind stands now, in the order of the table."""
    with rt.db.read() as session:
        oldest = session.execute(_OLDEST).one()
    due = rt.now() - GRACE
    return [_kept(kind, _moment(at), due) for kind, at in zip(KINDS, oldest, strict=True)]


def _kept(kind: Kind, oldest: datetime | None, due: datetime) -> Kept:
    return Kept(kind, oldest, oldest is not None and oldest < kind.limit.reached(due))
