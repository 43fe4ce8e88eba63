"""Which revisions were live when, by whom, and which of them wait?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from ivr.models import Approval, ApprovalState, AuditEntry, Line, LineState, Publication
from ivr.queries.deeds import codes_of
from ivr.runtime import Runtime

__all__ = ["History", "Waiting", "history"]

REFUSED_SHOWN = timedelta(days=14)
MOST = 50


@dataclass(frozen=True)
class Waiting:
    """A revision that is not live yet, and why."""

    revision: str
    state: ApprovalState
    author: str
    approver: str | None
    note: str
    due_at: datetime | None
    refused_for: str = ""
    """What the checks found first when its time came, and where: `script-fails at FILE:LINE`."""


@dataclass(frozen=True)
class History:
    """Numbers with their flows, what waits, and publications, the one that is live first."""

    lines: Sequence[tuple[str, str]]
    waiting: Sequence[Waiting]
    publications: Sequence[Publication]


def history(rt: Runtime) -> History:
    """What is live, was live and waits; also what was refused at its time in the last two weeks."""
    shown = or_(
        Approval.state.in_((ApprovalState.ASKED, ApprovalState.READY)),
        and_(
            Approval.state == ApprovalState.REFUSED,
            Approval.ended_at > rt.now() - REFUSED_SHOWN,
        ),
    )
    opened = Line.state == LineState.OPEN
    newest_first = select(Publication).order_by(Publication.number.desc()).limit(MOST)
    with rt.db.read() as session:
        lines = session.scalars(select(Line).where(opened).order_by(Line.number)).all()
        waiting = session.scalars(select(Approval).where(shown).order_by(Approval.asked_at)).all()
        return History(
            [(line.number, line.flow) for line in lines],
            [_waiting(session, row) for row in waiting],
            session.scalars(newest_first).all(),
        )


def _waiting(session: Session, row: Approval) -> Waiting:
    state = ApprovalState(row.state)
    why = _refused_for(session, row.revision) if state is ApprovalState.REFUSED else ""
    return Waiting(row.revision, state, row.author, row.approver, row.note, row.due_at, why)


def _refused_for(session: Session, revision: str) -> str:
    """As the audit has it, where the last refusal of a revision stands."""
    entries = (
        select(AuditEntry.details)
        .where(AuditEntry.what == "flows.refused", AuditEntry.subject == revision)
        .order_by(AuditEntry.number.desc())
        .limit(1)
    )
    found = codes_of(session.scalar(entries) or "{}")
    return " at ".join(found[name] for name in ("finding", "at") if name in found)
