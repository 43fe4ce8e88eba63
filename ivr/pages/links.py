"""What is behind the link of a text? A page that says nothing, then one list for everybody."""

import logging
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, redirect, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from ivr.logs import log
from ivr.models import Topic
from ivr.operations import erasures, links, series_contacts
from ivr.operations.messages import link_hash
from ivr.pages import asking, reading
from ivr.pages.reading import Chosen, page_language
from ivr.pages.room import LIST_ROOM, MOST_CHOICES, PAGE_ROOM, fitting
from ivr.pages.showing import browsers_language, nothing_here, page, runtime, tell_nobody
from ivr.queries import directory
from ivr.queries.directory import Wanted

__all__ = ["blueprint"]

HERE = Path(__file__).parent
# Somewhere anybody might have been: the weather.
ELSEWHERE = "https://www.weather.gov/"
FILES = {"page.css": "text/css", "page.js": "text/javascript", "page.svg": "image/svg+xml"}
ON_THE_LIST = 5
"""Entries of each topic on the general list; the others are one tap deeper."""
ON_A_PAGE = 20


def blueprint() -> Blueprint:
    """The pages host: the link, its list, asking for a call, and the way out."""
    made = Blueprint("pages", __name__, template_folder="templates")
    made.add_url_rule("/l/<token>", "link", neutral, methods=["GET"])
    made.add_url_rule("/l/<token>", "list", answered, methods=["POST"])
    made.add_url_rule("/leave", "leave", leave, methods=["GET"])
    asking.add_routes(made)
    for name in FILES:
        made.add_url_rule(f"/{name}", name.replace(".", "_"), _file(name), methods=["GET"])
    made.after_request(tell_nobody)
    made.register_error_handler(Exception, broken)
    return made


def _sent_in(token: str) -> str | None:
    """The language of the text with this link; None for a link that is unknown, over or closed.

    The three take the same way: one hash, one look by an index, one page. Guesses are not counted:
    a link has 128 bits of chance, and many people share one address.
    """
    return directory.language_of_link(runtime(), link_hash(token))


def neutral(token: str) -> Response:
    """A page that says nothing and changes nothing: previews and robots see only this."""
    sent_in = _sent_in(token)
    if sent_in is None:
        return nothing_here()
    return page("continue.html", page_language(sent_in))


def answered(token: str) -> Response:
    """Somebody tapped: the list, a part of it, or the end of this link."""
    sent_in = _sent_in(token)
    if sent_in is None:
        return nothing_here()
    chosen = Chosen.of(request.form, sent_in)
    if chosen.page == reading.STOPPING:
        return page("stopping.html", chosen.language, chosen=chosen)
    if chosen.page == reading.ERASING:
        return page("erasing.html", chosen.language, chosen=chosen)
    if chosen.page in (reading.STOP, reading.ERASE):
        return _over(token, chosen)
    if chosen.topic is not None:
        return _topic(chosen, chosen.topic)
    if chosen.page == reading.AGAIN:
        series_contacts.goes_on(runtime(), link_hash(token))
    return _list(chosen, again=_again(chosen, link_hash(token)))


def _again(chosen: Chosen, hashed: str) -> str:
    """`asked` where another text like this one may be wanted, `done` for who has just said so."""
    if series_contacts.asks_again(runtime(), hashed):
        return "asked"
    return "done" if chosen.page == reading.AGAIN else ""


def _over(token: str, chosen: Chosen) -> Response:
    """The last page: this link is closed, or nothing is kept of this phone any more."""
    if chosen.page == reading.STOP:
        links.close(runtime(), link_hash(token))
        return page("closed.html", chosen.language)
    erasures.by_link(runtime(), link_hash(token))
    return page("erased.html", chosen.language)


def _list(chosen: Chosen, again: str) -> Response:
    """The same general list for every link; a narrower one only for who chose so here."""
    rt = runtime()
    found = directory.listed(rt, _wanted(chosen, general=True))
    by_topic = {topic: [one for one in found if one.topic == topic] for topic in Topic}
    choices = directory.choices(rt, chosen.language)
    return page(
        "list.html",
        chosen.language,
        chosen=chosen,
        topics={t: fitting(some, LIST_ROOM, ON_THE_LIST) for t, some in by_topic.items()},
        speaks=_first(choices.speaks),
        areas=_first(choices.areas),
        again=again,
    )


def _topic(chosen: Chosen, topic: Topic) -> Response:
    found = directory.listed(runtime(), _wanted(chosen, topic=topic))
    shown = fitting(found[chosen.start :], PAGE_ROOM, ON_A_PAGE)
    end = chosen.start + len(shown)
    return page(
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


def broken(problem: Exception) -> Response:
    """Whatever went wrong, nothing of it is shown, and no link comes into a log."""
    if isinstance(problem, HTTPException):
        return nothing_here()
    log("page broke", level=logging.ERROR, problem=True)
    return page("sorry.html", browsers_language(), status=503)


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
