"""Who may use the console, and as what? For those who manage accounts, and see no callers."""

from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from ivr.console import forms, frame
from ivr.console.access import Page, Visit
from ivr.models import Grant
from ivr.operations import accounts
from ivr.operations.accounts import ImpossibleAccount
from ivr.operations.people import NobodyOfThatName
from ivr.operations.refusals import Refusal
from ivr.queries import accounts as known
from ivr.queries.accounts import Listed

__all__ = ["PAGES"]

HERE = "/console/accounts"


def listing(visit: Visit) -> Response:
    """All that are not closed."""
    return frame.page(visit, "accounts.html", listed=known.accounts(visit.rt))


def new_form(visit: Visit) -> Response:
    """A name, and what they may do."""
    return _form(visit)


def invite(visit: Visit) -> Response:
    """Somebody new; the link is shown once."""
    name = forms.field(visit, "name")
    taken = {accounts.known_as(one.name) for one in known.accounts(visit.rt)}
    if accounts.known_as(name) in taken:
        return _form(visit, problem="taken")
    responder = forms.field(visit, "responder")
    if responder and Grant.ADMINISTRATOR in _chosen(visit):
        return _form(visit, problem="alone")
    try:
        token = accounts.invite(visit.rt, name, _chosen(visit), visit.known.name)
        if responder:
            accounts.link(visit.rt, name, responder, visit.known.name)
    except ImpossibleAccount:
        return _form(visit, problem="alone")
    except Refusal:
        return _form(visit, problem="name")
    return _link(visit, name, token)


def one_form(visit: Visit, account: str) -> Response:
    """What this account may do, another invitation, or its end."""
    return _form(visit, _found(visit, account))


def change(visit: Visit, account: str) -> Response:
    """Whatever was pressed; nobody does it to themselves."""
    found, by = _found(visit, account), visit.known
    if found.id == by.account:
        return _form(visit, found, "yourself")
    done = forms.field(visit, "do")
    try:
        return _change(visit, found, done)
    except ImpossibleAccount:
        return _form(visit, found, "vouched" if found.by_provider else "alone")


def _change(visit: Visit, found: Listed, done: str) -> Response:
    by = visit.known
    if done == "invite":
        token = accounts.invite(visit.rt, found.name, None, by.name)
        return _link(visit, found.name, token)
    if done == "close":
        accounts.close(visit.rt, found.name, by.name)
        return frame.go(visit, HERE, "closed")
    if done == "link":
        return _link_to(visit, found)
    accounts.grant(visit.rt, found.name, _chosen(visit), by.name)
    return frame.go(visit, HERE, "granted")


def _link_to(visit: Visit, found: Listed) -> Response:
    """Whose desk it opens from now on."""
    try:
        chosen = forms.field(visit, "responder")
        accounts.link(visit.rt, found.name, chosen or None, visit.known.name)
    except ImpossibleAccount:
        return _form(visit, found, "alone")
    except NobodyOfThatName:
        return _form(visit, found, "responder")
    return frame.go(visit, HERE, "linked")


def _found(visit: Visit, account: str) -> Listed:
    """Raises NotFound."""
    found = next((one for one in known.accounts(visit.rt) if one.id == account), None)
    if found is None:
        raise NotFound
    return found


def _chosen(visit: Visit) -> list[Grant]:
    given = visit.request.form.getlist("grant")
    return [grant for grant in Grant if grant.value in given]


def _form(visit: Visit, account: Listed | None = None, problem: str = "") -> Response:
    chosen = [one.value for one in _chosen(visit)] if problem else []
    return frame.page(
        visit,
        "grants.html",
        status=422 if problem else 200,
        account=account,
        grants=[grant.value for grant in Grant],
        responders=known.without_account(visit.rt),
        chosen=chosen or (account.grants if account else ()),
        name=forms.field(visit, "name"),
        problem=problem,
    )


def _link(visit: Visit, name: str, token: str) -> Response:
    link = f"{visit.rt.environment.console_url}/console/invited/{token}"
    return frame.page(visit, "link.html", name=name, link=link)


MAY = frozenset({Grant.ADMINISTRATOR})
PAGES = (
    Page("/accounts", "accounts", listing, MAY, in_nav=True),
    Page("/accounts/new", "new_account", new_form, MAY, recent=True),
    Page("/accounts/new", "invite", invite, MAY, ("POST",), recent=True),
    Page("/accounts/<account>", "one_account", one_form, MAY, recent=True),
    Page("/accounts/<account>", "change_account", change, MAY, ("POST",), recent=True),
)
