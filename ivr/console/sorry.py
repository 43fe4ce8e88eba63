"""What is said when a page cannot be shown? What is so, and what to do now."""

from flask import Response
from werkzeug.wrappers import Response as AnyResponse

from ivr.console import forms, frame
from ivr.console.access import Visit

__all__ = [
    "broke",
    "busy",
    "not_for_you",
    "nothing_here",
    "old_form",
    "sign_in_first",
    "too_much",
]


def sign_in_first(visit: Visit) -> AnyResponse:
    """To the sign-in, and from there to where they wanted to go."""
    wanted = visit.request.path if visit.request.method == "GET" else "/console/"
    home = wanted in ("/console", "/console/")
    return frame.go(visit, "/console/login" if home else f"/console/login?next={wanted}")


def not_for_you(visit: Visit) -> Response:
    """Signed in, and not for them."""
    return _said(visit, "not_for_you", 403)


def old_form(visit: Visit) -> Response:
    """Sent from elsewhere, or from a page that was open too long."""
    return _said(visit, "old_form", 400, back=forms.safe_path(visit.request.path))


def nothing_here(visit: Visit) -> Response:
    """No such address."""
    return _said(visit, "nothing_here", 404)


def too_much(visit: Visit) -> Response:
    """More was sent than any form of ours holds."""
    return _said(visit, "too_much", 413)


def busy(visit: Visit) -> Response:
    """Too many sign in at once: callers go first."""
    return _said(visit, "busy", 503, back=forms.safe_path(visit.request.path))


def broke(visit: Visit) -> Response:
    """Something of ours broke."""
    return _said(visit, "broke", 503)


def _said(visit: Visit, what: str, status: int, back: str = "/console/") -> Response:
    return frame.page(visit, "sorry.html", status=status, what=what, back=back)
