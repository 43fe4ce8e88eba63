"""Which calls are promised, and what is to be seen to besides: texts, messages, series?"""

from collections.abc import Callable
from typing import Any

from werkzeug.wrappers import Response

from ivr.console import forms, frame, sorry
from ivr.console.access import Page, Visit
from ivr.console.naming import specialty, tongue
from ivr.models import Grant
from ivr.operations import audit, callback_orders, series
from ivr.operations.callback_orders import NoSuchPromise
from ivr.operations.series import ImpossibleSeries
from ivr.queries import promised, texts, voicemails
from ivr.queries import series as planned
from ivr.queries.promised import Promised
from ivr.runtime import Runtime

__all__ = ["MAY", "PAGES", "ROOT"]

ROOT = "/console/callbacks"
ENDS: dict[str, Callable[[Runtime, str, str], None]] = {
    "kept": callback_orders.keep,
    "handed_over": callback_orders.hand_over,
    "declined": callback_orders.decline,
    "expired": callback_orders.expire,
}
"""What can become of a promise by somebody's hand."""


def show(visit: Visit) -> Response:
    """What is overdue first, then what comes next. Never a number."""
    late = {one.id for one in promised.promised(visit.rt, late_only=True)}
    every = promised.promised(visit.rt)
    return frame.page(
        visit,
        "callbacks.html",
        calls=sorted(every, key=lambda one: one.id not in late),
        late=late,
        ended=promised.ended(visit.rt),
        messages=voicemails.left(visit.rt),
        texts=sorted(texts.to_look_at(visit.rt), key=lambda one: not one.failed),
        series=planned.listed(visit.rt),
        **_named(visit),
    )


def _named(visit: Visit) -> dict[str, Any]:
    return {
        "tongue": lambda tag: tongue(visit, tag),
        "specialty": lambda name: specialty(visit, name) if name else visit.words["any_specialty"],
    }


def _found(visit: Visit, promise: str) -> Promised | None:
    return next((one for one in promised.promised(visit.rt) if one.id == promise), None)


def one(visit: Visit, promise: str) -> Response:
    """One promise, and what may have become of it."""
    found = _found(visit, promise)
    if found is None:
        return sorry.nothing_here(visit)
    return _one(visit, found)


def _one(visit: Visit, found: Promised, problem: str = "") -> Response:
    late = {one.id for one in promised.promised(visit.rt, late_only=True)}
    return frame.page(
        visit,
        "callback.html",
        status=422 if problem else 200,
        call=found,
        late=found.id in late,
        ends=tuple(ENDS),
        problem=problem,
        **_named(visit),
    )


def end(visit: Visit, promise: str) -> Response:
    """It ends so; or, a moment later, its end is taken back."""
    do, who = forms.field(visit, "do"), visit.known.name
    found = _found(visit, promise)
    if do not in (*ENDS, "reopen") and found is not None:
        return _one(visit, found, "choose_end")
    try:
        if do == "reopen":
            callback_orders.reopen(visit.rt, promise[:32], who)
        elif do in ENDS:
            ENDS[do](visit.rt, promise[:32], who)
        else:
            return sorry.nothing_here(visit)
    except NoSuchPromise:
        return frame.go(visit, ROOT, "promise_over")
    return frame.go(visit, ROOT, "promise_back" if do == "reopen" else "promise_ended")


def one_series(visit: Visit, series_id: str) -> Response:
    """One series, before it is stopped: that cannot be taken back."""
    found = next((one for one in planned.listed(visit.rt) if one.code == series_id), None)
    if found is None:
        return sorry.nothing_here(visit)
    return frame.page(visit, "series.html", series=found, **_named(visit))


def stop_series(visit: Visit, series_id: str) -> Response:
    """Nothing more is sent of it."""
    try:
        series.stop(visit.rt, series_id[:32], audit.staff(visit.known.name))
    except ImpossibleSeries:
        return sorry.nothing_here(visit)
    return frame.go(visit, ROOT, "series_stopped")


MAY = frozenset({Grant.SUPERVISOR})
PAGES = (
    Page("/callbacks", "callbacks", show, MAY, in_nav=True),
    Page("/callbacks/<promise>", "callback", one, MAY),
    Page("/callbacks/<promise>", "end_callback", end, MAY, ("POST",)),
    Page("/callbacks/series/<series_id>", "series", one_series, MAY),
    Page("/callbacks/series/<series_id>", "stop_series", stop_series, MAY, ("POST",)),
)
