"""What becomes of what the line tells: somebody rests, is away, waits too long?"""

import logging
from datetime import datetime

from sqlalchemy import Select, exists, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from ivr.logs import log
from ivr.models import Alert, Call, CallState, Presence, new_id
from ivr.operations import audit
from ivr.operations.audit import THE_SYSTEM, Deed, Entry
from ivr.operations.rows import ago
from ivr.runtime import Runtime
from routing.moves import What, Word
from routing.need import Urgency
from routing.timings import AS_USUAL

__all__ = ["MISSED", "danger_waits", "hear", "see", "untold_danger", "write"]

KNOW = "a supervisor should know"
MISSED = "missed"
"""Why somebody is away who let two ringing phones ring."""


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
            write(session, rt.now(), word.what, call=word.call_id, responder=word.responder_id)
    for word in told:
        if word.what not in (What.RESTS, What.HELD):
            who, call = word.responder_id or "", word.call_id or ""
            log(KNOW, level=logging.WARNING, what=word.what, call=call, responder=who)


def _rests(session: Session, word: Word) -> None:
    session.execute(
        update(Presence)
        .where(Presence.responder_id == word.responder_id, Presence.on_duty)
        .values(busy_until=word.until, busy_with="resting", idle_since=word.until)
    )


def _away(session: Session, word: Word, now: datetime) -> None:
    gone = session.scalar(
        update(Presence)
        .where(Presence.responder_id == word.responder_id, Presence.on_duty)
        .values(on_duty=False, since=now, benched_for=MISSED)
        .returning(Presence.responder_id)
    )
    if gone is not None:
        audit.write(session, now, Entry(THE_SYSTEM, Deed.DUTY_OFF, gone, {"by": MISSED}))


def write(
    session: Session,
    now: datetime,
    what: str,
    *,
    call: str | None = None,
    responder: str | None = None,
) -> None:
    """Something a supervisor should know. Written again while it is open, it changes nothing."""
    dialect = session.get_bind().dialect.name
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    session.execute(
        insert(Alert)
        .values(
            id=new_id(),
            what=str(what),
            call_id=call,
            responder_id=responder,
            made_at=now,
        )
        .on_conflict_do_nothing()
    )


def untold_danger() -> Select[str]:
    """Callers in danger who still talk to nobody, and of whom no alert was written: whoever heard
    of it from the line died before writing it down."""
    longest = ago(int(AS_USUAL.danger_alert.total_seconds()))
    told = exists().where(Alert.call_id == Call.id, Alert.what == What.DANGER_WAITS)
    in_danger = Call.need["urgency"].as_string() == Urgency.DANGER
    return select(Call.id).where(
        Call.state == CallState.WAITING, Call.waiting_since < longest, in_danger, ~told
    )


def danger_waits(rt: Runtime, call_id: str) -> None:
    """Write down that this caller in danger still talks to nobody."""
    hear(rt, (Word(What.DANGER_WAITS, call_id=call_id),))


def see(rt: Runtime) -> int:
    """A supervisor has seen what is open; how much it was."""
    with rt.db.begin() as session:
        seen = update(Alert).where(Alert.seen_at.is_(None)).values(seen_at=rt.now())
        return len(session.scalars(seen.returning(Alert.id)).all())
