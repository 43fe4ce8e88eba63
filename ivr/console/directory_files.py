"""How does a directory that somebody else keeps come in by a page, and ours go out?"""

import io
import tempfile
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

from flask import Response as FlaskResponse
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from ivr.console import forms, frame, sorry
from ivr.console.access import Page, Visit
from ivr.console.resources import LEADS, facts
from ivr.hsds.opening import Unreadable
from ivr.hsds.writing import as_csv, as_json
from ivr.models import Topic
from ivr.operations import imports, skills
from ivr.operations.imports import Manner, Taken
from ivr.operations.refusals import Refusal

__all__ = ["PAGES"]

KINDS = (".json", ".csv", ".zip")
MOST_SHOWN = 50


def ask(visit: Visit) -> Response:
    """A file, what it is written in, and whether it is only tried."""
    return _form(visit)


def take(visit: Visit) -> Response:
    """All of it is taken in, or, when something has to be mended, nothing."""
    given = visit.request.files.get("file")
    kind = Path(given.filename or "").suffix.lower() if given else ""
    if given is None or kind not in KINDS:
        return _form(visit, problem="problem_file")
    try:
        taken = _taken(visit, given, kind)
    except (Unreadable, Refusal) as problem:
        return _form(visit, problem="problem_unreadable", told=str(problem))
    return _form(visit, taken=taken)


def _taken(visit: Visit, given: FileStorage, kind: str) -> Taken:
    topic = forms.field(visit, "topic")
    manner = Manner(
        language=forms.field(visit, "language"),
        who=visit.known.name,
        topic=topic if topic in set(Topic) else None,
        trial=forms.field(visit, "do") != "take",
    )
    with tempfile.TemporaryDirectory() as folder:
        # Under a name of ours: what theirs is called decides nothing but its kind.
        path = Path(folder) / f"services{kind}"
        given.save(path)
        return imports.take(visit.rt, path, manner)


def _form(visit: Visit, **more: Any) -> Response:
    shown: dict[str, Any] = {"problem": "", "told": "", "taken": None} | more
    taken = shown["taken"]
    return frame.page(
        visit,
        "directory_import.html",
        status=422 if shown["problem"] or (taken and taken.problems) else 200,
        counted=_counted(taken),
        most=MOST_SHOWN,
        language_tags=_tags(visit),
        asked={"language": forms.field(visit, "language"), "topic": forms.field(visit, "topic")},
        **shown,
        **facts(visit),
    )


def _counted(taken: Taken | None) -> dict[str, int]:
    """How many services became what, by a key of words."""
    if taken is None:
        return {}
    return dict(Counter(f"became_{one.name.lower()}" for one in taken.became.values()))


def _tags(visit: Visit) -> tuple[str, ...]:
    settings = skills.published(visit.rt)
    return tuple(settings.languages) if settings else ("en",)


def give(visit: Visit, kind: str) -> Response:
    """Every entry that has words in the language of whoever asks, as others read it."""
    services = imports.give(visit.rt, visit.language)
    if kind == "services.json":
        response = FlaskResponse(as_json(services), content_type="application/json")
    elif kind == "services.zip":
        response = FlaskResponse(_zipped(as_csv(services)), content_type="application/zip")
    else:
        return sorry.nothing_here(visit)
    response.headers["Content-Disposition"] = f'attachment; filename="{kind}"'
    return response


def _zipped(files: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return written.getvalue()


PAGES = (
    Page("/resources/import", "import_resources", ask, LEADS),
    Page("/resources/import", "take_resources", take, LEADS, ("POST",)),
    Page("/resources/export/<kind>", "export_resources", give, LEADS, recent=True),
)
