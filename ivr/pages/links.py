"""What is behind the link of a text? A page that says nothing, then one list for everybody."""

import logging
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_skeleton
from flask import Blueprint, Response, current_app, redirect, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from ivr.logs import log
from ivr.models import Topic
from ivr.operations import links
from ivr.operations.messages import link_hash
from ivr.pages import reading
from ivr.pages.reading import Chosen, page_language
from ivr.pages.room import LIST_ROOM, MOST_CHOICES, PAGE_ROOM, fitting
from ivr.pages.words import WORDS
from ivr.queries import directory
from ivr.queries.directory import Shown, Wanted
from ivr.runtime import EXTENSION, Runtime

__all__ = ["blueprint", "nothing_here"]

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
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}
FILES = {"page.css": "text/css", "page.js": "text/javascript", "page.svg": "image/svg+xml"}
ON_THE_LIST = 5
"""Entries of each topic on the general list; the others are one tap deeper."""
ON_A_PAGE = 20


def blueprint() -> Blueprint:
    """The pages host: the link, its list, and the way out."""
    made = Blueprint("pages", __name__, template_folder="templates")
    made.add_url_rule("/l/<token>", "link", neutral, methods=["GET"])
    made.add_url_rule("/l/<token>", "list", answered, methods=["POST"])
    made.add_url_rule("/leave", "leave", leave, methods=["GET"])
    for name in FILES:
        made.add_url_rule(f"/{name}", name.replace(".", "_"), _file(name), methods=["GET"])
    made.after_request(tell_nobody)
    made.register_error_handler(Exception, broken)
    return made


def _runtime() -> Runtime:
    found: Runtime = current_app.extensions[EXTENSION]
    return found


def tell_nobody(response: Response) -> Response:
    """With every header that keeps a visit between the browser and us."""
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response


def _sent_in(token: str) -> str | None:
    """The language of the text with this link; None for a link that is unknown, over or closed.

    The three take the same way: one hash, one look by an index, one page. Guesses are not counted:
    a link has 128 bits of chance, and many people share one address.
    """
    return directory.language_of_link(_runtime(), link_hash(token))


def neutral(token: str) -> Response:
    """A page that says nothing and changes nothing: previews and robots see only this."""
    sent_in = _sent_in(token)
    if sent_in is None:
        return nothing_here()
    return _page("continue.html", page_language(sent_in))


def answered(token: str) -> Response:
    """Somebody tapped: the list, a part of it, or the end of this link."""
    sent_in = _sent_in(token)
    if sent_in is None:
        return nothing_here()
    chosen = Chosen.of(request.form, sent_in)
    if chosen.page == reading.STOPPING:
        return _page("stopping.html", chosen.language, chosen=chosen)
    if chosen.page == reading.STOP:
        links.close(_runtime(), link_hash(token))
        return _page("closed.html", chosen.language)
    if chosen.topic is not None:
        return _topic(chosen, chosen.topic)
    return _list(chosen)


def _list(chosen: Chosen) -> Response:
    """The same general list for every link; a narrower one only for who chose so here."""
    rt = _runtime()
    found = directory.listed(rt, _wanted(chosen, general=True))
    by_topic = {topic: [one for one in found if one.topic == topic] for topic in Topic}
    choices = directory.choices(rt, chosen.language)
    return _page(
        "list.html",
        chosen.language,
        chosen=chosen,
        topics={t: fitting(some, LIST_ROOM, ON_THE_LIST) for t, some in by_topic.items()},
        speaks=_first(choices.speaks),
        areas=_first(choices.areas),
    )


def _topic(chosen: Chosen, topic: Topic) -> Response:
    found = directory.listed(_runtime(), _wanted(chosen, topic=topic))
    shown = fitting(found[chosen.start :], PAGE_ROOM, ON_A_PAGE)
    end = chosen.start + len(shown)
    return _page(
        "topic.html",
        chosen.language,
        chosen=chosen,
        topic=topic,
        groups=[(why, list(some)) for why, some in groupby(shown, key=lambda one: one.purpose)],
        next=end if end < len(found) else None,
    )


def _wanted(chosen: Chosen, *, topic: Topic | None = None, general: bool = False) -> Wanted:
    return Wanted(
        language=chosen.language,
        topic=topic,
        general=general,
        speaks=chosen.speaks,
        area=chosen.area,
    )


def _first(named: Mapping[str, str]) -> dict[str, str]:
    return dict(list(named.items())[:MOST_CHOICES])


def _page(name: str, language: str, status: int = 200, **facts: Any) -> Response:
    page = render_template(
        name,
        language=language,
        direction=direction(language),
        direction_of=direction,
        words=WORDS[language],
        others={tag: said["called"] for tag, said in WORDS.items() if tag != language},
        checked=lambda entry: _checked(entry, language),
        **facts,
    )
    return Response(page, status, content_type="text/html; charset=utf-8")


def direction(language: str) -> str:
    """`rtl` for a language that is written from right to left."""
    return str(Locale.parse(language.partition("-")[0]).text_direction)


def _checked(entry: Shown, language: str) -> str:
    """When somebody last made sure of this entry, to the month."""
    words, day = WORDS[language], entry.verified_on
    if day is None:
        return words["unchecked"]
    said = words["checked"].format(when=format_skeleton("yMMMM", day, locale=language))
    return f"{said}. {words['old']}" if entry.is_old else said


def nothing_here() -> Response:
    """The one page for whatever is not there, in the language of the browser."""
    return tell_nobody(_page("over.html", _browsers_language(), status=404))


def _browsers_language() -> str:
    return page_language(*request.accept_languages.values())


def broken(problem: Exception) -> Response:
    """Whatever went wrong, nothing of it is shown, and no link comes into a log."""
    if isinstance(problem, HTTPException):
        return nothing_here()
    log("page broke", level=logging.ERROR, problem=True)
    return _page("sorry.html", _browsers_language(), status=503)


def leave() -> AnyResponse:
    """Away at once, and this site's traces in the browser with it.

    Nothing of ours is ever in a cache (`no-store`), and a browser that is told to clear one first
    looks through all of it, for seconds, while the page is still on the screen.
    """
    away = redirect(ELSEWHERE, 303)
    away.headers["Clear-Site-Data"] = '"cookies", "storage"'
    return away


def _file(name: str) -> Any:
    def whole() -> Response:
        """The whole file, without a date or tag by which a browser would keep it."""
        return Response((HERE / name).read_bytes(), mimetype=FILES[name])

    return whole
