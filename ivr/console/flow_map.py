"""What does a flow look like from above, with what is wrong, tried or changed laid over it?"""

from collections.abc import Callable, Mapping
from typing import Any

from werkzeug.wrappers import Response

from ivr.bookshelf import NothingPublished
from ivr.console.access import Visit
from ivr.console.flow_reading import facts_of
from ivr.console.flow_sets import Shown, of_flow, of_set, only, show
from ivr.flow.difference import renamings
from ivr.flow.finding import BrokenFlows
from ivr.flow.flow import Flow
from ivr.flow.map import HEIGHT, WIDTH, drawn
from ivr.flow.proofs.performance import covered, perform_all
from ivr.flow.proofs.script import read_scripts
from ivr.flow.proofs.trace import exits_of
from ivr.flow.reader import read_set

__all__ = ["PAGES"]

Layer = Mapping[str, str]
"""For a step, a word about it; a step without one has none."""


def show_map(visit: Visit, one: Shown, flow: Flow) -> Response:
    """The map; each step is a link to its card, and the list of cards says the same in words."""
    wanted = visit.request.args.get("show", "")
    layer = LAYERS[wanted](visit, one, flow) if wanted in LAYERS else {}
    return show(
        visit,
        "flow_map.html",
        one,
        at="read",
        flow=flow,
        map=drawn(flow),
        box=(WIDTH, HEIGHT),
        layers=list(LAYERS),
        wanted=wanted if wanted in LAYERS else "",
        layer=layer,
        **facts_of(visit, one),
    )


def _checked(visit: Visit, one: Shown, flow: Flow) -> Layer:
    counts: dict[str, int] = {}
    for finding in one.problems_of(flow.flow):
        counts[finding.step] = counts.get(finding.step, 0) + 1
    return {step: visit.words["map_problems"].format(n=n) for step, n in counts.items() if step}


def _tried(visit: Visit, one: Shown, flow: Flow) -> Layer:
    """How many of the exits of each step the call scripts take."""
    try:
        allow = visit.rt.environment.allow_test_numbers
        book = read_set(one.files, allow_test_numbers=allow)
        outcomes = perform_all(book, read_scripts(one.files))
    except BrokenFlows:
        return {}
    every, taken = exits_of(book), covered(outcomes)
    found: dict[str, str] = {}
    for step in flow.steps:
        place = f"{flow.flow}.{step}"
        ways = {each for each in every if each.place == place}
        if ways:
            counts: dict[str, Any] = {"n": len(ways & taken), "all": len(ways)}
            found[step] = visit.words["map_tried"].format(**counts)
    return found


def _changed(visit: Visit, _one: Shown, flow: Flow) -> Layer:
    """Steps that are new, or not as callers hear them now."""
    try:
        old = visit.rt.books.live().flows.get(flow.flow)
    except NothingPublished:
        old = None
    if old is None:
        return dict.fromkeys(flow.steps, visit.words["map_new"])
    before = {new: was for was, new in renamings(old, flow).items()}
    found = {}
    for name, step in flow.steps.items():
        was = old.steps.get(before.get(name, name))
        if was != step:
            found[name] = visit.words["map_new" if was is None else "map_changed"]
    return found


LAYERS: Mapping[str, Callable[[Visit, Shown, Flow], Layer]] = {
    "checks": _checked,
    "tried": _tried,
    "changed": _changed,
}
PAGES = (only("/<of>/flow/<flow>/map", "flow_map", of_set(of_flow(show_map))),)
