"""What is so around call flows here and now: who could take a call, and what do callers hear?"""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ivr.flow.book import Book
from ivr.flow.facts import Cell
from ivr.flow.finding import BrokenFlows
from ivr.flow.reader import read_set
from ivr.flow.situation import Situation
from ivr.models import Certification, Responder, Revision
from ivr.operations import lines, revisions
from ivr.runtime import Runtime

__all__ = ["around"]


def around(rt: Runtime) -> Situation:
    """What this helpline knows. Whom it does not know, and what it does not count, stays unknown:
    interpreters, and the keys callers press."""
    now = rt.now()
    with rt.db.read() as session:
        served, live = _served(session, now), _live(rt, session)
    return Situation(now, served=served, live=live, texted=lines.texted(rt))


def _served(session: Session, now: datetime) -> frozenset[Cell] | None:
    """Each language and specialty that somebody, on duty or not, can take at this moment; None
    while nobody is written down: a set is published before its first responder is there."""
    if not session.scalar(select(func.count()).select_from(Responder)):
        return None
    trained = (
        select(Responder.languages, Certification.specialty)
        .join(Certification, Certification.responder_id == Responder.id)
        .where(Certification.valid_until > now)
    )
    return frozenset(
        (language, row.specialty) for row in session.execute(trained) for language in row.languages
    )


def _live(rt: Runtime, session: Session) -> Book | None:
    """What new calls begin with; None when that is nothing, or nothing this version can read."""
    live = revisions.live(session)
    if live is None:
        return None
    files = session.get_one(Revision, live).files
    try:
        return read_set(files, allow_test_numbers=rt.environment.allow_test_numbers)
    except BrokenFlows:
        return None
