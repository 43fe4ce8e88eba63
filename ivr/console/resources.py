"""Which services do we point to, and which has nobody checked for long?"""

from collections.abc import Mapping
from typing import Any

from werkzeug.wrappers import Response

from ivr.console import forms, frame, resource_forms, sorry
from ivr.console.access import Page, Visit
from ivr.console.days import typed
from ivr.console.naming import tongue
from ivr.console.resource_forms import Filled
from ivr.models import Grant, Purpose, Topic
from ivr.operations import resources
from ivr.operations.resources import ImpossibleResource, NewResource
from ivr.queries.directory import Shown, Wanted, choices, listed

__all__ = ["LEADS", "PAGES", "ROOT", "facts"]

ROOT = "/console/resources"
FIELDS = ("topic", "purpose", "speaks", "area", "old", "retired")
DONE = {"verify": "verified", "retire": "retired", "restore": "restored"}


def show(visit: Visit) -> Response:
    """The entries that were asked for, in the language of whoever reads."""
    asked = typed(visit, *FIELDS)
    found = [one for one in _listed(visit, asked) if _is_wanted(one, asked)]
    every = listed(visit.rt, Wanted(visit.language))
    return frame.page(
        visit,
        "resources.html",
        entries=found,
        asked=asked,
        filtered=any(asked.values()),
        old=sum(one.is_old for one in every),
        known=choices(visit.rt, visit.language),
        may_change=visit.who is not None and Grant.SUPERVISOR in visit.who.grants,
        **facts(visit),
    )


def _listed(visit: Visit, asked: Mapping[str, str]) -> list[Shown]:
    topic = asked["topic"] if asked["topic"] in set(Topic) else None
    wanted = Wanted(
        visit.language,
        topic,
        speaks=asked["speaks"],
        area=asked["area"],
        retired=asked["retired"] == "yes",
    )
    return listed(visit.rt, wanted)


def _is_wanted(one: Shown, asked: Mapping[str, str]) -> bool:
    serves = not asked["purpose"] or asked["purpose"] in one.purposes
    return serves and (asked["old"] != "yes" or one.is_old)


def facts(visit: Visit) -> dict[str, Any]:
    """What the forms of the directory choose from."""
    return {
        "topics": tuple(Topic),
        "purposes": tuple(Purpose),
        "tongue": lambda tag: tongue(visit, tag),
    }


def new(visit: Visit) -> Response:
    """An empty form."""
    return _form(visit, resource_forms.empty(visit))


def add(visit: Visit) -> Response:
    """List this service."""
    filled = resource_forms.read(visit)
    return _saved(visit, filled, None)


def one(visit: Visit, entry: str) -> Response:
    """One entry in its form."""
    try:
        known = resources.get(visit.rt, entry)
    except ImpossibleResource:
        return sorry.nothing_here(visit)
    return _form(visit, resource_forms.filled(visit, known), known)


def change(visit: Visit, entry: str) -> Response:
    """It is as it was typed from now on; or it is verified, retired, brought back."""
    do = forms.field(visit, "do")
    try:
        known = resources.get(visit.rt, entry)
    except ImpossibleResource:
        return sorry.nothing_here(visit)
    if do in DONE:
        return _done(visit, do, entry)
    return _saved(visit, resource_forms.read(visit, known), known)


def _done(visit: Visit, do: str, entry: str) -> Response:
    deeds = {
        "verify": resources.verify,
        "retire": resources.retire,
        "restore": resources.restore,
    }
    try:
        deeds[do](visit.rt, entry, visit.known.name)
    except ImpossibleResource:
        return frame.go(visit, f"{ROOT}/entry/{entry}", "entry_meanwhile")
    return frame.go(visit, f"{ROOT}/entry/{entry}", f"entry_{DONE[do]}")


def _saved(visit: Visit, filled: Filled, known: NewResource | None) -> Response:
    if known is not None and filled.seen != resource_forms.fingerprint(known):
        return _form(visit, filled.refused("problem_meanwhile", known), known)
    try:
        save = resources.add if known is None else resources.change
        save(visit.rt, filled.entry, visit.known.name)
    except ImpossibleResource as problem:
        return _form(visit, filled.refused(*problem.sentences), known)
    added = "entry_added" if known is None else "entry_saved"
    return frame.go(visit, f"{ROOT}/entry/{filled.entry.id}", added)


def _form(visit: Visit, filled: Filled, known: NewResource | None = None) -> Response:
    shown = next(
        (
            one
            for one in listed(visit.rt, Wanted(visit.language, retired=True))
            if known is not None and one.id == known.id
        ),
        None,
    )
    return frame.page(
        visit,
        "resource.html",
        status=422 if filled.problems else 200,
        filled=filled,
        known=known,
        shown=shown,
        areas=resource_forms.areas(visit),
        **facts(visit),
    )


MAY = frozenset({Grant.RESPONDER, Grant.SUPERVISOR})
LEADS = frozenset({Grant.SUPERVISOR})
PAGES = (
    Page("/resources", "resources", show, MAY, in_nav=True),
    Page("/resources/new", "new_resource", new, LEADS),
    Page("/resources/new", "add_resource", add, LEADS, ("POST",)),
    Page("/resources/entry/<entry>", "resource", one, LEADS),
    Page("/resources/entry/<entry>", "change_resource", change, LEADS, ("POST",)),
)
