"""Who really called lately? Codes and times of the line, to be lived through again."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.models import Call
from ivr.operations import needs
from ivr.trial.evening.arrivals import Arrival
from routing.match import Need

__all__ = ["PATIENT", "recorded"]

PATIENT = timedelta(minutes=30)
"""How long somebody would have waited who was joined: nobody knows, only that it was longer."""


def recorded(session: Session, since: datetime, until: datetime) -> Iterator[Arrival]:
    """Everybody who entered the line in that time, with the needs and times written down.

    Who hung up would have waited as long as they did; who talked, would talk as long again.
    """
    entered = (
        select(Call)
        .where(Call.waiting_since >= since, Call.waiting_since < until, Call.need.is_not(None))
        .order_by(Call.waiting_since)
    )
    for call in session.scalars(entered):
        if call.waiting_since is not None and call.ended_at is not None:
            yield Arrival(call.waiting_since, _need(call), _patience(call), _talk(call))


def _need(call: Call) -> Need:
    return needs.read(call.need or {})


def _patience(call: Call) -> timedelta:
    if call.connected_at is not None or call.ended_at is None or call.waiting_since is None:
        return PATIENT
    return max(call.ended_at - call.waiting_since, timedelta(0))


def _talk(call: Call) -> timedelta:
    if call.connected_at is None or call.ended_at is None:
        return timedelta(minutes=12)
    return max(call.ended_at - call.connected_at, timedelta(seconds=1))
