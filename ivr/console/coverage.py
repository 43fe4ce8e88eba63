"""Which hours of a week have nobody for a language or a specialty?"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from werkzeug.wrappers import Response

from ivr.bookshelf import NothingPublished
from ivr.console import frame
from ivr.console.access import Page, Visit
from ivr.console.naming import specialty, tongue
from ivr.models import Grant
from ivr.queries.coverage import Coverage, Gap, ImpossibleWeek, Slot, coverage, week_named

__all__ = ["PAGES"]

A_WEEK = timedelta(days=7)
DAYS = 7
LONGEST_TURN = timedelta(hours=12)


@dataclass(frozen=True)
class Cell:
    """One hour: the languages that nobody there speaks, for how many specialties nobody is
    trained, and the fewest there are of anything. The list of holes names all."""

    languages: tuple[str, ...]
    untrained: int
    fewest: int


@dataclass(frozen=True)
class Hole:
    """Hours on end without anybody for one thing."""

    called: str
    begins_at: datetime
    ends_at: datetime
    fill: str
    """The form that plans the first stretch of it."""


def show(visit: Visit) -> Response:
    """This week unless another is asked for."""
    today = visit.rt.now().astimezone(visit.zone).date()
    try:
        monday = week_named(visit.request.args.get("week") or _named(today), today)
        found = coverage(visit.rt, monday)
    except (ImpossibleWeek, NothingPublished):
        return frame.page(visit, "sorry.html", status=404, what="no_week", back="/console/coverage")
    return frame.page(
        visit,
        "coverage.html",
        week=_named(monday),
        before=_named(monday - A_WEEK),
        after=_named(monday + A_WEEK),
        monday=monday,
        days=[monday + timedelta(days=n) for n in range(DAYS)],
        rows=_rows(visit, found),
        holes=[_hole(visit, gap) for gap in found.gaps],
    )


def _named(day: date) -> str:
    year, week, _day = day.isocalendar()
    return f"{year}-W{week:02}"


def _rows(visit: Visit, found: Coverage) -> list[tuple[str, list[list[Cell]]]]:
    """For each hour of a clock the cells of seven days: none where the hour was left out when the
    clocks changed, two where it came twice."""
    cells: dict[tuple[int, date], list[Cell]] = {}
    for slot in found.slots:
        at = slot.begins_at.astimezone(found.zone)
        cells.setdefault((at.hour, at.date()), []).append(_cell(visit, slot))
    days = [found.first_day + timedelta(days=n) for n in range(DAYS)]
    return [(f"{hour:02}:00", [cells.get((hour, day), []) for day in days]) for hour in range(24)]


def _cell(visit: Visit, slot: Slot) -> Cell:
    languages = tuple(tongue(visit, tag) for tag, count in slot.languages.items() if not count)
    there = [*slot.languages.values(), *slot.specialties.values()]
    untrained = list(slot.specialties.values()).count(0)
    return Cell(languages, untrained, min(there, default=0))


def _hole(visit: Visit, gap: Gap) -> Hole:
    name = tongue if gap.kind == "language" else specialty
    return Hole(name(visit, gap.name), gap.begins_at, gap.ends_at, _fill(visit, gap))


def _fill(visit: Visit, gap: Gap) -> str:
    """Half a day at most: a turn that somebody can work."""
    begins = gap.begins_at.astimezone(visit.zone)
    ends = min(gap.ends_at, gap.begins_at + LONGEST_TURN).astimezone(visit.zone)
    query = {
        "on": f"{begins:%Y-%m-%d}",
        "starts": f"{begins:%H:%M}",
        "ends": f"{ends:%H:%M}",
        "zone": visit.zone.key,
    }
    return f"/console/shifts/new?{urlencode(query)}"


PAGES = (Page("/coverage", "coverage", show, frozenset({Grant.SUPERVISOR}), in_nav=True),)
