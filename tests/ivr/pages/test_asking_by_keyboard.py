"""Can a call be asked for in a real browser, by keyboard alone, without scripts, on any screen?"""

import threading
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import select
from werkzeug.serving import WSGIRequestHandler, make_server

from ivr.app import create_app
from ivr.models import Callback
from ivr.pages.words import WORDS
from ivr.runtime import Runtime
from ivr.trial import browser
from ivr.trial.binaries import NothingToRun
from ivr.trial.browser import Browser, Look

NARROW = Look(width=320, height=640)
"""What WCAG 2.2 calls reflow (1.4.10): the narrowest screen, or a page at four times its size."""


class Quiet(WSGIRequestHandler):
    """Says nothing of requests."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser; where there is none, nothing is said about browsers."""
    try:
        with browser.opened() as opened:
            yield opened
    except NothingToRun as problem:
        pytest.skip(str(problem))


@pytest.fixture
def address(open_rt: Runtime) -> Iterator[str]:
    """Where the page is."""
    server = make_server("127.0.0.1", 0, create_app(open_rt), threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/ask"
    server.shutdown()
    thread.join()
    server.server_close()


def focus(chromium: Browser) -> str:
    """The id or the value of what has the focus."""
    return str(chromium.value("document.activeElement.id || document.activeElement.value"))


def comes_to(chromium: Browser, asked: str, wanted: str) -> None:
    """A browser moves the focus when it draws the page, which may be after it was loaded."""
    for _ in range(100):
        if (found := chromium.value(asked)) == wanted:
            return
        time.sleep(0.05)
    raise AssertionError(f"{asked} is {found}, not {wanted}")


def tab_to(chromium: Browser, wanted: str) -> None:
    """Press Tab until this has the focus."""
    for _ in range(40):
        chromium.press("Tab")
        if focus(chromium) == wanted:
            return
    raise AssertionError(f"{wanted} cannot be reached by keyboard")


def test_a_call_is_asked_for_by_keyboard_and_without_scripts(
    chromium: Browser,
    address: str,
    open_rt: Runtime,
    watch,
) -> None:
    chromium.open(address, NARROW)
    tab_to(chromium, "leave")
    tab_to(chromium, "number")
    chromium.write("212 555 0123")
    tab_to(chromium, "mornings")
    chromium.press(" ")
    tab_to(chromium, "code")
    chromium.write("4711")
    tab_to(chromium, "look")
    chromium.submit()
    assert WORDS["en"]["ask_right"] in chromium.html()
    watch.time = watch.time.replace(minute=45)
    tab_to(chromium, "ask")
    chromium.submit()
    assert WORDS["en"]["ask_done"] in chromium.html()
    with open_rt.db.read() as session:
        assert session.scalars(select(Callback.state)).all() == ["promised"]


def test_what_to_look_at_again_has_the_focus_and_leads_to_its_field(
    chromium: Browser, address: str
) -> None:
    chromium.open(address, NARROW)
    chromium.tap("button[value=look]")
    comes_to(chromium, "document.activeElement.getAttribute('role')", "alert")
    chromium.press("Tab")
    assert chromium.value("document.activeElement.hash") == "#number"
    chromium.press("Enter")
    assert chromium.value("document.querySelector(':target').id") == "number"


@pytest.mark.parametrize("language", WORDS)
def test_nothing_is_cut_off_on_the_narrowest_screen(
    chromium: Browser, address: str, language: str
) -> None:
    chromium.open(address, NARROW)
    if language != "en":
        chromium.tap(f"button[value={language}]")
    chromium.tap("button[value=look]")
    wide = "Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"
    assert chromium.value(wide) <= NARROW.width
    assert chromium.value("document.documentElement.dir") == ("rtl" if language == "ar" else "ltr")


def test_shift_three_times_takes_what_was_written_from_the_screen(
    chromium: Browser, address: str
) -> None:
    chromium.open(address, Look(), scripts=True)
    tab_to(chromium, "number")
    chromium.write("212 555 0123")
    for _ in range(3):
        chromium.press("Shift")
    assert 'id="number"' not in chromium.html()
