"""How does a second person agree to what callers will hear, now or at a time?"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ivr.flow.finding import BrokenFlows, Finding
from ivr.logs import log
from ivr.models import Approval, ApprovalState, Manner, Revision, new_id
from ivr.operations import audit, flows, revisions
from ivr.operations.audit import Deed, Entry
from ivr.operations.flows import Published, Publishing
from ivr.operations.refusals import Refusal
from ivr.runtime import Runtime

__all__ = [
    "AlreadyAsked",
    "Approved",
    "NothingToAgreeTo",
    "NothingToChange",
    "Proposal",
    "Proposed",
    "SamePerson",
    "StaleBase",
    "approve",
    "propose",
    "publish_due",
    "withdraw",
]

OPEN = (ApprovalState.ASKED, ApprovalState.READY)
AT_ONCE = 20
LONGEST_PLACE = 64
"""Signs of a file and line that the audit keeps: of a longer one the end."""


class NothingToChange(Refusal):
    """Raised when what is proposed is live already, or nothing is live that it could change."""


class AlreadyAsked(Refusal):
    """Raised when this very set waits for approval, or for its time."""


class NothingToAgreeTo(Refusal):
    """Raised when nothing waits under this name, or not any more."""


class SamePerson(Refusal):
    """Raised when the author would be the second person too."""


class StaleBase(Refusal):
    """Raised when something else went live since these changes were begun, and would be undone."""


@dataclass(frozen=True)
class Proposal:
    """What somebody asks to make live. `base` is what was live when they began; None is now."""

    files: Mapping[str, str]
    author: str
    note: str
    base: str | None = None
    due_at: datetime | None = None
    zone: str | None = None
    anyway: bool = False
    """They know that something else went live meanwhile."""


@dataclass(frozen=True)
class Proposed:
    """What now waits for somebody else."""

    revision: str
    live: str
    due_at: datetime | None
    advice: tuple[Finding, ...]


@dataclass(frozen=True)
class Approved:
    """Either it went live, or it waits for its time."""

    revision: str
    published: Published | None
    due_at: datetime | None
    zone: str | None
    """The zone in which its author meant that time."""
    advice: tuple[Finding, ...]


def propose(rt: Runtime, proposal: Proposal) -> Proposed:
    """Ask that this set goes live. Raises BrokenFlows, NothingToChange, AlreadyAsked, StaleBase."""
    author, note = audit.staff(proposal.author), audit.remark(proposal.note)
    ready = flows.proven(rt, proposal.files)
    now = rt.now()
    with rt.db.begin() as session:
        audit.lock(session)
        live = _live_to_change(session, ready.revision)
        base = live if proposal.anyway else proposal.base or live
        _refuse_stale(live, base)
        revisions.keep(
            session,
            Revision(
                id=ready.revision,
                files=dict(ready.files),
                author=author,
                note=note,
                created_at=now,
            ),
        )
        session.add(
            Approval(
                id=new_id(),
                revision=ready.revision,
                base=base,
                state=ApprovalState.ASKED,
                author=author,
                note=note,
                asked_at=now,
                due_at=proposal.due_at,
                zone=proposal.zone,
            )
        )
        details = {"base": base, **_due(proposal), **ready.remarks}
        audit.write(session, now, Entry(author, Deed.FLOWS_PROPOSED, ready.revision, details))
    return Proposed(ready.revision, live, proposal.due_at, ready.advice)


def _due(wanted: Proposal | Approval) -> dict[str, str]:
    if wanted.due_at is None:
        return {}
    due = {"due": wanted.due_at.isoformat(timespec="minutes")}
    return {**due, "zone": wanted.zone} if wanted.zone else due


def _live_to_change(session: Session, revision: str) -> str:
    live = revisions.live(session)
    if live is None:
        raise NothingToChange("Nothing is published yet: `helpline flows publish` is enough.")
    if live == revision:
        raise NothingToChange(f"These files are what is live already (revision {live}).")
    waiting = _open(session, revision)
    if waiting is not None:
        raise AlreadyAsked(
            f"Revision {revision} waits already: {waiting.author} asked for it. "
            "See `helpline flows list`."
        )
    return live


def _refuse_stale(live: str, base: str) -> None:
    if live != base:
        raise StaleBase(
            f"These changes began with revision {base}, but {live} is live since then and would be "
            f"undone: look at `helpline flows diff {base} {live}`; --anyway goes on."
        )


def approve(rt: Runtime, name: str, approver: str, *, anyway: bool = False) -> Approved:
    """A second person agrees: the revision goes live, or waits for its time if that is to come.

    Raises NothingToAgreeTo, SamePerson, StaleBase (unless `anyway`), and BrokenFlows when the
    checks of this moment refuse it.
    """
    signed = audit.staff(approver)
    with rt.db.read() as session:
        found = revisions.found(session, name)
    ready = flows.proven(rt, found.files)
    now = rt.now()
    with rt.db.begin() as session:
        audit.lock(session)
        waiting = _asked(session, found.id)
        if waiting.author.casefold() == signed.casefold():
            raise SamePerson(f"{waiting.author} asked for this; somebody else has to agree.")
        if not anyway:
            _refuse_stale(revisions.live(session) or waiting.base, waiting.base)
        waiting.approver, waiting.approved_at = signed, now
        details = {"author": waiting.author, **_due(waiting), **ready.remarks}
        audit.write(session, now, Entry(signed, Deed.FLOWS_APPROVED, found.id, details))
        if waiting.due_at is not None and waiting.due_at > now:
            waiting.state = ApprovalState.READY
            return Approved(found.id, None, waiting.due_at, waiting.zone, ready.advice)
        waiting.state, waiting.ended_at = ApprovalState.PUBLISHED, now
        done = flows.make_live(rt, session, ready, _publishing(Manner.APPROVED, waiting))
        return Approved(found.id, done, None, None, ready.advice)


def _publishing(manner: Manner, waiting: Approval) -> Publishing:
    return Publishing(manner, waiting.author, waiting.note, waiting.approver)


def withdraw(rt: Runtime, name: str, who: str) -> str:
    """Take back what waits, also if it was agreed to. Raises NothingToAgreeTo."""
    signed = audit.staff(who)
    with rt.db.begin() as session:
        audit.lock(session)
        revision = revisions.found(session, name).id
        waiting = _open(session, revision)
        if waiting is None:
            raise NothingToAgreeTo(f"Revision {revision} does not wait for anything.")
        waiting.state, waiting.ended_at = ApprovalState.WITHDRAWN, rt.now()
        details = {"author": waiting.author, **_due(waiting)}
        audit.write(session, rt.now(), Entry(signed, Deed.FLOWS_WITHDRAWN, revision, details))
    return revision


def _open(session: Session, revision: str) -> Approval | None:
    return session.scalar(
        select(Approval).where(Approval.revision == revision, Approval.state.in_(OPEN))
    )


def _asked(session: Session, revision: str) -> Approval:
    waiting = _open(session, revision)
    if waiting is None:
        raise NothingToAgreeTo(f"Nobody asks for revision {revision}: see `helpline flows list`.")
    if waiting.state == ApprovalState.READY:
        raise NothingToAgreeTo(
            f"{waiting.approver} agreed already; it goes live at its time. "
            "`helpline flows withdraw` stops it."
        )
    return waiting


def publish_due(rt: Runtime) -> None:
    """Make live whose time has come, each once, also when nobody was running at that time; one
    that today's checks, or its call scripts, refuse is given up and leaves what is live untouched:
    the audit and the list of revisions say why."""
    due = (
        select(Approval.id, Revision.files)
        .join(Revision, Revision.id == Approval.revision)
        .where(Approval.state == ApprovalState.READY, Approval.due_at <= rt.now())
        .order_by(Approval.due_at, Approval.approved_at)
        .limit(AT_ONCE)
    )
    with rt.db.read() as session:
        found = session.execute(due).all()
    for approval_id, files in found:
        _publish_one(rt, approval_id, files)


def _publish_one(rt: Runtime, approval_id: str, files: Mapping[str, str]) -> None:
    try:
        ready = flows.proven(rt, files)
    except BrokenFlows as problem:
        _give_up(rt, approval_id, problem)
        return
    with rt.db.begin() as session:
        audit.lock(session)
        claimed = _claim(rt, session, approval_id, ApprovalState.PUBLISHED)
        if claimed is not None:
            how = _publishing(Manner.SCHEDULED, claimed)
            flows.make_live(rt, session, ready, how)


def _give_up(rt: Runtime, approval_id: str, problem: BrokenFlows) -> None:
    with rt.db.begin() as session:
        audit.lock(session)
        claimed = _claim(rt, session, approval_id, ApprovalState.REFUSED)
        if claimed is None:
            return
        first = problem.findings[0]
        at = f"{first.file}:{first.line}"[-LONGEST_PLACE:]
        details = {"finding": first.code, "at": at, "author": claimed.author}
        entry = Entry(flows.CLOCK, Deed.FLOWS_REFUSED, claimed.revision, details)
        audit.write(session, rt.now(), entry)
    log(
        "scheduled flows are refused by the checks",
        level=logging.ERROR,
        revision=claimed.revision,
        finding=first.code,
    )


def _claim(
    rt: Runtime, session: Session, approval_id: str, state: ApprovalState
) -> Approval | None:
    """This approval, ended in `state`; None when another clock, or a person, was faster."""
    return session.scalar(
        update(Approval)
        .where(Approval.id == approval_id, Approval.state == ApprovalState.READY)
        .values(state=state, ended_at=rt.now())
        .returning(Approval)
    )
