"""When am I planned, and who could take a turn of mine?"""

from werkzeug.wrappers import Response

from ivr.console import forms, frame, naming
from ivr.console.access import Page, Visit
from ivr.models import Grant
from ivr.operations import swaps
from ivr.operations.planning import ImpossibleShift, day_named
from ivr.operations.refusals import Refusal
from ivr.operations.swaps import Asked
from ivr.queries import profiles
from ivr.queries import week as weeks
from ivr.queries.swaps import askings

__all__ = ["PAGES"]

HERE = "/console/my-shifts"
AHEAD = 28
"""Days."""


def show(visit: Visit, problem: Refusal | None = None) -> Response:
    """Their own turns of four weeks, what they are asked, and what they asked."""
    me = visit.known.responder
    asked = askings(visit.rt, me) if me else []
    return frame.page(
        visit,
        "my_shifts.html",
        status=422 if problem else 200,
        is_responder=me is not None,
        turns=[one for one in weeks.coming(visit.rt, me, AHEAD) if one.counts] if me else [],
        colleagues=[one for one in profiles.everybody(visit.rt) if one.id != me],
        of_me=[one for one in asked if one.taker_id == me],
        by_me=[one for one in asked if one.giver_id == me],
        chosen=(forms.field(visit, "turn"), forms.field(visit, "to")),
        problem=naming.refusal(visit, problem) if problem else "",
    )


def change(visit: Visit) -> Response:
    """Ask somebody, answer, or ask no more: for themselves only."""
    me, doing = visit.known.responder, forms.field(visit, "do")
    if me is None:
        return frame.go(visit, HERE)
    which = forms.field(visit, "which")
    if doing == "withdraw":
        done = swaps.withdraw(visit.rt, which, me)
        return frame.go(visit, HERE, "swap_withdrawn" if done else "too_late")
    if doing in ("agree", "decline"):
        done = swaps.answer(visit.rt, which, me, agrees=doing == "agree")
        return frame.go(visit, HERE, f"swap_{doing}d" if done else "too_late")
    return _ask(visit, me)


def _ask(visit: Visit, me: str) -> Response:
    shift, _, day = forms.field(visit, "turn").partition(" ")
    try:
        if not day:
            raise ImpossibleShift("Choose a turn.", "gone")
        asked = Asked(shift, day_named(day), forms.field(visit, "to"))
        swaps.ask(visit.rt, me, asked, visit.known.name)
    except Refusal as problem:
        return show(visit, problem)
    return frame.go(visit, HERE, "swap_asked")


MAY = frozenset({Grant.RESPONDER})
PAGES = (
    Page("/my-shifts", "my_shifts", show, MAY, in_nav=True),
    Page("/my-shifts", "change_my_shifts", change, MAY, ("POST",)),
)
