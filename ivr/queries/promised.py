"""Which calls are promised, and which should have been made by now?"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from ivr.models import Callback, Consent
from ivr.models.callback import OPEN
from ivr.operations import callback_orders
from ivr.runtime import Runtime

__all__ = ["Ended", "Promised", "ended", "promised"]

AT_ONCE = 200
LATELY = timedelta(days=1)


@dataclass(frozen=True)
class Promised:
    """One promise: codes and times, nothing about anybody."""

    id: str
    state: str
    language: str
    specialty: str | None
    not_before: datetime
    not_after: datetime
    attempts: int
    reason: str | None


def promised(rt: Runtime, *, late_only: bool = False) -> list[Promised]:
    """Those that are open, the next first; or only those that are overdue."""
    wanted = select(Callback).where(Callback.state.in_(OPEN)).order_by(Callback.not_before)
    if late_only:
        longest = rt.now() - rt.span(callback_orders.LATE)
        wanted = wanted.where(Callback.id.in_(callback_orders.overdue(longest)))
    with rt.db.read() as session:
        return [_promised(row) for row in session.scalars(wanted.limit(AT_ONCE))]


def _promised(row: Callback) -> Promised:
    return Promised(
        row.id,
        row.state,
        row.language,
        row.need.get("specialty"),
        row.not_before,
        row.not_after,
        row.attempts,
        row.reason,
    )


@dataclass(frozen=True)
class Ended:
    """A promise that is over, since when, and whether somebody may take its end back."""

    promise: Promised
    at: datetime
    can_reopen: bool


def ended(rt: Runtime) -> list[Ended]:
    """Those that ended within a day, the last first."""
    now = rt.now()
    wanted = (
        select(Callback, Consent)
        .join(Consent, Consent.id == Callback.consent_id)
        .where(Callback.final_at >= now - LATELY)
        .order_by(Callback.final_at.desc())
        .limit(AT_ONCE)
    )
    with rt.db.read() as session:
        return [
            Ended(_promised(row), row.final_at, callback_orders.can_reopen(row, consent, now))
            for row, consent in session.execute(wanted)
            if row.final_at is not None
        ]
