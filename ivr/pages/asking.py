"""How does somebody ask for a call on a page, look it over, and take it back?"""

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, request

from ivr import numbers
from ivr.operations import callbacks, web_askings
from ivr.operations.web_askings import Age, Offered, Outcome, Wanted
from ivr.pages import showing
from ivr.pages.wish import Written, looked_at
from ivr.queries import asking
from ivr.queries.asking import Choices

__all__ = ["add_routes"]

ADDRESS = "/ask"
LOOK, ASK, TAKE_BACK = "look", "ask", "take_back"


def add_routes(made: Blueprint) -> None:
    """The page on which a call is asked for: one address, whatever is done there."""
    made.add_url_rule(ADDRESS, "ask", form, methods=["GET"])
    made.add_url_rule(ADDRESS, "asked", answered, methods=["POST"])


def form() -> Response:
    """The empty form; robots and previews change nothing with it."""
    return _form(_written())


def answered() -> Response:
    """Somebody sent the form: it is looked over, then asked for, or taken back.

    A form that another site had this browser send is shown, and nothing else is done with it.
    """
    written = _written()
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return _form(replace(written, page=""))
    if written.page == LOOK:
        return _looked_over(written)
    if written.page == ASK:
        return _asked(written)
    return _taken_back(written) if written.page == TAKE_BACK else _form(written)


def _written() -> Written:
    return Written.of(request.form, *request.accept_languages.values())


def _form(written: Written, **problems: str) -> Response:
    """The form, with what was written in it, and what to look at again."""
    choices = asking.choices(showing.runtime(), written.language)
    if choices is None:
        return showing.nothing_here()
    return _page("ask.html", replace(written, problems=problems), choices)


def _page(name: str, written: Written, choices: Choices, **facts: Any) -> Response:
    rt = showing.runtime()
    old = written["form"]
    fresh = old and web_askings.age_of(rt, old) is not Age.LATE
    return showing.page(
        name,
        written.language,
        written=written,
        choices=choices,
        form=old if fresh else web_askings.new_form(rt),
        **facts,
    )


def _looked_over(written: Written, *, early: bool = False) -> Response:
    """Everything once more, before it is promised."""
    choices, wanted, problems = _wanted(written)
    if choices is None:
        return showing.nothing_here()
    if wanted is None:
        return _form(written, **problems)
    shown = numbers.spoken_number(wanted.number)
    return _page("ask_look.html", written, choices, wanted=wanted, shown=shown, early=early)


def _wanted(written: Written) -> tuple[Choices | None, Wanted | None, dict[str, str]]:
    rt = showing.runtime()
    offer: Offered | None = web_askings.offered(rt)
    choices = asking.choices(rt, written.language)
    if offer is None or choices is None:
        return None, None, {}
    wanted, problems = looked_at(rt, offer, choices, written)
    return choices, wanted, dict(problems)


def _asked(written: Written) -> Response:
    """It is promised, if a hand sent it and nothing is odd."""
    rt = showing.runtime()
    age = web_askings.age_of(rt, written["form"])
    if age is Age.EARLY:
        return _looked_over(written, early=True)
    if age is Age.LATE:
        return _form(written, form="form_late")
    choices, wanted, problems = _wanted(written)
    if choices is None:
        return showing.nothing_here()
    if wanted is None:
        return _form(written, **problems)
    if web_askings.ask(rt, written["form"], wanted) is Outcome.FULL:
        return showing.page("ask_full.html", written.language, choices=choices)
    return showing.page(
        "ask_done.html",
        written.language,
        choices=choices,
        wanted=wanted,
        shown=numbers.spoken_number(wanted.number),
        reference=web_askings.reference_of(rt, written["form"]),
    )


def _taken_back(written: Written) -> Response:
    """The same page, whether there was anything to take back or not."""
    rt = showing.runtime()
    number, problem = callbacks.read_number(rt, written["number"])
    problems = {} if problem is None else {"its_number": problem}
    if not written["reference"].strip():
        problems["reference"] = "reference_missing"
    if problems:
        return _form(written, **problems)
    web_askings.take_back(rt, number, written["reference"])
    return showing.page("taken_back.html", written.language)
