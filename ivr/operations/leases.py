"""Has another clock done this lately, or is it doing it now?"""

from datetime import timedelta

from sqlalchemy.dialects import postgresql, sqlite

from ivr.models import Lease
from ivr.runtime import Runtime

__all__ = ["taken"]


def taken(rt: Runtime, name: str, span: timedelta) -> bool:
    """True for one of all who ask within this span: theirs is the work. Whoever dies over it
    leaves it to the next span."""
    now = rt.now()
    with rt.db.begin() as session:
        dialect = session.get_bind().dialect.name
        insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
        mine = (
            insert(Lease)
            .values(name=name, until=now + span)
            .on_conflict_do_update(
                index_elements=[Lease.name],
                set_={"until": now + span},
                where=Lease.until <= now,
            )
            .returning(Lease.name)
        )
        return session.scalar(mine) is not None
