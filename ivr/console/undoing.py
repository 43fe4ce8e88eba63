"""How is what somebody has just done taken back?"""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from werkzeug.wrappers import Response

from ivr.console import forms, frame
from ivr.console.access import Page, Visit
from ivr.models import Grant, Role
from ivr.operations import pairings, planning, profiles, swaps
from ivr.operations.people import NobodyOfThatName
from ivr.operations.profiles import Change, Held
from ivr.operations.refusals import Refusal
from ivr.queries.profiles import by_id
from ivr.runtime import Runtime
from ivr.seal import BrokenSeal

__all__ = ["PAGES", "way_back"]

PURPOSE = "console undo"
OFFERED_FOR = timedelta(minutes=10)
Given = Mapping[str, Any]


def way_back(visit: Visit, what: str, **given: object) -> str:
    """What undoes this, sealed for whoever did it: one of DEEDS and what it needs."""
    kept = {"what": what, "at": visit.rt.now().timestamp(), "given": given}
    plain = json.dumps(kept, separators=(",", ":")).encode()
    return visit.rt.seal.close_text(PURPOSE, plain, visit.known.account)


def undo(visit: Visit) -> Response:
    """As it was before; or said that it cannot be any more."""
    back = forms.field(visit, "back")
    try:
        # A way back may be longer than what anybody types.
        sealed = visit.request.form.get("undo", "")
        kept = json.loads(visit.rt.seal.open_text(PURPOSE, sealed, visit.known.account))
    except BrokenSeal:
        return frame.go(visit, back, "undo_over")
    if visit.rt.now().timestamp() - kept["at"] > OFFERED_FOR.total_seconds():
        return frame.go(visit, back, "undo_over")
    try:
        DEEDS[kept["what"]](visit.rt, kept["given"], visit.known.name)
    except Refusal:
        return frame.go(visit, back, "undo_over")
    return frame.go(visit, back, "undone")


def _name(rt: Runtime, given: Given) -> str:
    """The name they have now. Raises NobodyOfThatName."""
    found = by_id(rt, given["who"])
    if found is None:
        raise NobodyOfThatName("They have left.", "nobody")
    return found.name


def _speaks(rt: Runtime, given: Given, by: str) -> None:
    profiles.speaks(rt, _name(rt, given), given["languages"], by)


def _change(rt: Runtime, given: Given, by: str) -> None:
    was = dict(given["was"])
    wanted = Change(
        name=was["name"],
        role=Role(was["role"]),
        gender=was["gender"],
        areas=tuple(was["areas"]),
        zone=was["zone"],
    )
    profiles.change(rt, _name(rt, given), wanted, by)


def _certify(rt: Runtime, given: Given, by: str) -> None:
    issued = date.fromisoformat(given["issued"]) if given["issued"] else None
    held = Held(given["specialty"], datetime.fromisoformat(given["until"]), issued)
    profiles.certify(rt, _name(rt, given), [held], by)


def _uncertify(rt: Runtime, given: Given, by: str) -> None:
    profiles.uncertify(rt, _name(rt, given), given["specialty"], by)


def _learn(rt: Runtime, given: Given, by: str) -> None:
    trainee = _name(rt, given)
    if given["mentor"]:
        pairings.learns_from(rt, trainee, given["mentor"], by)
    else:
        pairings.stops_learning(rt, trainee, by)


def _together(rt: Runtime, given: Given, by: str) -> None:
    pairings.bring_together(rt, _name(rt, given), given["other"], by)


def _apart(rt: Runtime, given: Given, by: str) -> None:
    pairings.keep_apart(rt, _name(rt, given), given["other"], by)


def _plan_again(rt: Runtime, given: Given, by: str) -> None:
    planning.restore(rt, given["was"], by)


def _unplan(rt: Runtime, given: Given, by: str) -> None:
    planning.remove(rt, given["id"], by)


def _begin_again(rt: Runtime, given: Given, by: str) -> None:
    planning.unskip(rt, given["id"], date.fromisoformat(given["day"]), by)


def _give_back(rt: Runtime, given: Given, by: str) -> None:
    swaps.take_back(rt, given["id"], by)


DEEDS: dict[str, Callable[[Runtime, Given, str], None]] = {
    "speaks": _speaks,
    "change": _change,
    "certify": _certify,
    "uncertify": _uncertify,
    "learn": _learn,
    "together": _together,
    "apart": _apart,
    "plan_again": _plan_again,
    "unplan": _unplan,
    "begin_again": _begin_again,
    "give_back": _give_back,
}
"""What can be taken back, all of it by supervisors."""
PAGES = (Page("/undo", "undo", undo, frozenset({Grant.SUPERVISOR}), ("POST",)),)
