"""What should a supervisor look at, of callers and of those who take calls?"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ivr.models import Alert, Presence, Responder
from ivr.runtime import Runtime
from routing.moves import What

__all__ = ["Open", "unseen"]

AT_ONCE = 100


@dataclass(frozen=True)
class Open:
    """An alert nobody has seen: a code, the call or the responder it is about, and why."""

    what: str
    call_id: str | None
    name: str | None
    because: str | None
    made_at: datetime


def unseen(rt: Runtime) -> list[Open]:
    """The latest that nobody has seen, newest first; not callers held a moment for somebody."""
    wanted = (
        select(Alert, Responder.name, Presence.benched_for)
        .outerjoin(Responder, Responder.id == Alert.responder_id)
        .outerjoin(Presence, Presence.responder_id == Alert.responder_id)
        .where(Alert.seen_at.is_(None), Alert.what != What.HELD)
        .order_by(Alert.made_at.desc())
        .limit(AT_ONCE)
    )
    with rt.db.read() as session:
        return [
            Open(alert.what, alert.call_id, name, because, alert.made_at)
            for alert, name, because in session.execute(wanted)
        ]
