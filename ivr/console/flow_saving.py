"""What becomes of a change to a draft when somebody else changed it too?"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from werkzeug.wrappers import Response

from ivr.console import frame, sorry
from ivr.console.access import Visit
from ivr.console.flow_sets import Shown, of_draft, only, show, typed
from ivr.flow.editing import fragment, graft
from ivr.flow.merging import Place, units
from ivr.operations import drafting
from ivr.operations.drafting import Clashing, NothingToUndo, Work
from ivr.operations.drafts import ChangedMeanwhile

__all__ = ["PAGES", "save", "work"]

MOST = 400
"""Steps, sentences and fields that one change can touch."""


def work(visit: Visit, one: Shown) -> Work:
    """Who changes this draft, beginning with which version."""
    return Work(one.work, visit.known.name, one.seen)


def save(visit: Visit, one: Shown, files: Mapping[str, str], back: str, to: str = "") -> Response:
    """The draft with these files and whatever others did since, and on to `back`; where both
    changed the same, a question."""
    try:
        saved = drafting.save(visit.rt, work(visit, one), files)
    except Clashing as clash:
        return _asked(visit, one, clash, list(_pieces(one.files, files)))
    except ChangedMeanwhile:
        return sorry.old_form(visit)
    return frame.go(visit, back, "flow_saved_beside" if saved.beside else "flow_saved", to=to)


def _pieces(before: Mapping[str, str], after: Mapping[str, str]) -> Iterable[dict[str, Any]]:
    """Everything this change touched, to be carried through the question."""
    for name in sorted({*before, *after}):
        old, new = before.get(name, ""), after.get(name, "")
        was, now = units(old), units(new)
        if old == new:
            continue
        if was is None or now is None:
            yield {"file": name, "path": [], "text": new}
            continue
        for path in dict.fromkeys((*was, *now)):
            if was.get(path) != now.get(path):
                yield {"file": name, "path": list(path), "text": fragment(new, path)}


def _asked(
    visit: Visit, one: Shown, clash: Clashing, pieces: list[dict[str, Any]], action: str = "merge"
) -> Response:
    places = {_name(each.place): each for each in clash.clashes}
    return show(
        visit,
        "flow_clash.html",
        one,
        at="read",
        status=409,
        clashes=places,
        by=[who for who in clash.by if who != visit.known.name] or clash.by,
        seen=clash.version,
        carried=json.dumps(pieces),
        action=action,
    )


def _name(place: Place) -> str:
    return ".".join([place[0], *map(str, place[1])])


def merge(visit: Visit, one: Shown) -> Response:
    """What they chose for each step that both changed, put into the draft."""
    try:
        pieces = json.loads(typed(visit, "carried", 200_000))
        chosen = [(p["file"], tuple(p["path"]), str(p["text"])) for p in pieces[:MOST]]
    except (ValueError, KeyError, TypeError):
        return sorry.old_form(visit)
    files = dict(one.files)
    for file, path, text in chosen:
        if visit.request.form.get(f"take_{_name((file, path))}", "mine") == "mine":
            files[str(file)] = graft(files.get(file, ""), path, text) if path else text
    return save(visit, one, {name: text for name, text in files.items() if text}, one.path)


def undo(visit: Visit, one: Shown) -> Response:
    """The newest change is taken back."""
    try:
        drafting.undo(visit.rt, work(visit, one))
    except (NothingToUndo, ChangedMeanwhile):
        return frame.go(visit, one.path, "flow_not_undone")
    return frame.go(visit, one.path, "flow_undone")


def catch_up(visit: Visit, one: Shown) -> Response:
    """What went live meanwhile comes into the draft."""
    given = visit.request.form
    taken = {name.removeprefix("take_"): given[name] for name in given if name.startswith("take_")}
    try:
        drafting.catch_up(visit.rt, work(visit, one), _places(taken))
    except Clashing as clash:
        return _asked(visit, one, clash, [], action="catch-up")
    except ChangedMeanwhile:
        return sorry.old_form(visit)
    return frame.go(visit, f"{one.path}/changes", "flow_caught_up")


def _places(taken: Mapping[str, str]) -> dict[Place, bool]:
    """What was chosen, by the place it was asked for: whether it is ours."""
    found: dict[Place, bool] = {}
    for name, choice in taken.items():
        file, _, rest = name.partition(".yaml")
        path = tuple(rest.removeprefix(".").split(".", 1)) if rest else ()
        found[f"{file}.yaml", path] = choice == "mine"
    return found


PAGES = (
    only("/<of>/merge", "flow_merge", of_draft(merge), "POST"),
    only("/<of>/undo", "flow_undo", of_draft(undo), "POST"),
    only("/<of>/catch-up", "flow_catch_up", of_draft(catch_up), "POST"),
)
