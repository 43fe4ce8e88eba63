"""How does a screen on a wall come to show the wallboard, and nothing else?"""

from dataclasses import replace

from flask import Response as FlaskResponse
from werkzeug.wrappers import Response

from ivr.console import cookies, forms, frame, naming, wallboard
from ivr.console.access import Everybody, Page, Visit
from ivr.models import Grant
from ivr.operations import screens
from ivr.operations.refusals import Refusal
from ivr.operations.screens import Watching
from ivr.queries import screens as hung
from ivr.queries.wallboard import Board, board

__all__ = ["PAGES"]

HERE = "/console/screens"
WALL = "/console/screen"


def listing(visit: Visit, problem: str = "") -> Response:
    """All screens, and a form for another."""
    return frame.page(
        visit,
        "screens.html",
        status=422 if problem else 200,
        listed=hung.screens(visit.rt),
        problem=problem,
        name=forms.field(visit, "name"),
        with_names=bool(forms.field(visit, "names")) if problem else True,
    )


def change(visit: Visit) -> Response:
    """Another screen, whose code is shown once; or the end of one."""
    if forms.field(visit, "do") == "end":
        ended = screens.end(visit.rt, forms.field(visit, "which"), visit.known)
        return frame.go(visit, HERE, "screen_ended" if ended else "too_late")
    name = forms.field(visit, "name")
    try:
        code = screens.make(
            visit.rt, name, visit.known, shows_names=bool(forms.field(visit, "names"))
        )
    except Refusal as problem:
        return listing(visit, naming.refusal(visit, problem))
    address = f"{visit.rt.environment.console_url}/console/screen/pair"
    return frame.page(visit, "screen_code.html", name=name, code=code, address=address)


def pair_form(visit: Visit, wait: int = 0, *, tried: bool = False) -> Response:
    """At the screen: one field."""
    return frame.page(
        visit, "screen_pair.html", status=422 if tried else 200, tried=tried, wait=wait
    )


def pair(visit: Visit) -> Response:
    """From now on this browser is a screen, and nobody's sign-in; or once more."""
    done = screens.pair(visit.rt, forms.field(visit, "code"), visit.request.remote_addr or "")
    if not done.token:
        return pair_form(visit, done.wait, tried=True)
    response = frame.go(visit, WALL)
    cookies.keep(response, visit.rt.environment, cookies.SCREEN, done.token)
    cookies.drop(response, visit.rt.environment, cookies.SIGN_IN)
    return response


def show(visit: Visit) -> Response:
    """The wallboard, for a screen that is known; for everybody else how to become one."""
    screen = _screen(visit)
    if screen is None:
        return frame.page(visit, "sorry.html", status=403, what="no_screen", back=f"{WALL}/pair")
    facts = wallboard.facts(visit, _shown(visit, screen, board(visit.rt, visit.zone)))
    return frame.page(visit, "wallboard.html", where=WALL, sound=False, **facts)


def current(visit: Visit) -> Response:
    """The part that changes."""
    screen = _screen(visit)
    if screen is None:
        return FlaskResponse(status=403)
    return wallboard.part(visit, _shown(visit, screen, board(visit.rt, visit.zone)))


def _screen(visit: Visit) -> Watching | None:
    held = cookies.read(visit.request, visit.rt.environment, cookies.SCREEN)
    return screens.watching(visit.rt, held) if held else None


def _shown(visit: Visit, screen: Watching, now: Board) -> Board:
    """What callers wait for is nobody's who passes by, nor are names where visitors do."""
    now = replace(now, waiting=tuple(replace(one, specialty="") for one in now.waiting))
    if screen.shows_names:
        return now
    nobody = visit.words["role_responder"]
    people = tuple(replace(one, name=nobody) for one in now.people)
    alarms = tuple(
        one if one.name is None else replace(one, name=nobody) for one in now.today.alarms
    )
    return replace(now, people=people, today=replace(now.today, alarms=alarms))


MAY = frozenset({Grant.SUPERVISOR})
ANYBODY = Everybody.ANYBODY
PAGES = (
    Page("/screens", "screens", listing, MAY, in_nav=True),
    Page("/screens", "change_screens", change, MAY, ("POST",), recent=True),
    Page("/screen/pair", "pair_form", pair_form, ANYBODY),
    Page("/screen/pair", "pair", pair, ANYBODY, ("POST",)),
    Page("/screen", "screen", show, ANYBODY),
    Page("/screen/now", "screen_now", current, ANYBODY, live=True),
)
