"""Is it still they who sits there? The second factor once more, before what cannot be undone."""

from urllib.parse import quote

from werkzeug.wrappers import Response

from ivr.console import forms, frame, login
from ivr.console.access import Everybody, Page, Visit
from ivr.operations import sign_ins
from ivr.operations.sign_ins import Opened

__all__ = ["PAGES", "first"]


def first(visit: Visit) -> Response:
    """Before the page they asked for: a code. What was sent to it is typed again after it."""
    path, whole = visit.request.path, visit.request.full_path
    wanted = whole if visit.request.args and forms.safe_path(whole) == whole else path
    way = "oidc?again=1&next=" if visit.known.by_provider else "prove?next="
    return frame.go(visit, f"/console/{way}{quote(wanted)}")


def form(visit: Visit) -> Response:
    """One field; the provider's own page for those whom it vouches for."""
    if visit.known.by_provider:
        return frame.go(visit, f"/console/oidc?again=1&next={visit.request.args.get('next', '')}")
    return _form(visit, visit.request.args.get("next", ""))


def _form(visit: Visit, wanted: str, tried: Opened | None = None) -> Response:
    status = 422 if tried else 200
    return frame.page(visit, "prove.html", status=status, tried=tried, next=forms.safe_path(wanted))


def prove(visit: Visit) -> Response:
    """On to what they wanted, with a new token; or once more."""
    wanted = forms.field(visit, "next")
    opened = sign_ins.prove(visit.rt, visit.known, forms.field(visit, "code"))
    if not opened.token:
        return _form(visit, wanted, opened)
    return login.signed_in(visit, frame.go(visit, wanted), opened.token)


PAGES = (
    Page("/prove", "prove", form, Everybody.STAFF),
    Page("/prove", "proved", prove, Everybody.STAFF, ("POST",)),
)
