"""Which screens are there?"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ivr.models import Account, Screen
from ivr.runtime import Runtime

__all__ = ["Hung", "screens"]


@dataclass(frozen=True)
class Hung:
    """A screen as a list shows it; `seen_at` is None until its code was typed."""

    id: str
    name: str
    shows_names: bool
    made_by: str
    seen_at: datetime | None
    until: datetime


def screens(rt: Runtime) -> list[Hung]:
    """All that are not over, by name."""
    wanted = (
        select(Screen, Account.name)
        .join(Account, Account.id == Screen.made_by)
        .where(Screen.until > rt.now())
        .order_by(Screen.name, Screen.made_at)
    )
    with rt.db.read() as session:
        return [
            Hung(one.id, one.name, one.shows_names, by, one.seen_at, one.until)
            for one, by in session.execute(wanted)
        ]
