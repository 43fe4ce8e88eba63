"""How do call-flow files become what callers hear?"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.flow.book import Book
from ivr.flow.checks.readiness import NEEDS_SAFEGUARDING
from ivr.flow.draft import file_of
from ivr.flow.finding import BrokenFlows, Finding
from ivr.flow.review import PEOPLE, Review, review
from ivr.models import (
    Approval,
    ApprovalState,
    Emergency,
    Manner,
    Publication,
    Revision,
)
from ivr.operations import audit, directory, folders, lines, revisions, situations, sounds
from ivr.operations.audit import Deed, Entry
from ivr.operations.refusals import Refusal
from ivr.runtime import Runtime

__all__ = [
    "CLOCK",
    "COMMAND_LINE",
    "NeedsSecondPerson",
    "NothingBefore",
    "Proven",
    "Published",
    "Publishing",
    "make_live",
    "proofs",
    "proven",
    "publish",
    "reviewed",
    "roll_back",
]

LONGEST_NOTE: Final = 500
"""Letters; of a longer note the beginning is kept."""
COMMAND_LINE: Final = "the command line"
"""Who did it when nobody signed."""
CLOCK: Final = "the clock"


class NeedsSecondPerson(Refusal):
    """Raised when one person alone would change what callers hear in production."""


class NothingBefore(Refusal):
    """Raised when there is nothing to roll back to."""


@dataclass(frozen=True)
class Proven:
    """A set that passed every check of this version, and every call script that must pass."""

    files: Mapping[str, str]
    book: Book
    advice: tuple[Finding, ...] = ()
    """What should be mended, what is worth knowing, and what was let pass in a hurry."""

    @property
    def revision(self) -> str:
        """Its name: the hash of its content, shortened."""
        return self.book.short

    @property
    def remarks(self) -> dict[str, str]:
        """What the audit keeps of the advice."""
        changed = any(finding.code == NEEDS_SAFEGUARDING for finding in self.advice)
        let_pass = sorted({finding.code for finding in self.advice if finding.level == "M"})
        found = {"safeguarding": "changed" if changed else "", "despite": "+".join(let_pass)}
        return {name: code for name, code in found.items() if code}


@dataclass(frozen=True)
class Publishing:
    """By whom, and how, a set becomes live."""

    manner: Manner
    author: str
    note: str = ""
    approver: str | None = None
    reason: Emergency | None = None


@dataclass(frozen=True)
class Published:
    """What a publish did."""

    revision: str
    changed: bool
    """False when this very revision was live already."""
    lines: int
    """How many lines were made, because they were missing."""
    manner: Manner
    replaced: str | None
    """What was live until now."""
    to_come: tuple[tuple[str, datetime], ...]
    """Revisions that were agreed to and will replace this one, each at its time."""
    advice: tuple[Finding, ...]


def publish(
    rt: Runtime,
    note: str = "",
    *,
    author: str = COMMAND_LINE,
    emergency: Emergency | None = None,
) -> Published:
    """Make the files in HELPLINE_FLOWS_DIR live on the word of one person, and make the lines and
    resources that are missing.

    That is for the first publish, for development and for an emergency; also when the same set is
    live already. Raises NeedsSecondPerson for anything else, and BrokenFlows; either leaves what
    is live untouched.
    """
    folder = rt.environment.flows_dir
    files = folders.read(folder)
    ready = proven(rt, files, hurried=emergency is not None)
    sounds.bring(rt, folder, ready.files)
    signed, why = audit.staff(author), audit.remark(note)
    with rt.db.begin() as session:
        audit.lock(session)
        manner = _manner(rt, session, ready, emergency)
        reason = emergency if manner is Manner.EMERGENCY else None
        return make_live(rt, session, ready, Publishing(manner, signed, why, None, reason))


def _manner(rt: Runtime, session: Session, ready: Proven, emergency: Emergency | None) -> Manner:
    live = revisions.live(session)
    if live is None:
        return Manner.FIRST
    if emergency is not None:
        return Manner.EMERGENCY
    if rt.environment.production and live != ready.revision:
        raise NeedsSecondPerson(
            "In production a second person agrees first: `helpline flows propose --author YOU "
            "--note WHY`, then somebody else `helpline flows approve`; if that cannot wait, "
            "`helpline flows publish --author YOU --emergency REASON`."
        )
    return Manner.DEVELOPMENT


def roll_back(rt: Runtime, author: str, name: str | None = None) -> Published:
    """Make a revision live again that was live before: the last one before this, or the one named.

    It was agreed to once, so one person can do it, at once. Raises NothingBefore, NoSuchRevision,
    and BrokenFlows when today's checks, or its call scripts, refuse it.
    """
    signed = audit.staff(author)
    with rt.db.read() as session:
        target = _heard_before(session, name)
    ready = proven(rt, target.files, hurried=True)
    with rt.db.begin() as session:
        audit.lock(session)
        return make_live(rt, session, ready, Publishing(Manner.ROLLED_BACK, signed, target.note))


def _heard_before(session: Session, name: str | None) -> Revision:
    wanted = revisions.before(session) if name is None else name
    if wanted is None:
        raise NothingBefore("Nothing else was ever live: there is nothing to roll back to.")
    found = revisions.found(session, wanted)
    if not revisions.was_live(session, found.id):
        raise NothingBefore(
            f"Revision {found.id} was never live: `helpline flows propose --from {found.id}` asks "
            "for it."
        )
    return found


def proven(rt: Runtime, files: Mapping[str, str], *, hurried: bool = False) -> Proven:
    """This set, once nothing must be mended any more.  Raises BrokenFlows.

    Who is `hurried` puts right what callers hear now: that somebody who is missing must be found
    or trained is told, and does not stop them.
    """
    seen = reviewed(rt, files)
    let_pass = PEOPLE if hurried else frozenset[str]()
    refusing = [one for one in seen.findings if one.level == "M" and one.code not in let_pass]
    if refusing or seen.book is None:
        raise BrokenFlows(refusing)
    return Proven(files, seen.book, seen.findings)


def reviewed(rt: Runtime, files: Mapping[str, str]) -> Review:
    """Everything there is to say about this set here and now: of its files, its call scripts, the
    people who could take its calls, what is live, and the numbers that need an answer."""
    allow = rt.environment.allow_test_numbers
    seen = review(files, situations.around(rt), allow_test_numbers=allow)
    if seen.book is None:
        return seen
    return replace(seen, findings=tuple(sorted((*seen.findings, *proofs(rt, seen.book)))))


def proofs(rt: Runtime, book: Book) -> tuple[Finding, ...]:
    """What a set fails that reads well but does not do what it must; empty if it may go live."""
    return tuple(finding for proof in PROOFS for finding in proof(rt, book))


def _answers_every_line(rt: Runtime, book: Book) -> Iterable[Finding]:
    for flow, sentence in lines.unanswered(rt, book):
        hint = "Keep the flow, or let the line answer with another: helpline lines change --help"
        yield Finding(file_of(flow), 1, 1, "line-without-flow", sentence, hint=hint)


PROOFS: Final[tuple[Callable[[Runtime, Book], Iterable[Finding]], ...]] = (_answers_every_line,)


def make_live(rt: Runtime, session: Session, ready: Proven, how: Publishing) -> Published:
    """Make this set live in a transaction that holds the audit's lock."""
    now, before = rt.now(), revisions.newest(session)
    made = lines.first(rt, session, ready.book)
    session.add_all(made)
    directory.complete(session, now.date())
    replaced = None if before is None else before.revision
    changed = replaced != ready.revision
    to_come = _to_come(session, ready.revision)
    done = Published(
        ready.revision, changed, len(made), how.manner, replaced, to_come, ready.advice
    )
    if done.changed:
        created = Revision(
            id=ready.revision,
            files=dict(ready.files),
            author=how.author,
            note=how.note[:LONGEST_NOTE],
            created_at=now,
        )
        revisions.keep(session, created)
        number = 1 if before is None else before.number + 1
        session.add(_publication(rt, number, ready, how))
        audit.write(session, now, _entry(ready, done, how))
    elif made:
        details = {"lines": str(len(made))}
        audit.write(session, now, Entry(how.author, Deed.LINES_MADE, "", details))
    return done


def _to_come(session: Session, revision: str) -> tuple[tuple[str, datetime], ...]:
    waiting = (
        select(Approval.revision, Approval.due_at)
        .where(Approval.state == ApprovalState.READY, Approval.revision != revision)
        .order_by(Approval.due_at)
    )
    rows = session.execute(waiting).all()
    return tuple((row.revision, row.due_at) for row in rows if row.due_at is not None)


def _publication(rt: Runtime, number: int, ready: Proven, how: Publishing) -> Publication:
    return Publication(
        number=number,
        revision=ready.revision,
        manner=how.manner,
        author=how.author,
        approver=how.approver,
        reason=how.reason,
        note=how.note[:LONGEST_NOTE],
        published_at=rt.now(),
    )


def _entry(ready: Proven, done: Published, how: Publishing) -> Entry:
    details = {
        "manner": how.manner.value,
        "reason": how.reason.value if how.reason else "",
        "replaced": done.replaced or "",
        "approver": how.approver or "",
        "lines": str(done.lines or ""),
        **ready.remarks,
    }
    given = {name: code for name, code in details.items() if code}
    return Entry(how.author, Deed.FLOWS_PUBLISHED, done.revision, given)
