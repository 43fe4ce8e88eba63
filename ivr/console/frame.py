"""What stands around every page?"""

import hashlib
from datetime import date, datetime
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton, format_time
from flask import Response as FlaskResponse
from flask import redirect
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from werkzeug.wrappers import Response

from ivr.console import cookies, forms
from ivr.console.access import Visit
from ivr.console.words import WORDS, counted

__all__ = ["FILES", "HEADERS", "asset", "go", "page", "part"]

HERE = Path(__file__).parent
FILES = {
    "console.css": "text/css",
    "flows.css": "text/css",
    "console.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}
# Our own: what a template forgets breaks in a test instead of showing nothing.
_templates = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def asset(name: str) -> bytes:
    """The whole of one of FILES."""
    return (HERE / "static" / name).read_bytes()


_versions = {name: hashlib.sha256(asset(name)).hexdigest()[:12] for name in FILES}


def page(visit: Visit, template: str, *, status: int = 200, **facts: Any) -> FlaskResponse:
    """This template in the frame, in the language of who reads it. What was to be said on the next
    page is said on this one."""
    notice = cookies.read(visit.request, visit.rt.environment, cookies.NOTICE)
    said = visit.words.get(f"notice_{notice}", "")
    back = cookies.read(visit.request, visit.rt.environment, cookies.UNDO)
    shown = _render(visit, template, notice=said, way_back=back if notice else "", **facts)
    response = FlaskResponse(shown, status, content_type="text/html; charset=utf-8")
    if notice:
        cookies.drop(response, visit.rt.environment, cookies.NOTICE)
    if back:
        cookies.drop(response, visit.rt.environment, cookies.UNDO)
    return response


def part(visit: Visit, template: str, **facts: Any) -> str:
    """One part of a page, without the frame."""
    return _render(visit, template, notice="", way_back="", **facts)


def go(visit: Visit, path: str, notice: str = "", way_back: str = "", *, to: str = "") -> Response:
    """On to another page of the console, `to` a place on it, which says this notice and offers this
    way back."""
    response = redirect(forms.safe_path(path) + (f"#{to}" if to else ""), 303)
    if notice:
        cookies.keep(response, visit.rt.environment, cookies.NOTICE, notice)
    if way_back:
        cookies.keep(response, visit.rt.environment, cookies.UNDO, way_back)
    return response


def _render(visit: Visit, template: str, **facts: Any) -> str:
    language = visit.language
    return _templates.get_template(template).render(
        visit=visit,
        w=visit.words,
        count=lambda key, number: counted(visit.words, language, key, number),
        language=language,
        direction=_direction(language),
        languages={tag: words["called"] for tag, words in WORDS.items()},
        nav=[one for one in visit.nav if one.in_nav and one.opens_for(visit.who)],
        here=visit.request.path,
        token=forms.token(visit),
        hidden=Markup('<input type="hidden" name="{}" value="{}">').format(
            forms.TOKEN, forms.token(visit)
        ),
        file=lambda name: f"/console/static/{name}?v={_versions[name]}",
        when=lambda at: _when(at, visit),
        said=lambda at: _said(at, visit),
        clock=lambda at: _clock(at, visit),
        day=lambda on: _day(on, language),
        weekday=lambda on: format_skeleton("MMMEd", on, locale=language),
        **facts,
    )


def _direction(language: str) -> str:
    return str(Locale.parse(language).text_direction)


def _when(at: datetime, visit: Visit) -> Markup:
    """A moment on the helpline's clocks, for eyes and for programs."""
    return _time(at.isoformat(timespec="seconds"), _said(at, visit))


def _said(at: datetime, visit: Visit) -> str:
    """The same where only words fit."""
    return format_datetime(at, "medium", tzinfo=visit.zone, locale=visit.language)


def _clock(at: datetime, visit: Visit) -> Markup:
    """The same without the day."""
    said = format_time(at, "short", tzinfo=visit.zone, locale=visit.language)
    return _time(at.isoformat(timespec="seconds"), said)


def _day(on: date, language: str) -> Markup:
    return _time(on.isoformat(), format_date(on, "medium", locale=language))


def _time(machine: str, said: str) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(escape(machine), said)
