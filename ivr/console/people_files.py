"""How do the people of a helpline travel to a spreadsheet and back, on a page?"""

from dataclasses import dataclass

from flask import Response as FlaskResponse
from werkzeug.wrappers import Response

from ivr.console import frame
from ivr.console.access import Page, Visit
from ivr.models import Grant
from ivr.operations import people_files
from ivr.operations.people_files import COLUMNS, ImpossibleFile, Problem, TakenIn

__all__ = ["PAGES"]

CALLED = "people.csv"


@dataclass(frozen=True)
class Told:
    """One problem of a file: in which line, and what is not so; `is_ours` in our own words."""

    line: int
    says: str
    is_ours: bool


def form(visit: Visit, problems: tuple[Told, ...] = (), done: TakenIn | None = None) -> Response:
    """A file to send, and how one looks."""
    return frame.page(
        visit,
        "people_file.html",
        status=422 if problems else 200,
        problems=problems,
        done=done,
        columns=COLUMNS,
    )


def take_in(visit: Visit) -> Response:
    """All of the file, or nothing of it with every problem and its line."""
    sent = visit.request.files.get("file")
    content = sent.read() if sent else b""
    if not content:
        return form(visit, (Told(0, visit.words["file_none"], is_ours=True),))
    try:
        text = content.decode("utf-8-sig")
        done = people_files.take_in(visit.rt, text, CALLED, visit.known.name)
    except UnicodeDecodeError:
        return form(visit, (Told(0, visit.words["file_letters"], is_ours=True),))
    except ImpossibleFile as problem:
        return form(visit, tuple(_told(visit, one) for one in problem.by_line))
    return form(visit, done=done)


def _told(visit: Visit, problem: Problem) -> Told:
    ours = visit.words.get(f"refused_{problem.about}")
    return Told(problem.line, ours or problem.sentence, is_ours=ours is not None)


def export(visit: Visit) -> Response:
    """Everybody as CSV: no number in it, and nothing that a spreadsheet would calculate."""
    # Spreadsheets know UTF-8 by the mark at its beginning.
    made = people_files.export(visit.rt).encode("utf-8-sig")
    response = FlaskResponse(made, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{CALLED}"'
    return response


MAY = frozenset({Grant.SUPERVISOR})
PAGES = (
    Page("/people/file", "people_file", form, MAY),
    Page("/people/file", "take_people_in", take_in, MAY, ("POST",)),
    Page("/people/export", "people_export", export, MAY, recent=True),
)
