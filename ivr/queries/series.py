"""Which texts follow each other, and when does the next one come?"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ivr.models import Series, SeriesState
from ivr.runtime import Runtime

__all__ = ["Planned", "listed"]

SHOWN = 6


@dataclass(frozen=True)
class Planned:
    """A series as a list shows it: no number, and nobody's name. `stands` is `due` with the moment
    in `next_at`, `asked` while its newest text waits for a yes, or why it ended."""

    code: str
    template: str
    language: str
    every_days: int
    contacts: int
    stands: str
    next_at: datetime | None
    ends_at: datetime


def listed(rt: Runtime, *, everything: bool = False) -> list[Planned]:
    """The series that go on, the oldest first; with `everything`, also those that ended."""
    wanted = select(Series).order_by(Series.made_at, Series.id)
    if not everything:
        wanted = wanted.where(Series.state == SeriesState.GOING_ON)
    with rt.db.read() as session:
        return [_as_planned(row) for row in session.scalars(wanted)]


def _as_planned(row: Series) -> Planned:
    return Planned(
        code=row.id[:SHOWN],
        template=row.template,
        language=row.language,
        every_days=row.every_days,
        contacts=row.contacts,
        stands=row.because or ("due" if row.next_at else "asked"),
        next_at=row.next_at,
        ends_at=row.ends_at,
    )
