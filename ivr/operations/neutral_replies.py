"""Is this phone answered with the neutral sentence once more, or do two machines talk?"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import case, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from ivr.models import NeutralReply
from ivr.runtime import Runtime

__all__ = ["MOST", "erase", "forget", "may_be_answered"]

MOST: Final = 5
"""Neutral sentences to one phone within an hour: enough for a person who asks again, and the end
of a machine that answers ours."""
HOUR: Final = timedelta(hours=1)


def may_be_answered(rt: Runtime, number: str) -> bool:
    """True for the first MOST texts of this phone within an hour; each time counts."""
    with rt.db.begin() as session:
        return _counted(session, rt.seal.fingerprint(number), rt.now()) <= MOST


def _counted(session: Session, fingerprint: str, now: datetime) -> int:
    """How many there were in this hour, with this one."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    first = insert(NeutralReply).values(fingerprint=fingerprint, since=now, replies=1)
    over = NeutralReply.since <= now - HOUR
    return session.scalars(
        first.on_conflict_do_update(
            index_elements=[NeutralReply.fingerprint],
            set_={
                "since": case((over, now), else_=NeutralReply.since),
                "replies": case((over, 1), else_=NeutralReply.replies + 1),
            },
        ).returning(NeutralReply.replies)
    ).one()


def erase(session: Session, fingerprints: Sequence[str]) -> None:
    """Nothing is left of what this phone texted."""
    session.execute(delete(NeutralReply).where(NeutralReply.fingerprint.in_(fingerprints)))


def forget(rt: Runtime) -> None:
    """Erase what was counted in hours that are over."""
    with rt.db.begin() as session:
        session.execute(delete(NeutralReply).where(NeutralReply.since <= rt.now() - HOUR))
