"""How does somebody sign in and out, and in which language?"""

import re

from werkzeug.wrappers import Response

from ivr.console import cookies, forms, frame
from ivr.console.access import Everybody, Page, Visit
from ivr.console.words import WORDS
from ivr.operations import own_accounts, sign_ins
from ivr.operations.sign_ins import Opened, Tried

__all__ = ["PAGES", "browser_of", "signed_in"]

BROWSERS = ("Firefox", "Edg", "OPR", "Chrome", "Safari")
SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")
CALLED = {"Edg": "Edge", "OPR": "Opera", "Mac OS": "macOS"}


def home(visit: Visit) -> Response:
    """The first page of the menu that is theirs; their own account if none is."""
    theirs = [one for one in visit.nav if one.in_nav and one.opens_for(visit.who)]
    return frame.go(visit, f"/console{theirs[0].path}")


def form(visit: Visit) -> Response:
    """Name, password and code, in one form: nothing is learned from half of it."""
    if visit.who is not None:
        return home(visit)
    return _form(visit, next_page=visit.request.args.get("next", ""))


def _form(visit: Visit, next_page: str, tried: Opened | None = None) -> Response:
    return frame.page(
        visit,
        "login.html",
        status=422 if tried else 200,
        tried=tried,
        name=forms.field(visit, "name") if tried else "",
        provider=visit.rt.environment.oidc,
        next=forms.safe_path(next_page),
    )


def sign_in(visit: Visit) -> Response:
    """In, with a new token whatever the browser held before; or once more, and nobody learns
    which of the three was not right."""
    wanted = forms.field(visit, "next")
    opened = sign_ins.sign_in(
        visit.rt,
        Tried(
            name=forms.field(visit, "name"),
            # Whoever chose a password with a space at its end has one.
            password=visit.request.form.get("password", ""),
            code=forms.field(visit, "code"),
            address=visit.request.remote_addr or "",
            browser=browser_of(visit),
            kept=cookies.read(visit.request, visit.rt.environment, cookies.KNOWN),
        ),
    )
    if not opened.token:
        return _form(visit, wanted, opened)
    response = signed_in(visit, frame.go(visit, wanted), opened.token)
    cookies.keep(response, visit.rt.environment, cookies.KNOWN, opened.kept)
    return response


def signed_in(visit: Visit, response: Response, token: str) -> Response:
    """This answer, with which the browser is signed in."""
    cookies.keep(response, visit.rt.environment, cookies.SIGN_IN, token)
    return response


def sign_out(visit: Visit) -> Response:
    """Out, and what this browser kept of the sign-in with it."""
    sign_ins.end(visit.rt, visit.known, visit.known.sign_in)
    response = frame.go(visit, "/console/login", "signed_out")
    cookies.drop(response, visit.rt.environment, cookies.SIGN_IN)
    return response


def speak(visit: Visit) -> Response:
    """The pages in another language, from now on."""
    chosen = forms.field(visit, "language")
    response = frame.go(visit, forms.field(visit, "back"))
    if chosen not in WORDS:
        return response
    if visit.who is not None:
        own_accounts.speak(visit.rt, visit.who, chosen)
    cookies.keep(response, visit.rt.environment, cookies.LANGUAGE, chosen)
    return response


def browser_of(visit: Visit) -> str:
    """Which kind of browser on which kind of machine: enough to know one's own again."""
    said = visit.request.headers.get("User-Agent", "")[:500]
    browser = next((name for name in BROWSERS if re.search(rf"\b{name}/", said)), "")
    system = next((name for name in SYSTEMS if name in said), "")
    return ", ".join(CALLED.get(part, part) for part in (browser, system) if part)


PAGES = (
    Page("/", "home", home, Everybody.STAFF),
    Page("/login", "login", form, Everybody.ANYBODY),
    Page("/login", "sign_in", sign_in, Everybody.ANYBODY, ("POST",)),
    Page("/logout", "sign_out", sign_out, Everybody.STAFF, ("POST",)),
    Page("/language", "speak", speak, Everybody.ANYBODY, ("POST",)),
)
