"""What is so around call flows here and now: who could take a call, and what do callers hear?"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.flow.book import Book
from ivr.flow.facts import Cell
from ivr.flow.finding import BrokenFlows
from ivr.flow.reader import read_set
from ivr.flow.situation import Situation
from ivr.models import Responder, Revision, Role
from ivr.operations import lines, revisions
from ivr.runtime import Runtime

__all__ = ["around"]


def around(rt: Runtime) -> Situation:
    """What this helpline knows. Whom it does not know, and what it does not count, stays unknown:
    the keys callers press."""
    now = rt.now()
    with rt.db.read() as session:
        people = session.scalars(select(Responder).where(Responder.retired_at.is_(None))).all()
        return Situation(
            now,
            served=_served(people, now),
            interpreters=_interpreted(people),
            live=_live(rt, session),
            texted=lines.texted(rt),
        )


def _served(people: Sequence[Responder], now: datetime) -> frozenset[Cell] | None:
    """Each language and specialty that somebody, on duty or not, can take at this moment; None
    while nobody is written down: a set is published before its first responder is there."""
    if not people:
        return None
    return frozenset(
        (language, held.specialty)
        for who in people
        if who.is_rung
        for held in who.certifications
        if held.valid_until > now
        for language in who.languages
    )


def _interpreted(people: Sequence[Responder]) -> frozenset[str]:
    return frozenset(tag for who in people if who.role is Role.INTERPRETER for tag in who.languages)


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
