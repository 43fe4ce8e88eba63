"""What is behind the link of a text? A page that says nothing, then one list for everybody."""

import re
from pathlib import Path

from babel import Locale
from flask import Blueprint, Response, current_app, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from ivr.operations.messages import link_hash
from ivr.pages.words import WORDS
from ivr.queries.directory import TOPICS, general_list, language_of_link
from ivr.runtime import EXTENSION, Runtime

__all__ = ["blueprint"]

TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
HERE = Path(__file__).parent
# Somewhere anybody might have been: the weather.
ELSEWHERE = "https://www.weather.gov/"
# Nothing is kept, told to other sites, indexed, framed or loaded from elsewhere.
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}


def blueprint() -> Blueprint:
    """The pages host: the link, its list, and the way out."""
    made = Blueprint("pages", __name__, template_folder="templates")
    made.add_url_rule("/l/<token>", "link", neutral, methods=["GET"])
    made.add_url_rule("/l/<token>", "list", listed, methods=["POST"])
    made.add_url_rule("/leave", "leave", leave, methods=["GET"])
    made.add_url_rule("/page.css", "style", style, methods=["GET"])
    made.add_url_rule("/page.js", "script", script, methods=["GET"])
    made.after_request(_tell_nobody)
    return made


def _runtime() -> Runtime:
    found: Runtime = current_app.extensions[EXTENSION]
    return found


def _tell_nobody(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response


def _language(token: str) -> str | None:
    if not TOKEN.fullmatch(token):
        return None
    return language_of_link(_runtime(), link_hash(token))


def neutral(token: str) -> Response:
    """A page that says nothing and changes nothing: previews and robots see only this. A link
    that was never made looks the same."""
    language = _language(token) or "en"
    return _page("continue.html", language, token=token)


def listed(token: str) -> Response:
    """The same general list for every link; a link that is over says so kindly."""
    language = _language(token)
    if language is None:
        return _page("over.html", "en", status=410)
    found = general_list(_runtime(), language)
    return _page("list.html", language, topics=[(t, found[t]) for t in TOPICS if found[t]])


def _page(name: str, language: str, status: int = 200, **facts: object) -> Response:
    spoken = language if language in WORDS else "en"
    direction = "rtl" if Locale.parse(spoken, sep="-").text_direction == "rtl" else "ltr"
    page = render_template(name, language=spoken, direction=direction, words=WORDS[spoken], **facts)
    return Response(page, status, content_type="text/html; charset=utf-8")


def leave() -> AnyResponse:
    """Away at once, and this site's traces in the browser with it."""
    away = redirect(ELSEWHERE, 303)
    away.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return away


def style() -> Response:
    """The one style sheet."""
    return _file("page.css", "text/css")


def script() -> Response:
    """The one script: Shift three times leaves. Every page works without it."""
    return _file("page.js", "text/javascript")


def _file(name: str, kind: str) -> Response:
    """The whole file, without a date or tag by which a browser would keep it."""
    return Response((HERE / name).read_bytes(), mimetype=kind)
