"""How is a step changed, added, renamed or taken away with a form?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from werkzeug.wrappers import Response

from ivr.console import sorry
from ivr.console.access import Visit
from ivr.console.flow_reading import facts_of
from ivr.console.flow_saving import save
from ivr.console.flow_sets import Shown, of_draft, of_flow, of_set, only, show, shown
from ivr.console.flow_wording import OTHERS
from ivr.flow.draft import file_of
from ivr.flow.editing import put, take_away
from ivr.flow.fields import fields_of, known_to, plain_of
from ivr.flow.finding import Finding
from ivr.flow.flow import Flow
from ivr.flow.kinds import KINDS
from ivr.flow.names import is_name
from ivr.flow.renaming import renamed
from ivr.flow.rewording import followed
from ivr.flow.source import Path, Plain, Source, Unreadable, read
from ivr.flow.ways import led_here

__all__ = ["PAGES", "name_of"]

LONGEST = 2_000


@dataclass(frozen=True)
class Filled:
    """A form for a step: what it says, and what is wrong, by the name of the field."""

    name: str
    plain: Mapping[str, Plain]
    wrong: Mapping[str, str] = field(default_factory=dict)
    is_new: bool = False

    @property
    def kind(self) -> str:
        """Its kind."""
        return str(self.plain.get("kind", ""))


def form(visit: Visit, one: Shown, flow: Flow, step: str) -> Response:
    """What the file says of this step, with what the checks say beside each field."""
    plain = _plain(one, flow, step)
    if plain is None:
        return sorry.nothing_here(visit)
    source = one.draft.sources[file_of(flow.flow)]
    wrong = _placed(source, step, one.problems_of(flow.flow, step))
    return _form(visit, one, flow, Filled(step, plain, wrong))


def _plain(one: Shown, flow: Flow, step: str) -> dict[str, Plain] | None:
    whole = one.draft.sources[file_of(flow.flow)].plain
    steps = whole.get("steps") if isinstance(whole, dict) else None
    found = steps.get(step) if isinstance(steps, dict) else None
    return found if isinstance(found, dict) else None


def _form(visit: Visit, one: Shown, flow: Flow, filled: Filled, *, status: int = 200) -> Response:
    return show(
        visit,
        "flow_step.html",
        one,
        at="read",
        flow=flow,
        filled=filled,
        fields=fields_of(filled.kind, filled.plain, known_to(one.draft, flow)),
        led=list(led_here(flow, filled.name)),
        status=status,
        **facts_of(visit, one),
    )


def _placed(source: Source, step: str, findings: Sequence[Finding]) -> dict[str, str]:
    """Each finding by the field it is about; by nothing if it is about the whole step."""
    paths = {(spot.line, spot.column): path for path, spot in source.spots.items()
             if path[:2] == ("steps", step)}  # fmt: skip
    placed: dict[str, str] = {}
    for one in findings:
        if one.code not in OTHERS:
            path: Path = paths.get((one.line, one.column), ())[2:]
            placed.setdefault(".".join(map(str, path)), one.sentence)
    return placed


def change(visit: Visit, one: Shown, flow: Flow, step: str) -> Response:
    """The step as the form says; translations follow the words they belong to."""
    if visit.request.form.get("do") == "remove":
        return _remove(visit, one, flow, step)
    old = _plain(one, flow, step)
    if old is None:
        return sorry.nothing_here(visit)
    plain = _sent(visit, str(old.get("kind")))
    called = name_of(visit.request.form.get("called", step)) or step
    if called != step and called in flow.steps:
        wrong = {"called": visit.words["step_there"]}
        return _form(visit, one, flow, Filled(step, plain, wrong), status=422)
    files = _put(one, flow, step, plain)
    if called != step:
        files = _renamed(files, flow, step, called)
    return _checked(visit, one, (flow, Filled(called, plain)), files, {step: called})


def _sent(visit: Visit, kind: str) -> dict[str, Plain]:
    given = visit.request.form
    cut = {name: [typed_one[:LONGEST].replace("\x00", "") for typed_one in given.getlist(name)]
           for name in given}  # fmt: skip
    return plain_of(kind, cut)


def _put(one: Shown, flow: Flow, step: str, plain: Plain) -> dict[str, str]:
    file = file_of(flow.flow)
    return {**one.files, file: put(one.files[file], ("steps", step), plain)}


def _renamed(files: dict[str, str], flow: Flow, step: str, called: str) -> dict[str, str]:
    """Every way that led to the step leads to it under its new name, in the same place."""
    file = file_of(flow.flow)
    return {**files, file: renamed(files[file], step, called)}


def _checked(
    visit: Visit,
    one: Shown,
    at: tuple[Flow, Filled],
    files: dict[str, str],
    names: Mapping[str, str],
) -> Response:
    """Saved if the step stands on its own feet; else the form again, with everything in it."""
    flow, filled = at
    after = shown(visit, one, files)
    wrong = _fresh(one, after, flow, filled.name)
    if wrong or after.read is None:
        again = Filled(next(iter(names), filled.name), filled.plain, wrong, filled.is_new)
        return _form(visit, one, flow, again, status=422)
    moved = followed(files, one.draft, after.read.flows[flow.flow], names)
    return save(visit, one, moved, f"{one.path}/flow/{flow.flow}", to=f"step-{filled.name}")


def _fresh(one: Shown, after: Shown, flow: Flow, step: str) -> dict[str, str]:
    """What is wrong now in this step that was not before, by its field."""
    file = file_of(flow.flow)
    known = {(f.code, f.sentence) for f in one.problems}
    fresh = [
        f for f in after.problems
        if f.file == file and f.step == step and (f.code, f.sentence) not in known
    ]  # fmt: skip
    source = _source(after, file)
    return _placed(source, step, fresh) if source else {"": str(fresh[0].sentence)} if fresh else {}


def _source(after: Shown, file: str) -> Source | None:
    try:
        return read(file, after.files[file])
    except Unreadable:
        return None


def _remove(visit: Visit, one: Shown, flow: Flow, step: str) -> Response:
    """The step is gone, unless something leads to it: then the form says what."""
    plain = _plain(one, flow, step)
    if plain is None:
        return sorry.nothing_here(visit)
    if list(led_here(flow, step)):
        wrong = {"remove": visit.words["step_led_to"]}
        return _form(visit, one, flow, Filled(step, plain, wrong), status=422)
    file = file_of(flow.flow)
    files = {**one.files, file: take_away(one.files[file], ("steps", step))}
    after = shown(visit, one, files)
    if after.read is not None:
        files = followed(files, one.draft, after.read.flows[flow.flow])
    return save(visit, one, files, f"{one.path}/flow/{flow.flow}")


def new(visit: Visit, one: Shown, flow: Flow) -> Response:
    """Which kind, and what it is called; then its empty form."""
    kind, name = visit.request.args.get("kind", ""), name_of(visit.request.args.get("name", ""))
    asked = "kind" in visit.request.args
    wrong = {}
    if asked and kind not in KINDS:
        wrong["kind"] = visit.words["kind_missing"]
    if asked and (not name or name in flow.steps or name in flow.exits):
        wrong["name"] = visit.words["step_there" if name else "name_missing"]
    if not asked or wrong or one.kept is None:
        facts = {"kinds": list(KINDS), "wrong": wrong, "kind_asked": kind, "name_asked": name}
        status = 422 if wrong else 200
        return show(visit, "flow_new_step.html", one, at="read", flow=flow, status=status, **facts)
    return _form(visit, one, flow, Filled(name, {"kind": kind}, is_new=True))


def add(visit: Visit, one: Shown, flow: Flow) -> Response:
    """One more step, at the end of the file."""
    kind, name = visit.request.form.get("kind", ""), name_of(visit.request.form.get("called", ""))
    if kind not in KINDS or not name or name in flow.steps:
        return sorry.old_form(visit)
    plain = _sent(visit, kind)
    files = _put(one, flow, name, plain)
    return _checked(visit, one, (flow, Filled(name, plain, is_new=True)), files, {})


def name_of(text: str) -> str:
    """What a step, flow or draft is called in a file whose reader called it this; empty if that
    cannot be."""
    found = "_".join("".join(c if c.isalnum() else " " for c in text.lower()).split())[:40]
    return found if is_name(found) else ""


PAGES = (
    only("/<of>/flow/<flow>/step/<step>", "flow_step", of_set(of_flow(form))),
    only("/<of>/flow/<flow>/step/<step>", "flow_change_step", of_draft(of_flow(change)), "POST"),
    only("/<of>/flow/<flow>/new", "flow_new_step", of_set(of_flow(new))),
    only("/<of>/flow/<flow>/new", "flow_add_step", of_draft(of_flow(add)), "POST"),
)
