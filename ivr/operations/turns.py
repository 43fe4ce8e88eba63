"""Which answer of a caller is this, and was what follows from it done already?"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from ivr.flow.position import Position
from ivr.models import Effect
from ivr.runtime import Runtime

__all__ = ["Turn", "done", "once"]


@dataclass(frozen=True)
class Turn:
    """One answer of a call: where it was asked for, and where the caller stands after it."""

    call_id: str
    asked_at: Position
    stands_at: Position

    @property
    def count(self) -> int:
        """Which answer of the call it is, the first being 1."""
        return self.stands_at.turn


def once(rt: Runtime, session: Session, turn: Turn, kind: str) -> bool:
    """True the first time, which is written with the rest of the transaction.

    When two processes ask at the same moment one of them gets an IntegrityError and does nothing.
    """
    if session.get(Effect, (turn.call_id, turn.count, kind)) is not None:
        return False
    session.add(Effect(call_id=turn.call_id, turn=turn.count, kind=kind, at=rt.now()))
    session.flush()
    return True


def done(rt: Runtime, turn: Turn, kind: str) -> bool:
    """True when this was done for this answer."""
    with rt.db.read() as session:
        return session.get(Effect, (turn.call_id, turn.count, kind)) is not None
