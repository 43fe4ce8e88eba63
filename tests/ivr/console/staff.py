"""Who is at the console in these tests, and what does their browser do?"""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

from apps import application
from werkzeug.test import Client, TestResponse

from ivr.models import Grant
from ivr.operations import accounts, factors
from ivr.operations.accounts import Chosen
from ivr.operations.factors import now_code
from ivr.runtime import Runtime

__all__ = ["HOST", "PASSWORD", "SECRET", "Arrive", "Desk", "code", "hire"]

PASSWORD = "four unlikely words together"
SECRET = b"a secret of twenty b"
HOST = "http://helpline.test"


def hire(rt: Runtime, name: str, *grants: Grant) -> tuple[str, ...]:
    """This person has an account that is open; their recovery codes."""
    token = accounts.invite(rt, name, grants, "Setup")
    chosen = Chosen(PASSWORD, SECRET, now_code(SECRET, rt.now()))
    accepted = accounts.accept(rt, token, chosen)
    assert accepted
    with rt.db.begin() as session:  # a moment later the same code would have been a new one
        accounts.find(session, name).last_step = 0
    return accepted.recovery_codes


def code(rt: Runtime) -> str:
    """What everybody's app shows now."""
    return factors.now_code(SECRET, rt.now())


class Desk:
    """One browser: it keeps cookies, and sends the forms it was shown."""

    def __init__(self, rt: Runtime, **headers: str) -> None:
        self.rt, self.headers = rt, headers
        self.client = Client(application(rt), use_cookies=True)
        self.shown: TestResponse = self.open("/console/login")

    def open(self, path: str, **how: Any) -> TestResponse:
        """Look at a page; redirects are followed."""
        how.setdefault("follow_redirects", True)
        self.shown = self.client.get(path, base_url=HOST, headers=self.headers, **how)
        return self.shown

    def send(self, path: str, *, follow: bool = True, **fields: str) -> TestResponse:
        """Send a form from the page that is shown, with what stands hidden in it."""
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', self.shown.text))
        sent = {name: unescape(value) for name, value in hidden.items()} | fields
        self.shown = self.client.post(
            path, base_url=HOST, data=sent, headers=self.headers, follow_redirects=follow
        )
        return self.shown

    def sign_in(self, name: str, /, **instead: str) -> "Desk":
        """Name, password and the code of now; then half a minute passes, so that there is another
        code for whatever comes next."""
        self.open("/console/login")
        given = {"name": name, "password": PASSWORD, "code": code(self.rt), **instead}
        self.send("/console/login", **given)
        self.rt.clock.forward(timedelta(seconds=31))  # type: ignore[attr-defined]
        return self

    @property
    def text(self) -> str:
        """The words on the page."""
        body = re.sub(r"<svg.*?</svg>", "", self.shown.text, flags=re.DOTALL)
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", body)))

    @property
    def is_in(self) -> bool:
        """True for a browser that is signed in."""
        return self.client.get("/console/account", base_url=HOST).status_code == 200

    def held(self) -> str:
        """What it shows us to be known by."""
        kept = self.client.get_cookie("helpline", domain="helpline.test")
        return kept.value if kept else ""


Arrive = Callable[..., Desk]
