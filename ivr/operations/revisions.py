"""Which revision is meant, which one is live, and which was before it?"""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ivr.models import Publication, Revision
from ivr.operations import sounds
from ivr.operations.refusals import Refusal

__all__ = ["NoSuchRevision", "before", "found", "keep", "live", "newest", "was_live"]

SHORTEST = 4


class NoSuchRevision(Refusal):
    """Raised when no revision, or more than one, goes by what was given."""


def newest(session: Session) -> Publication | None:
    """How what is live came to be so; None when nothing ever was."""
    return session.scalar(select(Publication).order_by(Publication.number.desc()).limit(1))


def live(session: Session) -> str | None:
    """The revision new calls begin with; None when nothing was ever published."""
    last = newest(session)
    return None if last is None else last.revision


def before(session: Session) -> str | None:
    """The revision that was live before the one that is live now."""
    now = live(session)
    return session.scalar(
        select(Publication.revision)
        .where(Publication.revision != now)
        .order_by(Publication.number.desc())
        .limit(1)
    )


def was_live(session: Session, revision: str) -> bool:
    """True if callers have ever heard this revision."""
    asked = select(func.count()).where(Publication.revision == revision)
    return bool(session.scalar(asked.select_from(Publication)))


def found(session: Session, name: str) -> Revision:
    """The revision whose id begins like this. Raises NoSuchRevision."""
    wanted = name.strip().lower()
    if len(wanted) < SHORTEST or not wanted.isalnum():
        raise NoSuchRevision(f"Give at least the first {SHORTEST} signs of a revision's name.")
    matching = select(Revision).where(Revision.id.startswith(wanted)).limit(2)
    rows = session.scalars(matching).all()
    if len(rows) != 1:
        how_many = "More than one revision begins" if rows else "No revision begins"
        raise NoSuchRevision(f"{how_many} with {wanted}: see `helpline flows list`.")
    return rows[0]


def keep(session: Session, revision: Revision) -> None:
    """Keep this set under its hash; one that is kept already stays as it is.

    Raises SoundNotKept, for an old one too, whose sounds nobody named for long.
    """
    sounds.must_be_kept(session, revision.files)
    if session.get(Revision, revision.id) is None:
        session.add(revision)
        session.flush()
