"""How does the audit forget what is two years old, and stay a chain that shows every change?"""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ivr.models import AuditEntry
from ivr.operations import audit
from ivr.operations.audit import THE_SYSTEM, Deed, Entry
from ivr.operations.forgetting import BATCH, in_batches, months_before
from ivr.runtime import Runtime

__all__ = ["MONTHS_KEPT", "forget"]

MONTHS_KEPT = 24


def forget(rt: Runtime) -> int:
    """Take away entries of more than 24 months ago; how many.

    First an entry is written that names the last of them and its hash: it is what the chain hangs
    on from now on, and without it the database lets nothing go.
    """
    limit = months_before(rt.now(), MONTHS_KEPT)
    return in_batches(rt, lambda session: _some(rt, session, limit))


def _some(rt: Runtime, session: Session, limit: datetime) -> int:
    audit.lock(session)
    old = select(AuditEntry.number, AuditEntry.hash).where(AuditEntry.at < limit)
    rows = session.execute(old.order_by(AuditEntry.number).limit(BATCH)).all()
    if not rows:
        return 0
    last = rows[-1]
    told = Entry(THE_SYSTEM, Deed.AUDIT_FORGOTTEN, f"to:{last.number}", {"hash": last.hash})
    audit.write(session, rt.now(), told)
    session.execute(delete(AuditEntry).where(AuditEntry.number <= last.number))
    return len(rows)
