"""What does the phone company still keep of what we forget, and is it deleted there, too?"""

import logging
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from ivr.logs import log
from ivr.models import Remnant
from ivr.operations.rows import NOW, Chore, Sweep
from ivr.runtime import Runtime
from ivr.telephony.phone import AskLater, Record, Refused, Unanswered

__all__ = ["FIRST_AFTER", "forget", "heard_of", "sweep", "take_away"]

FIRST_AFTER = 60
"""Seconds until the phone company is asked first: it finishes with a call or a text a while after
it is over (Twilio's error 20009)."""
LONGEST_PAUSE = 86_400


def heard_of(rt: Runtime, record: Record, sid: str, *, after: timedelta = timedelta()) -> None:
    """The phone company has a record that no row of ours names: it is to be deleted `after`."""
    if sid:
        with rt.db.begin() as session:
            forget(rt, session, record, [sid[:64]], after)


def forget(
    rt: Runtime,
    session: Session,
    record: Record,
    sids: Iterable[str],
    after: timedelta = timedelta(),
) -> None:
    """Remember that these are to be deleted at the phone company, `after`. Once is enough."""
    now = rt.now() + after
    rows = [
        {
            "sid": sid,
            "record": record,
            "since": now,
            "not_before": now + rt.span(FIRST_AFTER),
            "tries": 0,
        }
        for sid in sids
    ]
    if not rows:
        return
    dialect = session.get_bind().dialect.name
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    session.execute(insert(Remnant).values(rows).on_conflict_do_nothing())


def take_away(rt: Runtime, sid: str) -> None:
    """Have this record deleted, and forget its name. What cannot be deleted yet is asked for
    again, later each time, for as long as it takes."""
    record = _claim(rt, sid)
    if record is None:
        return
    try:
        rt.phone.forget(record, sid)
    except (AskLater, Unanswered):
        return  # it stands in the table until the answer is yes
    except Refused as no:
        log("phone company keeps a record", level=logging.WARNING, code=no.code)
        return
    with rt.db.begin() as session:
        session.execute(delete(Remnant).where(Remnant.sid == sid))


def _claim(rt: Runtime, sid: str) -> Record | None:
    """What it is, when it is due and ours; from now on it is due again after a longer while."""
    now = rt.now()
    with rt.db.begin() as session:
        row = session.get(Remnant, sid, with_for_update=True)
        if row is None or row.not_before > now:
            return None
        row.tries += 1
        pause = min(LONGEST_PAUSE, FIRST_AFTER * 2**row.tries)
        row.not_before = now + rt.span(pause)
        return Record(row.record)


_DUE = Sweep(Chore(take_away, select(Remnant.sid).where(Remnant.not_before <= NOW)))


def sweep(rt: Runtime) -> None:
    """Ask for every record whose time has come."""
    _DUE.do(rt)
