"""How does somebody who was invited open their account?"""

from werkzeug.wrappers import Response

from ivr.console import cookies, forms, frame
from ivr.console.access import Everybody, Page, Visit
from ivr.console.squares import Drawn, carried
from ivr.operations import accounts, passwords
from ivr.operations.accounts import Chosen, WrongCode
from ivr.operations.passwords import WeakPassword

__all__ = ["PAGES"]


def form(visit: Visit, token: str, problem: str = "") -> Response:
    """A password to choose and a square to scan; looking at it changes nothing."""
    name = accounts.invited(visit.rt, token)
    if name is None:
        return frame.page(visit, "sorry.html", status=404, what="invitation_over", back="/console/")
    return frame.page(
        visit,
        "invited.html",
        status=422 if problem else 200,
        name=name,
        drawn=Drawn(visit, carried(visit, token), name, token),
        problem=problem,
        shortest=passwords.SHORTEST,
    )


def accept(visit: Visit, token: str) -> Response:
    """The account is open; the codes for a day without the phone are shown once. They sign in with
    what they chose, which shows that it was kept."""
    password = visit.request.form.get("password", "")
    if password != visit.request.form.get("again", ""):
        return form(visit, token, "again")
    chosen = Chosen(
        password=password,
        secret=carried(visit, token),
        code=forms.field(visit, "code"),
        language=visit.language,
    )
    try:
        accepted = accounts.accept(visit.rt, token, chosen)
    except WeakPassword as problem:
        return form(visit, token, f"weak_{problem.why}")
    except WrongCode:
        return form(visit, token, "code")
    if accepted is None:
        return form(visit, token)
    response = frame.page(
        visit, "codes.html", codes=accepted.recovery_codes, onward="/console/login"
    )
    cookies.drop(response, visit.rt.environment, cookies.SIGN_IN)
    return response


PAGES = (
    Page("/invited/<token>", "invited", form, Everybody.ANYBODY),
    Page("/invited/<token>", "accept", accept, Everybody.ANYBODY, ("POST",)),
)
