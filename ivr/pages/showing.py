"""How is a page of ours shown, and who is told of it? Nobody."""

from typing import Any

from babel import Locale
from babel.dates import format_skeleton
from flask import Response, current_app, render_template, request

from ivr.pages.reading import page_language
from ivr.pages.words import WORDS
from ivr.queries.directory import Shown
from ivr.runtime import EXTENSION, Runtime

__all__ = ["browsers_language", "nothing_here", "page", "runtime", "tell_nobody"]

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


def runtime() -> Runtime:
    """What this process stands on."""
    found: Runtime = current_app.extensions[EXTENSION]
    return found


def tell_nobody(response: Response) -> Response:
    """With every header that keeps a visit between the browser and us."""
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response


def page(name: str, language: str, status: int = 200, **facts: Any) -> Response:
    """This template in this language."""
    made = render_template(
        name,
        language=language,
        direction=direction(language),
        direction_of=direction,
        words=WORDS[language],
        others={tag: said["called"] for tag, said in WORDS.items() if tag != language},
        checked=lambda entry: _checked(entry, language),
        **facts,
    )
    return Response(made, status, content_type="text/html; charset=utf-8")


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
    return tell_nobody(page("over.html", browsers_language(), status=404))


def browsers_language() -> str:
    """The language of ours that this browser asks for first."""
    return page_language(*request.accept_languages.values())
