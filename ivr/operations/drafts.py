"""How is a set of call-flow files worked on, without anybody hearing it?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ivr.flow.names import is_name
from ivr.models import Draft, DraftChange
from ivr.operations import audit, revisions
from ivr.operations.audit import Deed, Entry
from ivr.operations.refusals import Refusal
from ivr.runtime import Runtime

__all__ = [
    "ChangedMeanwhile",
    "ImpossibleDraft",
    "Kept",
    "begin",
    "change",
    "close",
    "everyone",
    "forget_idle",
    "get",
]


MOST_CHANGES = 200
"""Changes of a draft that are remembered."""
IDLE_FOR = timedelta(days=395)
"""Thirteen months."""


class ImpossibleDraft(Refusal):
    """Raised when a draft is not there, or cannot be called so."""


class ChangedMeanwhile(Refusal):
    """Raised when somebody changed the draft since it was read: nothing is written over."""


@dataclass(frozen=True)
class Kept:
    """A draft after it was written."""

    name: str
    version: int
    base: str | None


@dataclass(frozen=True)
class Stamp:
    """Who, and when."""

    who: str
    at: datetime


def begin(rt: Runtime, name: str, author: str, files: Mapping[str, str] | None = None) -> Kept:
    """Begin a draft with these files, or with what is live. Raises ImpossibleDraft."""
    signed, now = audit.staff(author), rt.now()
    if not is_name(name):
        raise ImpossibleDraft(
            f"A draft cannot be called {name[:40]!r}: small letters, digits and _, a letter first."
        )
    try:
        with rt.db.begin() as session:
            audit.lock(session)
            live = revisions.live(session)
            begun = files if files is not None else _live_files(session, live)
            session.add(_new(name, Stamp(signed, now), live, begun))
            session.flush()
            audit.write(session, now, Entry(signed, Deed.DRAFT_OPENED, name, _base(live)))
    except IntegrityError:
        raise ImpossibleDraft(
            f"There is a draft {name} already: see `helpline flows drafts`."
        ) from None
    return Kept(name, 1, live)


def _live_files(session: Session, live: str | None) -> Mapping[str, str]:
    if live is None:
        raise ImpossibleDraft("Nothing is live to begin with: import a folder instead.")
    return revisions.found(session, live).files


def _new(name: str, stamp: Stamp, base: str | None, files: Mapping[str, str]) -> Draft:
    return Draft(
        name=name,
        files=dict(files),
        base=base,
        version=1,
        author=stamp.who,
        created_at=stamp.at,
        changed_by=stamp.who,
        changed_at=stamp.at,
    )


def _base(live: str | None) -> dict[str, str]:
    return {} if live is None else {"base": live}


def get(rt: Runtime, name: str) -> Draft:
    """This draft as it is now. Raises ImpossibleDraft."""
    with rt.db.read() as session:
        found = session.get(Draft, name)
    if found is None:
        raise ImpossibleDraft(f"There is no draft {name[:40]}: see `helpline flows drafts`.")
    return found


def everyone(rt: Runtime) -> list[Draft]:
    """All drafts, the last changed first."""
    with rt.db.read() as session:
        return list(session.scalars(select(Draft).order_by(Draft.changed_at.desc(), Draft.name)))


def change(
    rt: Runtime,
    name: str,
    author: str,
    seen: int,
    files: Mapping[str, str],
    *,
    base: str | None = None,
) -> Kept:
    """Put these files in the place of version `seen`; `base` is the revision whose changes they
    hold now, if that is another one. Raises ChangedMeanwhile, ImpossibleDraft."""
    signed, now = audit.staff(author), rt.now()
    with rt.db.begin() as session:
        audit.lock(session)
        mine = (Draft.name == name, Draft.version == seen)
        before = session.scalar(select(Draft.files).where(*mine))
        done = session.scalar(
            update(Draft)
            .where(*mine)
            .values(files=dict(files), version=seen + 1, changed_by=signed, changed_at=now)
            .values({} if base is None else {"base": base})
            .returning(Draft)
        )
        if done is not None:
            stamp = Stamp(signed, now)
            _remember(session, done, stamp, _replaced(before or {}, files))
            details = {"version": str(done.version)}
            audit.write(session, now, Entry(signed, Deed.DRAFT_CHANGED, name, details))
            return Kept(name, done.version, done.base)
    newer = get(rt, name)
    raise ChangedMeanwhile(
        f"{newer.changed_by} changed the draft {name} meanwhile: it is now version "
        f"{newer.version}. "
        f"`helpline flows export DIR --from draft:{name}` shows it."
    )


def _replaced(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str | None]:
    """The files that differ, as they were before."""
    names = {*before, *after}
    return {name: before.get(name) for name in names if before.get(name) != after.get(name)}


def _remember(
    session: Session, draft: Draft, stamp: Stamp, before: Mapping[str, str | None]
) -> None:
    """What this change replaced; the oldest of too many changes is forgotten."""
    made = DraftChange(draft=draft.name, version=draft.version, who=stamp.who, at=stamp.at)
    made.before = dict(before)
    session.add(made)
    one = DraftChange
    old = (one.draft == draft.name, one.version <= draft.version - MOST_CHANGES)
    session.execute(delete(one).where(*old))


def close(rt: Runtime, name: str, who: str) -> None:
    """Throw the draft away. Raises ImpossibleDraft."""
    signed, known = audit.staff(who), get(rt, name)
    with rt.db.begin() as session:
        audit.lock(session)
        draft = session.get(Draft, known.name)
        if draft is not None:
            session.delete(draft)
            audit.write(session, rt.now(), Entry(signed, Deed.DRAFT_CLOSED, name))


def forget_idle(rt: Runtime) -> int:
    """Throw away what nobody has worked on for IDLE_FOR; how many."""
    old = select(Draft).where(Draft.changed_at < rt.now() - IDLE_FOR)
    with rt.db.begin() as session:
        audit.lock(session)
        drafts = session.scalars(old).all()
        for draft in drafts:
            session.delete(draft)
            told = Entry(audit.THE_SYSTEM, Deed.DRAFT_CLOSED, draft.name)
            audit.write(session, rt.now(), told)
    return len(drafts)
