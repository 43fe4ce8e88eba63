"""What becomes of what the line tells: somebody rests, is away, waits too long?"""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from ivr.models import Alert, Call, CallState, Presence, new_id
from ivr.runtime import Runtime
from routing.moves import What, Word
from routing.need import Urgency
from routing.timings import AS_USUAL

__all__ = ["find_danger", "hear"]


def hear(rt: Runtime, told: tuple[Word, ...]) -> None:
    """Write down what the line told. What is told again, as after a rebuild, changes nothing."""
    if not told:
        return
    with rt.db.begin() as session:
        for word in told:
            if word.what is What.RESTS:
                _rests(session, word)
                continue
            if word.what is What.AWAY:
                _away(session, word, rt.now())
            _alert(session, word, rt.now())


def _rests(session: Session, word: Word) -> None:
    session.execute(
        update(Presence)
        .where(Presence.responder_id == word.responder_id, Presence.on_duty)
        .values(busy_until=word.until, busy_with="resting", idle_since=word.until)
    )


def _away(session: Session, word: Word, now: datetime) -> None:
    session.execute(
        update(Presence)
        .where(Presence.responder_id == word.responder_id, Presence.on_duty)
        .values(on_duty=False, since=now)
    )


def _alert(session: Session, word: Word, now: datetime) -> None:
    dialect = session.get_bind().dialect.name
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    session.execute(
        insert(Alert)
        .values(
            id=new_id(),
            what=word.what,
            call_id=word.call_id,
            responder_id=word.responder_id,
            made_at=now,
        )
        .on_conflict_do_nothing()
    )


def find_danger(rt: Runtime) -> None:
    """Callers in danger who still talk to nobody, and of whom no alert was written: whoever heard
    of it from the line died before writing it down."""
    longest = rt.now() - rt.span(AS_USUAL.danger_alert.total_seconds())
    known = select(Alert.call_id).where(Alert.what == What.DANGER_WAITS, Alert.call_id.is_not(None))
    waiting = select(Call.id, Call.need).where(
        Call.state == CallState.WAITING, Call.waiting_since < longest, Call.id.not_in(known)
    )
    with rt.db.read() as session:
        found = session.execute(waiting).all()
    in_danger = [call for call, need in found if (need or {}).get("urgency") == Urgency.DANGER]
    hear(rt, tuple(Word(What.DANGER_WAITS, call_id=call) for call in in_danger))
