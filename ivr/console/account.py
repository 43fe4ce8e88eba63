"""What opens my account, and where am I signed in?"""

from werkzeug.wrappers import Response

from ivr.console import forms, frame, login
from ivr.console.access import Everybody, Page, Visit
from ivr.console.squares import Drawn, carried
from ivr.operations import own_accounts, passwords, sign_ins
from ivr.operations.accounts import WrongCode
from ivr.operations.own_accounts import WrongPassword
from ivr.operations.passwords import WeakPassword
from ivr.queries import accounts

__all__ = ["PAGES"]

HERE = "/console/account"


def show(visit: Visit) -> Response:
    """Their own, and nobody else's."""
    return frame.page(
        visit,
        "account.html",
        who=visit.known,
        places=accounts.places(visit.rt, visit.known.account),
        opening=accounts.opening(visit.rt, visit.known.account),
    )


def sign_out_there(visit: Visit) -> Response:
    """One of their own browsers, or all others; somebody else's is not found."""
    which = forms.field(visit, "which")
    if which == "others":
        sign_ins.end_others(visit.rt, visit.known)
        return frame.go(visit, HERE, "others_out")
    ended = sign_ins.end(visit.rt, visit.known, which)
    return frame.go(visit, HERE, "one_out" if ended else "not_there")


def password_form(visit: Visit, problem: str = "", wait: int = 0) -> Response:
    """The present one, and the next."""
    return frame.page(
        visit,
        "password.html",
        status=422 if problem else 200,
        problem=problem,
        wait=wait,
        shortest=passwords.SHORTEST,
    )


def change_password(visit: Visit) -> Response:
    """Changed, and signed out everywhere but here."""
    old, new, again = (visit.request.form.get(name, "") for name in ("old", "password", "again"))
    if new != again:
        return password_form(visit, "again")
    try:
        token = own_accounts.change_password(visit.rt, visit.known, old, new)
    except WeakPassword as problem:
        return password_form(visit, f"weak_{problem.why}")
    except WrongPassword as problem:
        return password_form(visit, "old", problem.wait)
    return login.signed_in(visit, frame.go(visit, HERE, "password"), token)


def factor_form(visit: Visit, problem: str = "") -> Response:
    """Another square to scan."""
    about = visit.known.account
    return frame.page(
        visit,
        "factor.html",
        status=422 if problem else 200,
        drawn=Drawn(visit, carried(visit, about), visit.known.name, about),
        problem=problem,
    )


def change_factor(visit: Visit) -> Response:
    """The new app opens from now on, the old one does not."""
    secret = carried(visit, visit.known.account)
    try:
        token = own_accounts.new_factor(visit.rt, visit.known, secret, forms.field(visit, "code"))
    except WrongCode:
        return factor_form(visit, "code")
    return login.signed_in(visit, frame.go(visit, HERE, "factor"), token)


def codes_form(visit: Visit) -> Response:
    """Before new codes are made: the old ones will open nothing."""
    left = accounts.opening(visit.rt, visit.known.account).recovery_codes
    return frame.page(visit, "new_codes.html", left=left)


def make_codes(visit: Visit) -> Response:
    """New ones, shown once."""
    codes = own_accounts.new_recovery_codes(visit.rt, visit.known)
    return frame.page(visit, "codes.html", codes=codes, onward=HERE)


STAFF = Everybody.STAFF
PAGES = (
    Page("/account", "account", show, STAFF, in_nav=True),
    Page("/account/signed-in", "sign_out_there", sign_out_there, STAFF, ("POST",)),
    Page("/account/password", "password", password_form, STAFF),
    Page("/account/password", "change_password", change_password, STAFF, ("POST",)),
    Page("/account/factor", "factor", factor_form, STAFF, recent=True),
    Page("/account/factor", "change_factor", change_factor, STAFF, ("POST",), recent=True),
    Page("/account/codes", "codes", codes_form, STAFF, recent=True),
    Page("/account/codes", "make_codes", make_codes, STAFF, ("POST",), recent=True),
)
