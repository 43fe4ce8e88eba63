"""How does a test let a real browser look at a whole helpline?"""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright
from staff import PASSWORD, code
from werkzeug.serving import make_server

from ivr.app import create_app
from ivr.operations import accounts
from ivr.runtime import Runtime
from ivr.trial.browser import NAMES

__all__ = ["chromium_there", "enter", "listening", "signed_in"]


@contextmanager
def chromium_there() -> Iterator[Browser | None]:
    """Debian's Chromium; None where there is none."""
    program = next((found for name in NAMES if (found := shutil.which(name))), None)
    if program is None:
        yield None
        return
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def listening(rt: Runtime, port: int) -> Iterator[None]:
    """The helpline answers at this port of this machine."""
    server = make_server("127.0.0.1", port, create_app(rt), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield
    server.shutdown()
    server.server_close()
    thread.join()


def signed_in(served: Runtime, chromium: Browser, name: str) -> dict[str, object]:
    """What a browser of theirs holds: the `storage_state` of a context."""
    context = chromium.new_context(base_url=served.environment.console_url)
    enter(served, context.new_page(), name)
    state = context.storage_state()
    context.close()
    return {"cookies": state["cookies"], "origins": []}


def enter(served: Runtime, page: Page, name: str) -> None:
    """Name, password and the code of now, also when it was theirs a moment ago: the same code opens
    nothing a second time, and nobody here waits half a minute for the next."""
    with served.db.begin() as session:
        accounts.find(session, name).last_step = 0
    page.goto("/console/login")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.fill("#code", code(served))
    page.click("main button")
