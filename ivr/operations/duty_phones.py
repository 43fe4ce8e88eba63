"""Did somebody at a duty phone take this caller?"""

from sqlalchemy import select, update

from ivr.flow.position import Position
from ivr.models import Call, CallState, Effect
from ivr.operations import endings
from ivr.runtime import Runtime

__all__ = ["language_of", "take", "was_taken"]

TAKEN = "duty_phone"


def language_of(rt: Runtime, call_id: str) -> str | None:
    """The language the caller chose, as far as the call knows it."""
    with rt.db.read() as session:
        return session.scalar(select(Call.language).where(Call.id == call_id))


def take(rt: Runtime, call_id: str, turn: int) -> bool:
    """Somebody pressed 1: the caller is theirs, and out of the line. Hearing it again changes
    nothing. False when a responder has the caller already, or the caller is gone."""
    with rt.db.begin() as session:
        call = session.get_one(Call, call_id, with_for_update=True)
        if session.get(Effect, (call_id, turn, TAKEN)) is not None:
            return True
        if call.state not in endings.UNMET:
            return False
        session.add(Effect(call_id=call_id, turn=turn, kind=TAKEN, at=rt.now()))
        loose = endings.let_go(rt, session, call)
        call.state = CallState.CONNECTED
        call.connected_at = call.connected_at or rt.now()
    endings.free(rt, call_id, loose)
    return True


def was_taken(rt: Runtime, call_id: str, at: Position) -> bool:
    """True when somebody had pressed 1. The call then remembers where it goes on, in case the
    caller had not finished."""
    with rt.db.begin() as session:
        if session.get(Effect, (call_id, at.turn, TAKEN)) is None:
            return False
        lost = update(Call).where(Call.id == call_id, Call.state == CallState.CONNECTED)
        session.execute(
            lost.values(state=CallState.RECONNECTING, position=at.to_bytes(), bridged_at=rt.now())
        )
    return True
