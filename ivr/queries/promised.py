"""Which calls are promised, and which should have been made by now?"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ivr.models import Callback
from ivr.models.callback import OPEN
from ivr.operations import callback_orders
from ivr.runtime import Runtime

__all__ = ["Promised", "promised"]

AT_ONCE = 200


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
        return [
            Promised(
                row.id,
                row.state,
                row.language,
                row.need.get("specialty"),
                row.not_before,
                row.not_after,
                row.attempts,
                row.reason,
            )
            for row in session.scalars(wanted.limit(AT_ONCE))
        ]
