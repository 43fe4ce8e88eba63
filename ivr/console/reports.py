"""How well were callers answered? Figures, drawings and a file of them, and what each means."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Response as FlaskResponse
from werkzeug.wrappers import Response

from ivr.console import forms, frame, plots
from ivr.console.access import Page, Visit
from ivr.console.calls import clocked
from ivr.console.days import A_DAY, begins, day, typed
from ivr.console.naming import specialty, tongue
from ivr.models import Grant
from ivr.operations import exports
from ivr.operations.people_files import safe
from ivr.queries import service_report
from ivr.queries.figures import SHORT
from ivr.queries.service_report import Asked, Report, Row, Told

__all__ = ["PAGES"]

FIELDS = ("since", "until", "within")
USUALLY = timedelta(days=27)
"""Before yesterday: four weeks with it."""
LONGEST = 400
WITHIN = (10, 15, 20, 30, 60, 120)
USUAL = 20
KINDS = ("hours", "languages", "specialties")


@dataclass(frozen=True)
class Days:
    """The days of a report, both of them in it, and a key of words for what has to be mended."""

    first: date
    last: date
    within: int
    problem: str = ""


def show(visit: Visit) -> Response:
    """The report of four weeks, unless others are asked for."""
    return _page(visit, "reports.html", _days(visit, typed(visit, *FIELDS)))


def export(visit: Visit) -> Response:
    """Which days to take with you."""
    return _page(visit, "report_export.html", _days(visit, typed(visit, *FIELDS)))


def take(visit: Visit) -> Response:
    """The same figures as a file, which the audit knows of."""
    days = _days(visit, {name: forms.field(visit, name) for name in FIELDS})
    if days.problem:
        return _page(visit, "report_export.html", days)
    exports.report_taken(visit.rt, days.first, days.last, visit.known.name)
    file = f"report_{days.first}_{days.last}.csv"
    response = FlaskResponse(_as_csv(visit, _report(visit, days)), content_type="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return response


def _days(visit: Visit, given: Mapping[str, str]) -> Days:
    """The days somebody means: whole ones that are over, because two looks at one that goes on,
    one subtracted from the other, would tell what one caller did in between."""
    yesterday = visit.rt.now().astimezone(visit.zone).date() - A_DAY
    last = day(given["until"]) or yesterday
    first = day(given["since"]) or last - USUALLY
    within = int(given["within"]) if given["within"] in map(str, WITHIN) else USUAL
    problems = {
        "problem_not_a_day": not all(day(given[name]) for name in FIELDS[:2] if given[name]),
        "problem_not_over": last > yesterday,
        "problem_order": first > last,
        "problem_too_long": last - first >= timedelta(days=LONGEST),
    }
    found = next((key for key, is_so in problems.items() if is_so), "")
    return Days(first, last, within, found)


def _report(visit: Visit, days: Days) -> Report:
    since, until = begins(visit, days.first), begins(visit, days.last + A_DAY)
    within = timedelta(seconds=days.within)
    return service_report.report(visit.rt, Asked(since, until, within, visit.zone))


def _page(visit: Visit, template: str, days: Days) -> Response:
    if days.problem or template != "reports.html":
        status = 422 if days.problem else 200
        return frame.page(visit, template, status=status, days=days, report=None, **_facts(visit))
    found = _report(visit, days)
    drawn = [(one.name, one.told.came) for one in found.hours or ()]
    return frame.page(
        visit,
        template,
        days=days,
        report=found,
        plot=plots.columns(drawn) if drawn else None,
        breakdowns=[(kind, getattr(found, kind)) for kind in KINDS],
        **_facts(visit),
    )


def _facts(visit: Visit) -> dict[str, Any]:
    return {
        "choices": WITHIN,
        "longest": LONGEST,
        "short": round(SHORT.total_seconds()),
        "clocked": clocked,
        "called": lambda kind, name: _called(visit, kind, name),
        "yesterday": visit.rt.now().astimezone(visit.zone).date() - A_DAY,
    }


def _called(visit: Visit, kind: str, name: str) -> str:
    """What an hour, a language or a specialty is called."""
    if kind == "hours":
        return f"{name}:00"
    if kind == "languages":
        return tongue(visit, name) if name else visit.words["no_language"]
    return specialty(visit, name) if name else visit.words["any_specialty"]


COLUMNS = ("came", "service_level", "abandoned", "average", "median", "slowest_tenth", "handling")


def _as_csv(visit: Visit, found: Report) -> str:
    """The figures of the page, row by row; no cell is one that a spreadsheet would calculate."""
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\r\n")
    for row in _lines(visit, found):
        table.writerow(safe(cell) for cell in row)
    return written.getvalue()


def _lines(visit: Visit, found: Report) -> Iterator[list[str]]:
    w = visit.words
    yield [w["breakdown"], w["report_name"], *(w[f"figure_{name}"] for name in COLUMNS)]
    yield [w["report_all"], "", *_cells(found.all)]
    for kind in KINDS:
        rows: tuple[Row, ...] = getattr(found, kind) or ()
        for one in rows:
            yield [w[f"by_{kind}"], _called(visit, kind, one.name), *_cells(one.told)]
    for outcome, number in (found.outcomes or {}).items():
        yield [w["by_outcomes"], w[f"became_{outcome}"], str(number)]
    if found.occupancy is not None:
        yield [w["figure_occupancy"], "", f"{found.occupancy} %"]


def _cells(told: Told) -> Iterator[str]:
    """Seconds for times: a spreadsheet counts with them."""
    for name in COLUMNS:
        value = getattr(told, name)
        if isinstance(value, timedelta):
            yield str(round(value.total_seconds()))
        else:
            yield "" if value is None else str(value)


MAY = frozenset({Grant.SUPERVISOR})
PAGES = (
    Page("/reports", "reports", show, MAY, in_nav=True),
    Page("/reports/export", "report_export", export, MAY, recent=True),
    Page("/reports/export", "take_report", take, MAY, ("POST",), recent=True),
)
