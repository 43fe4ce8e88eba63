"""Can everybody read, reach and press what is on the pages, in a real browser?

Where there is no Chromium (Debian and Ubuntu: apt install chromium) these are skipped, and the
summary at the end of a run says so.
"""

import re
from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from looking import enter
from playwright.sync_api import Browser, BrowserContext, Page
from staff import PASSWORD, code

from ivr.flow.proofs.tried import Try, played
from ivr.flow.reader import read_set
from ivr.models import Call, CallState, Line, new_id
from ivr.operations import accounts, people, sets
from ivr.runtime import Runtime

EVERYTHING = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "target-size"]}}
SPOKEN = {
    "runOnly": {
        "type": "rule",
        "values": [
            *("color-contrast", "target-size", "html-has-lang", "html-lang-valid", "valid-lang"),
            *("label", "button-name", "link-name", "document-title", "page-has-heading-one"),
        ],
    }
}
LEADS = (
    "/console/wallboard",
    "/console/people",
    "/console/people/new",
    "/console/people/{ana}",
    "/console/people/file",
    "/console/people/left",
    "/console/shifts",
    "/console/shifts/new",
    "/console/shifts/leave",
    "/console/who?language=es&specialty=legal",
    "/console/coverage",
    "/console/calls",
    "/console/reports",
    "/console/callbacks",
    "/console/resources",
    "/console/resources/new",
    "/console/resources/import",
    "/console/settings",
    "/console/settings/promises",
    "/console/audit",
    "/console/account",
    "/console/account/password",
    "/console/account/factor",
    "/console/account/codes",
    "/console/prove",
    "/console/nowhere",
)
DRAFT = "/console/flows/draft-summer"
FLOWS = (
    "/console/flows",
    DRAFT,
    f"{DRAFT}/flow/neutral",
    f"{DRAFT}/flow/welcome?in=es&change=call_me_back",
    f"{DRAFT}/flow/welcome/step/call_me_back",
    f"{DRAFT}/flow/welcome/new",
    f"{DRAFT}/flow/welcome/map?show=checks",
    f"{DRAFT}/flow/welcome/try",
    f"{DRAFT}/yaml?file=neutral.yaml",
    f"{DRAFT}/changes",
)
MANAGES = ("/console/accounts", "/console/accounts/new", "/console/people")
OPEN = ("/console/login", "/console/invited/x")
LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced": {"forced_colors": "active"},
    "narrow": {"viewport": {"width": 320, "height": 640}},
    "spanish": {"locale": "es-US"},
}


RULES = {
    "light": EVERYTHING,
    "narrow": EVERYTHING,
    "dark": COLOURS,
    "forced": COLOURS,
    "spanish": SPOKEN,
}
"""What is the same on every screen is asked on one wide and one narrow screen; elsewhere what may
differ there."""


@pytest.fixture(params=LOOKS)
def looked_at(request: pytest.FixtureRequest, served: Runtime, chromium: Browser, states):
    """A way to open a page as somebody, on one kind of screen."""
    opened: list[BrowserContext] = []

    def look(name: str | None) -> Page:
        more = {"storage_state": states[name]} if name else {}
        base = served.environment.console_url
        context = chromium.new_context(base_url=base, **LOOKS[request.param], **more)
        opened.append(context)
        return context.new_page()

    yield look
    for context in opened:
        context.close()


def test_every_page_is_for_every_eye_on_every_screen(
    served: Runtime, looked_at, request: pytest.FixtureRequest
) -> None:
    rules = RULES[request.node.callspec.params["looked_at"]]
    found = []
    invited = f"/console/invited/{accounts.invite(served, 'Una', [], 'Setup')}"
    ana = next(one.id for one in people.everybody(served) if one.name == "Ana")
    leads = [path.format(ana=ana) for path in LEADS]
    for name, paths in ((None, (*OPEN, invited)), ("Lee", (*leads, *FLOWS)), ("Max", MANAGES)):
        page = looked_at(name)
        wrong: list[str] = []
        page.on("console", lambda said, to=wrong: to.append(said.text) if _bad(said) else None)
        page.on("pageerror", lambda said, to=wrong: to.append(str(said)))
        for path in paths:
            page.goto(path)
            result = Axe().run(page, options=rules)
            assert {"color-contrast", "target-size"} <= _tried(result.response), path
            found += [(path, one["id"], _where(one)) for one in result.response["violations"]]
            wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
            found += [(path, "scrolls sideways", "")] if wide else []
        found += [(name, "console", said) for said in wrong]
    assert found == []


def _bad(said) -> bool:
    """What the policy stopped, or a script's own mistake; a 404 that was asked for is neither."""
    return said.type == "error" and "status of 4" not in said.text


def _tried(response) -> set[str]:
    """The rules that found something to look at, whatever came of it."""
    return {one["id"] for kind in ("passes", "violations", "incomplete") for one in response[kind]}


def _where(violation) -> str:
    return "; ".join(node["html"][:120] for node in violation["nodes"][:2])


def test_somebody_signs_in_and_out_with_the_keyboard_alone(
    served: Runtime, chromium: Browser
) -> None:
    page = chromium.new_page(base_url=served.environment.console_url)
    page.goto("/console/")
    keys = page.keyboard
    keys.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    keys.press("Enter")
    for typed in ("Kit", PASSWORD, code(served)):
        keys.press("Tab")
        keys.type(typed)
    keys.press("Enter")
    page.wait_for_url("**/console/account")
    for _ in range(12):
        keys.press("Tab")
        if page.evaluate("document.activeElement.closest('.out') !== null"):
            break
    ring = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert ring == "3px"
    keys.press("Enter")
    page.wait_for_url("**/console/login")
    assert page.get_by_role("status").inner_text() == "You are signed out."
    page.close()


def test_what_was_not_right_takes_the_focus(served: Runtime, chromium: Browser) -> None:
    page = chromium.new_page(base_url=served.environment.console_url)
    page.goto("/console/login")
    page.fill("#name", "Nobody at all")
    page.fill("#password", "x")
    page.fill("#code", "1")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-focus]:focus")
    assert page.title().startswith("Look again: ")
    assert page.input_value("#name") == "Nobody at all"
    assert page.input_value("#password") == ""
    page.close()


def test_without_scripts_everything_is_there(served: Runtime, chromium: Browser) -> None:
    base = served.environment.console_url
    context = chromium.new_context(base_url=base, java_script_enabled=False)
    page = context.new_page()
    enter(served, page, "Fay")
    assert page.locator("h1").inner_text() == "Wallboard"
    assert page.locator("[data-by-hand]").get_by_text("Load again").is_visible()
    page.click("text=People")
    assert page.get_by_text("Ana", exact=True).is_visible()
    page.click("text=Español")
    assert page.locator("html").get_attribute("lang") == "es"
    page.click("text=Salir")
    assert page.url.endswith("/console/login")
    context.close()


def test_the_wallboard_renews_itself_and_leaves_the_rest_of_the_page_alone(
    served: Runtime, chromium: Browser, states
) -> None:
    base = served.environment.console_url
    context = chromium.new_context(base_url=base, storage_state=states["Lee"])
    page = context.new_page()
    page.goto("/console/wallboard")
    page.get_by_text("Nobody waits.", exact=True).first.wait_for()
    assert page.locator("[data-by-hand]").is_hidden(), "it renews itself"
    page.evaluate("document.querySelector('.top').dataset.same = 'yes'")
    with served.db.begin() as session:
        line = session.query(Line).first()
        assert line
        live = served.books.live().short
        call = Call(id=new_id(), sid=new_id(), line=line.id, revision=live)
        call.number_hidden, call.state, call.language = False, CallState.WAITING, "es"
        call.began_at = call.waiting_since = datetime.now(UTC)
        session.add(call)
    page.locator("section", has_text="Spanish").wait_for()
    assert page.locator("[data-said]").inner_text().startswith("1 caller waits.")
    assert page.evaluate("document.querySelector('.top').dataset.same") == "yes"
    assert re.fullmatch("0:[0-5][0-9]", page.locator("ol .age").inner_text())
    with served.db.begin() as session:
        session.get_one(Call, call.id).state = CallState.ENDED
    page.get_by_text("Nobody waits.", exact=True).first.wait_for()
    context.close()


def test_a_supervisor_changes_a_menu_tries_it_is_refused_and_somebody_else_lets_callers_hear_it(
    served: Runtime, chromium: Browser, states
) -> None:
    base = served.environment.console_url
    lee = chromium.new_context(base_url=base, storage_state=states["Lee"]).new_page()
    gus = chromium.new_context(base_url=base).new_page()
    for page in (lee, gus):  # a hundred call scripts are played each time somebody asks or agrees
        page.set_default_timeout(120_000)
    lee.goto(f"{DRAFT}/flow/welcome?change=main_menu")
    lee.fill("#w_label_1", "To talk to a person now")
    lee.get_by_role("button", name="Save").click()
    lee.get_by_text("Saved in the draft.").wait_for()
    lee.goto(f"{DRAFT}/flow/welcome/try")
    lee.get_by_role("button", name="1", exact=True).click()
    lee.get_by_role("list").get_by_text("To talk to a person now, press 1.").first.wait_for()
    for refused in (True, False):
        lee.goto(f"{DRAFT}/changes")
        lee.fill("#note", "Plainer words")
        lee.get_by_role("button", name="Ask somebody to agree").click()
        if refused:
            lee.get_by_text("have changed since they were translated").first.wait_for()
            lee.goto(f"{DRAFT}/flow/welcome?in=es&change=main_menu")
            lee.get_by_role("button", name="Save").click()
    lee.get_by_text("Somebody else can agree now.").wait_for()
    enter(served, gus, "Gus")
    gus.goto(lee.url)
    gus.get_by_role("link", name="Agree", exact=True).click()
    gus.get_by_role("button", name="Agree: callers hear it").click()
    gus.get_by_text("Callers hear it from now on.").wait_for()
    book = read_set(sets.named(served, "live").files, allow_test_numbers=True)
    call = played(book, Try("welcome", {"open": "yes"}, [{"presses": "1"}]))
    assert "To talk to a person now, press 1." in [moment.what for moment in call.transcript]
    for page in (lee, gus):
        page.context.close()
