"""Can a responder work a whole shift at the desk, in a real browser?"""

import re
from datetime import UTC, datetime

from axe_playwright_python.sync_playwright import Axe
from calls_of import offered
from looking import signed_in
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from ivr.models import Call, CallState, Offer, OfferState
from ivr.operations import duty, endings
from ivr.runtime import Runtime

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def is_for_every_eye(page: Page) -> None:
    """Nothing that axe knows speaks against this page."""
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:90]) for one in found] == []


def _bad(said: ConsoleMessage) -> bool:
    """What the policy stopped; a form that was answered with what to look at again is none."""
    return said.type == "error" and "status of 422" not in said.text


def they_meet(rt: Runtime, offer_id: str) -> str:
    """Ben has pressed 1 on his phone; the id of the call."""
    now = datetime.now(UTC)
    with rt.db.begin() as session:
        offer = session.get_one(Offer, offer_id)
        offer.state, offer.accepted_at, offer.joined_at = OfferState.ACCEPTED, now, now
        call = session.get_one(Call, offer.call_id)
        call.state, call.connected_at = CallState.CONNECTED, now
        return call.id


def test_a_whole_shift_at_the_desk(served: Runtime, chromium: Browser) -> None:
    duty.off(served, "Ben")
    context = chromium.new_context(
        base_url=served.environment.console_url, storage_state=signed_in(served, chromium, "Ben")
    )
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda said: wrong.append(str(said)))
    page.on("console", lambda said: wrong.append(said.text) if _bad(said) else None)
    page.goto("/console/desk")
    is_for_every_eye(page)
    page.get_by_role("button", name="Come on duty").click()
    expect(page.locator("#stand")).to_have_text("On duty, free")

    page.get_by_text("Take a pause").click()
    page.select_option("#minutes", "30")
    offer_id = offered(served, "Ben")
    expect(page.get_by_text("A call for you")).to_be_visible()
    assert page.title().startswith("● A call comes:")
    assert page.input_value("#minutes") == "30", "what was chosen stays"
    assert page.evaluate("document.querySelector('#pausing').open")
    is_for_every_eye(page)
    page.get_by_role("button", name="I take it").click()
    expect(page.get_by_text("Pick up your phone and press 1: only then")).to_be_visible()

    call_id = they_meet(served, offer_id)
    expect(page.get_by_text("You are talking")).to_be_visible()
    assert not page.title().startswith("●")
    is_for_every_eye(page)
    page.get_by_role("link", name="Send the list by text").click()
    is_for_every_eye(page)
    page.get_by_role("button", name="Promise the text").click()
    expect(page.get_by_role("alert")).to_contain_text("Ask first")
    page.check("#asked")
    page.get_by_role("button", name="Promise the text").click()
    expect(page.get_by_text("Read back: A text in Spanish")).to_be_visible()
    page.get_by_role("link", name="Promise a call").click()
    is_for_every_eye(page)
    page.goto(f"/console/desk/calls/{offer_id}/services")
    is_for_every_eye(page)

    page.goto("/console/desk")
    endings.end(served, call_id)
    expect(page.get_by_text("What came of it")).to_be_visible()
    assert re.fullmatch("[12]:[0-5][0-9]", page.locator("#wrap .age").inner_text())
    is_for_every_eye(page)
    page.check("text=Pointed on to another place")
    page.get_by_label("I need a rest").select_option("5")
    page.get_by_role("button", name="Done, ready for the next call").click()
    expect(page.locator("#stand")).to_contain_text("Paused")
    page.get_by_role("button", name="Go off duty").click()
    expect(page.locator("#stand")).to_have_text("Off duty")
    assert page.get_by_text("Pointed on to another place").is_visible()
    assert wrong == []
    context.close()
