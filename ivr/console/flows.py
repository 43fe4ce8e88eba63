"""What do callers hear now, who works on it, what waits for whom, and what is switched on?"""

from typing import Any

from werkzeug.wrappers import Response

from ivr.bookshelf import NothingPublished
from ivr.console import forms, frame
from ivr.console.access import Page, Visit
from ivr.console.flow_publishing import refusal
from ivr.console.flow_sets import MAY, only
from ivr.console.flow_steps import name_of
from ivr.flow.finding import BrokenFlows
from ivr.models import ApprovalState, Grant
from ivr.operations import drafts, moments, switches
from ivr.operations.refusals import Refusal
from ivr.operations.switches import Shown
from ivr.queries import versions

__all__ = ["PAGES"]

SHOWN = 10


def index(visit: Visit) -> Response:
    """Everything about the set on one page."""
    return _index(visit)


def _index(visit: Visit, *, status: int = 200, **facts: Any) -> Response:
    history = versions.history(visit.rt)
    facts = {"refused": {}, "name": "", "until": "", **facts}
    return frame.page(
        visit,
        "flows.html",
        status=status,
        lines=history.lines,
        live=history.publications[0] if history.publications else None,
        earlier=list(dict.fromkeys(history.publications[1:SHOWN])),
        waiting=[one for one in history.waiting if one.state is not ApprovalState.REFUSED],
        turned_away=[one for one in history.waiting if one.state is ApprovalState.REFUSED],
        drafts=drafts.everyone(visit.rt),
        switches=_switches(visit),
        leads=Grant.SUPERVISOR in visit.known.grants,
        **facts,
    )


def _switches(visit: Visit) -> list[Shown]:
    try:
        return switches.listing(visit.rt)
    except NothingPublished:
        return []


def begin(visit: Visit) -> Response:
    """A draft with what is live, for everybody who works on flows."""
    typed = forms.field(visit, "name")
    name = name_of(typed)
    if not name:
        wrong = {"name": visit.words["name_missing"]}
        return _index(visit, refused=wrong, name=typed, status=422)
    try:
        drafts.begin(visit.rt, name, visit.known.name)
    except (Refusal, BrokenFlows):
        wrong = {"name": visit.words["draft_there"]}
        return _index(visit, refused=wrong, name=typed, status=422)
    return frame.go(visit, f"/console/flows/draft-{name}", "flow_begun")


def close(visit: Visit) -> Response:
    """The draft is thrown away, once somebody ticked that it may be."""
    name = forms.field(visit, "draft")
    if not visit.request.form.get("sure"):
        return _index(visit, refused={f"close-{name}": visit.words["tick_first"]}, status=422)
    try:
        drafts.close(visit.rt, name, visit.known.name)
    except Refusal:
        return frame.go(visit, "/console/flows")
    return frame.go(visit, "/console/flows", "flow_closed")


def switch(visit: Visit) -> Response:
    """On until a moment on the helpline's clocks, or off at once."""
    name, until = forms.field(visit, "switch"), forms.field(visit, "until")
    try:
        if forms.field(visit, "do") == "off":
            switches.turn_off(visit.rt, name, visit.known.name)
            return frame.go(visit, "/console/flows", "flow_switched_off")
        end = moments.later(until, visit.zone, visit.rt.now())
        switches.turn_on(visit.rt, name, end, visit.known.name)
    except Refusal as problem:
        wrong = {f"until-{name}": refusal(visit, problem)}
        return _index(visit, refused=wrong, until=until, status=422)
    return frame.go(visit, "/console/flows", "flow_switched_on")


LEADS = frozenset({Grant.SUPERVISOR})
PAGES = (
    Page("/flows", "flows", index, MAY, in_nav=True),
    only("", "flow_begin", begin, "POST"),
    only("/close", "flow_close", close, "POST"),
    Page("/flows/switch", "flow_switch", switch, LEADS, ("POST",)),
)
