"""What does a flow say, and where does each key, each silence and each failure lead?"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from werkzeug.wrappers import Response

from ivr.console.access import Visit
from ivr.console.flow_sets import Shown, chosen, of_flow, of_set, only, show
from ivr.console.naming import tongue
from ivr.flow.cards import cards
from ivr.flow.flow import Flow
from ivr.flow.translations import State, counted, table
from ivr.flow.values import KEY_NAMES
from ivr.operations import drafting

__all__ = ["PAGES", "facts_of", "reading"]


def flows(visit: Visit, one: Shown) -> Response:
    """The flows of a set, what is in the way of publishing them, and who changed them last."""
    if one.read is None:
        return show(visit, "flow_unread.html", one, at="read", status=200)
    return show(
        visit,
        "flow_set.html",
        one,
        at="read",
        flows=list(one.read.flows.values()),
        problems=Counter(finding.file.removesuffix(".yaml") for finding in one.problems),
        tongue=lambda tag: tongue(visit, tag),
        translations={tag: _counts(one, tag) for tag in one.languages[1:]},
        changes=drafting.history(visit.rt, one.kept.name) if one.kept else [],
    )


def _counts(one: Shown, language: str) -> Mapping[State, int]:
    return {state: n for state, n in counted(table(one.draft, language)).items() if n}


def read(visit: Visit, one: Shown, flow: Flow) -> Response:
    """Every step as a card, in one of the languages callers hear; one of them may be open."""
    return reading(visit, one, flow, open_card=visit.request.args.get("change", ""))


def reading(
    visit: Visit,
    one: Shown,
    flow: Flow,
    *,
    open_card: str = "",
    typed: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
) -> Response:
    """The cards; `open_card` is the one whose words can be changed, with what was `typed` and what
    is `wrong` about it."""
    language = chosen(visit, one, flow)
    return show(
        visit,
        "flow_read.html",
        one,
        at="read",
        flow=flow,
        language_shown=language,
        cards=cards(one.draft, flow, language),
        open_card=open_card if one.kept else "",
        typed=typed or {},
        wrong=wrong or {},
        status=422 if wrong else 200,
        **facts_of(visit, one),
    )


def facts_of(visit: Visit, one: Shown) -> dict[str, Any]:
    """What a card needs to be shown."""
    return {
        "tongue": lambda tag: tongue(visit, tag),
        "key": lambda sent: {"star": "*", "hash": "#"}.get(KEY_NAMES[sent], sent) if sent else "",
        "problems_of": one.problems_of,
        "part_called": lambda part: _part(visit, part),
        "wide": lambda card: [said for said in card.said if said.part not in card.announced],
        "setting": lambda place: visit.words.get(f"field_{place[-1]}", place[-1]),
        "value": lambda said: visit.words.get(f"value_{said}", said),
    }


def _part(visit: Visit, part: str) -> str:
    """What a piece of the words of a step is called: by its key, its number, or its field."""
    head, _, last = part.rpartition("_")
    known = visit.words.get(f"part_{head}")
    if known:
        return known.format(n={"star": "*", "hash": "#"}.get(last, last))
    return visit.words.get(f"field_{part}", part.replace("_", " "))


PAGES = (
    only("/<of>", "flow_set", of_set(flows)),
    only("/<of>/flow/<flow>", "flow_read", of_set(of_flow(read))),
)
