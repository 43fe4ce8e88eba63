"""What do responders and supervisors see? Pages that need no script, each for those it is for."""

import logging
from collections.abc import Callable

from flask import Blueprint, Response, current_app, g, redirect, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from ivr.console import (
    account,
    accounts,
    audit,
    callbacks,
    calls,
    cookies,
    coverage,
    desk,
    desk_calls,
    directory_files,
    files,
    flow_map,
    flow_publishing,
    flow_reading,
    flow_saving,
    flow_steps,
    flow_trying,
    flow_wording,
    flow_yaml,
    flows,
    forms,
    frame,
    login,
    my_shifts,
    people,
    people_files,
    person,
    provider,
    proving,
    reports,
    resources,
    screens,
    settings,
    shift_forms,
    shifts,
    sorry,
    undoing,
    voicemails,
    wallboard,
    welcome,
    who,
)
from ivr.console.access import Page, SignedOut, Visit
from ivr.logs import log
from ivr.operations import sign_ins
from ivr.operations.passwords import Busy
from ivr.runtime import EXTENSION, Runtime

__all__ = ["PAGES", "blueprint", "nothing_here"]

ROOT = "/console"
PAGES: tuple[Page, ...] = (
    *files.PAGES,
    *login.PAGES,
    *provider.PAGES,
    *welcome.PAGES,
    *proving.PAGES,
    *desk.PAGES,
    *desk_calls.PAGES,
    *wallboard.PAGES,
    *screens.PAGES,
    *people.PAGES,
    *people_files.PAGES,
    *person.PAGES,
    *undoing.PAGES,
    *shift_forms.PAGES,
    *shifts.PAGES,
    *my_shifts.PAGES,
    *who.PAGES,
    *coverage.PAGES,
    *flows.PAGES,
    *flow_reading.PAGES,
    *flow_wording.PAGES,
    *flow_steps.PAGES,
    *flow_yaml.PAGES,
    *flow_publishing.PAGES,
    *flow_saving.PAGES,
    *flow_map.PAGES,
    *flow_trying.PAGES,
    *callbacks.PAGES,
    *voicemails.PAGES,
    *resources.PAGES,
    *directory_files.PAGES,
    *calls.PAGES,
    *reports.PAGES,
    *accounts.PAGES,
    *audit.PAGES,
    *settings.PAGES,
    *account.PAGES,
)
"""Every page there is, in the order of the menu. What is not here is not there."""


def blueprint() -> Blueprint:
    """The console: each page behind the same guard."""
    made = Blueprint("console", __name__, url_prefix=ROOT)
    for one in PAGES:
        made.add_url_rule(
            one.path,
            one.name,
            _guarded(one),
            methods=list(one.methods),
            provide_automatic_options=False,
        )
    # Also for a known address that is asked in another way than it answers.
    made.add_url_rule("/<path:elsewhere>", "nowhere", _nowhere, methods=["GET", "POST"])
    made.after_request(with_headers)
    made.register_error_handler(Exception, broken)
    return made


def _guarded(one: Page) -> Callable[..., AnyResponse]:
    """The page for those it is for; the way to sign in, or what to do, for everybody else."""

    def view(**ids: str) -> AnyResponse:
        visit = _visit(is_live=one.live)
        if visit.who is None and not one.opens_for(None):
            return sorry.sign_in_first(visit)
        if not one.opens_for(visit.who):
            return sorry.not_for_you(visit)
        if not forms.is_ours(visit):
            return sorry.old_form(visit)
        if one.recent and not visit.known.is_recent(visit.rt.now()):
            return proving.first(visit)
        return one.view(visit, **ids)

    return view


def _visit(*, is_live: bool = False) -> Visit:
    """Who asks now, kept for the rest of this request."""
    rt: Runtime = current_app.extensions[EXTENSION]
    held = cookies.read(request, rt.environment, cookies.SIGN_IN)
    who = sign_ins.known(rt, held, is_live=is_live) if held else None
    chance = cookies.read(request, rt.environment, cookies.FORM) or cookies.fresh()
    g.visit = Visit(rt, request, who, chance, PAGES)
    return g.visit  # type: ignore[no-any-return]


def with_headers(response: Response) -> Response:
    """With what keeps a page between the browser and us, and chance for its forms."""
    for name, value in frame.HEADERS.items():
        response.headers.setdefault(name, value)
    visit: Visit | None = g.get("visit")
    if visit is not None and visit.who is None and response.mimetype == "text/html":
        cookies.keep(response, visit.rt.environment, cookies.FORM, visit.chance)
    return response


def _nowhere(elsewhere: str) -> AnyResponse:  # noqa: ARG001
    return nothing_here()


def nothing_here() -> Response:
    """The page for an address that is none, with all headers."""
    return with_headers(sorry.nothing_here(g.get("visit") or _visit()))


def broken(problem: Exception) -> AnyResponse:
    """Whatever went wrong, somebody reads what to do now, and nothing of what it was."""
    if isinstance(problem, SignedOut):
        return redirect(f"{ROOT}/login", 303)
    if isinstance(problem, HTTPException) and problem.code == 413:
        return sorry.too_much(_bare())
    if isinstance(problem, HTTPException) and (problem.code or 500) < 500:
        return sorry.nothing_here(_bare())
    if isinstance(problem, Busy):
        return sorry.busy(_bare())
    log("console page broke", level=logging.ERROR, problem=True)
    return sorry.broke(_bare())


def _bare() -> Visit:
    """Without asking who it is: that may be what broke."""
    rt: Runtime = current_app.extensions[EXTENSION]
    found: Visit | None = g.get("visit")
    return found or Visit(rt, request, None, cookies.fresh(), ())
