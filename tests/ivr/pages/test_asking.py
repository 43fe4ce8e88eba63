"""What can somebody ask for on a page, and what does it tell about them?"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from apps import application
from browsing import FORBIDDEN, Page
from sqlalchemy import func, select
from werkzeug.test import Client, TestResponse

from ivr.models import Callback, CallbackState, Consent, Door, Message, WebAsking
from ivr.operations import (
    callback_sweeps,
    consents,
    erasures,
    needs,
    opt_outs,
    retention,
    web_askings,
)
from ivr.pages.words import WORDS
from ivr.runtime import Runtime

KIT = "+12125550123"
FILLED = {"number": "212 555 0123", "time": "mornings"}
LOOK, ASK = "look", "ask"


class Asker:
    """Somebody in front of the page, without scripts, who sends what the page offers."""

    def __init__(self, rt: Runtime, watch: Callable[[], datetime], language: str = "en") -> None:
        self.client = Client(application(rt), use_cookies=True)
        self.watch = watch
        self.shown: TestResponse = self.client.get("/ask", headers={"Accept-Language": language})

    @property
    def text(self) -> str:
        return self.shown.text

    @property
    def page(self) -> Page:
        return Page(self.text)

    def sends(self, page: str, after: float = 10, **written: str) -> "Asker":
        """Some seconds later the button of this value is pressed."""
        self.watch.forward(timedelta(seconds=after))  # type: ignore[attr-defined]
        hidden = {
            str(field["name"]): str(field["value"])
            for field in self.page.each("input")
            if field["type"] == "hidden"
        }
        self.shown = self.client.post("/ask", data={**hidden, **written, "page": page})
        return self

    def asks(self, **written: str) -> "Asker":
        """The form, looked over, and asked for."""
        return self.sends(LOOK, **{**FILLED, **written}).sends(ASK)

    @property
    def reference(self) -> str:
        (found,) = re.findall(r'class="reference"><bdi dir="ltr">([^<]+)<', self.text)
        return str(found)


@pytest.fixture
def rt(open_rt: Runtime) -> Runtime:
    """A helpline that calls back."""
    return open_rt


@pytest.fixture
def asker(rt: Runtime, watch) -> Asker:
    """Somebody who reads English."""
    return Asker(rt, watch)


def promised(rt: Runtime) -> list[Callback]:
    with rt.db.read() as session:
        return list(session.scalars(select(Callback).order_by(Callback.promised_at)))


def consent(rt: Runtime) -> Consent:
    with rt.db.read() as session:
        found = session.scalars(select(Consent).order_by(Consent.given_at.desc())).first()
        assert found is not None
        _ = found.person
        return found


def written(rt: Runtime) -> int:
    """How many rows there are of anybody."""
    with rt.db.read() as session:
        tables = (Callback, Consent, WebAsking)
        return sum(session.scalar(select(func.count()).select_from(t)) or 0 for t in tables)


def test_a_call_is_promised_with_all_that_makes_it_safe(rt: Runtime, asker: Asker) -> None:
    asker.asks(topic="fraud", spoken="es", message="yes", code="4711")
    assert WORDS["en"]["ask_done"] in asker.text
    (row,) = promised(rt)
    yes = consent(rt)
    assert (row.state, row.language, row.call_id) == (CallbackState.PROMISED, "es", None)
    assert row.not_before == datetime(2027, 3, 6, 14, 0, tzinfo=UTC), "nine in New York"
    need = needs.read(row.need)
    assert (need.language, need.specialty) == ("es", "fraud")
    assert (yes.purpose, yes.recorded_by, yes.voicemail) == ("callback", "web", True)
    assert consents.number_of(rt, yes) == KIT
    assert consents.code_of(rt, yes) == "4711"
    assert yes.expires_at == yes.given_at + timedelta(days=7)


def test_nothing_is_promised_before_it_was_looked_over(rt: Runtime, asker: Asker) -> None:
    asker.sends(LOOK, **FILLED, code="4711")
    assert "212-555-0123" in asker.text
    assert "4711" in asker.text
    assert written(rt) == 0
    asker.sends("change")
    assert 'value="212 555 0123"' in asker.text, "what was written is still there"
    assert written(rt) == 0


def test_their_own_clock_counts_also_when_clocks_are_put_forward(rt, watch) -> None:
    watch.time = datetime(2027, 3, 13, 23, 0, tzinfo=UTC)
    Asker(rt, watch).asks(zone="America/Los_Angeles")
    (row,) = promised(rt)
    assert row.not_before == datetime(2027, 3, 14, 16, 0, tzinfo=UTC), "nine, in summer time"


def test_a_zone_a_topic_or_a_language_that_nobody_offers_is_not_heard(rt, asker) -> None:
    asker.asks(zone="../../etc/passwd", topic="robbery", spoken="tlh")
    (row,) = promised(rt)
    assert row.not_before == datetime(2027, 3, 6, 14, 0, tzinfo=UTC)
    assert (row.language, needs.read(row.need).specialty) == ("en", None)


ODD = {
    "": "number_missing",
    "911": "number_emergency",
    "٩١١": "number_emergency",
    "900 555 0123": "number_premium",
    "+44 20 7123 4567": "number_abroad",
    "+1 809 234 5678": "number_abroad",
    "212 555 012": "number_impossible",
    "2" * 300: "number_impossible",
    "212-555-0123 x5": "number_impossible",
    "'; DROP TABLE consent; --": "number_impossible",
}


def test_what_nobody_may_call_is_said_kindly_beside_its_field(rt: Runtime, asker: Asker) -> None:
    for number, why in ODD.items():
        asker.sends(LOOK, number=number, time="mornings")
        assert WORDS["en"][why] in asker.text, number
        assert asker.page.values("a", "href").count("#number") == 1
        (field,) = [one for one in asker.page.each("input") if one.get("id") == "number"]
        assert field["aria-invalid"] == "true"
        assert "number_odd" in str(field["aria-describedby"])
    assert written(rt) == 0
    assert WORDS["en"]["ask_now"].partition("{")[0] in asker.text


def test_arabic_digits_are_understood(rt: Runtime, asker: Asker) -> None:
    asker.asks(number="(٢١٢) ٥٥٥-٠١٢٣", code="٤٧١١")
    assert consents.number_of(rt, consent(rt)) == KIT
    assert consents.code_of(rt, consent(rt)) == "4711"


def test_our_own_numbers_are_nobodys(rt: Runtime, asker: Asker) -> None:
    for ours in (rt.environment.number, rt.environment.neutral_number, "+12125550190"):
        asker.sends(LOOK, number=ours, time="mornings")
        assert WORDS["en"]["number_impossible"] in asker.text


@pytest.mark.parametrize("code", ["471", "47111", "abcd", "47¹1"])
def test_a_code_is_four_digits_or_nothing(rt: Runtime, asker: Asker, code: str) -> None:
    asker.sends(LOOK, **FILLED, code=code)
    assert WORDS["en"]["code_odd"] in asker.text


def test_markup_stays_what_it_is(asker: Asker) -> None:
    asker.sends(LOOK, number='"><script>alert(1)</script>', code="<b>", time="<i>")
    assert "<script>alert" not in asker.text
    assert "<b>" not in asker.text


def test_the_same_form_sent_again_is_one_call_and_the_same_reference(rt, asker) -> None:
    asker.sends(LOOK, **FILLED)
    look = asker.shown
    first = asker.sends(ASK).reference
    asker.shown = look
    assert asker.sends(ASK).reference == first
    assert len(promised(rt)) == 1


def test_a_form_that_is_not_ours_or_was_open_for_hours_promises_nothing(rt, asker) -> None:
    asker.sends(LOOK, **FILLED)
    look = asker.shown
    asker.sends(ASK, form="x" * 40)
    assert WORDS["en"]["form_late"] in asker.text
    asker.shown = look
    asker.sends(ASK, after=3 * 3600)
    assert WORDS["en"]["form_late"] in asker.text
    assert written(rt) == 0
    asker.sends(LOOK, **FILLED).sends(ASK)
    assert len(promised(rt)) == 1, "the page that said so has a fresh form"


def test_who_sends_it_faster_than_a_hand_can_is_asked_to_press_again(rt, asker) -> None:
    asker.sends(LOOK, after=1, **FILLED).sends(ASK, after=1)
    assert WORDS["en"]["form_early"] in asker.text
    assert written(rt) == 0
    asker.sends(ASK)
    assert len(promised(rt)) == 1


def test_another_site_cannot_have_a_browser_ask(rt: Runtime, asker: Asker) -> None:
    asker.sends(LOOK, **FILLED)
    hidden = {str(one["name"]): str(one["value"]) for one in asker.page.each("input")}
    asker.client.post(
        "/ask", data={**hidden, "page": ASK}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert written(rt) == 0


def test_a_robot_that_opens_the_page_a_hundred_times_changes_nothing(rt, asker) -> None:
    for method in ("GET", "HEAD"):
        for _ in range(50):
            assert asker.client.open("/ask", method=method).status_code == 200
    assert written(rt) == 0


def test_sixty_people_behind_one_address_are_served_and_then_told_to_phone(rt, watch) -> None:
    """A shelter or a mobile network shares an address: nobody is counted by it."""
    for person in range(web_askings.MOST_AN_HOUR):
        asker = Asker(rt, watch).asks(number=f"213 555 01{person:02}")
        assert (asker.shown.status_code, WORDS["en"]["ask_done"] in asker.text) == (200, True)
    late = Asker(rt, watch).asks(number="214 555 0123")
    assert late.shown.status_code == 200
    assert WORDS["en"]["ask_full"] in late.text
    assert len(promised(rt)) == web_askings.MOST_AN_HOUR
    watch.forward(timedelta(hours=1))
    assert WORDS["en"]["ask_done"] in Asker(rt, watch).asks(number="214 555 0123").text


def without_chance(text: str) -> str:
    """The page without what differs each time."""
    return re.sub(r'class="reference">.*?</strong>', "", text)


def test_the_answer_does_not_tell_whether_a_number_said_stop_or_was_asked_for(rt, watch) -> None:
    seen = [Asker(rt, watch).asks() for _ in range(web_askings.MOST_FOR_A_NUMBER + 2)]
    assert len(promised(rt)) == web_askings.MOST_FOR_A_NUMBER
    with rt.db.begin() as session:
        consents.withdraw(session, [row.consent_id for row in promised(rt)], rt.now())
    opt_outs.record(rt, KIT)
    seen.append(Asker(rt, watch).asks())
    assert len(promised(rt)) == web_askings.MOST_FOR_A_NUMBER
    assert len({without_chance(one.text) for one in seen}) == 1
    assert len({one.reference for one in seen}) == len(seen)
    assert "STOP" in seen[0].text, "who said it is told how it is"


def test_it_is_taken_back_with_the_number_and_the_reference(rt: Runtime, watch) -> None:
    asker = Asker(rt, watch).sends(LOOK, **FILLED)
    look = asker.shown
    reference = asker.sends(ASK).reference.lower().replace("-", " ")
    back = Asker(rt, watch).sends("take_back", number="+1 (212) 555-0123", reference=reference)
    assert WORDS["en"]["taken_back"] in back.text
    assert consent(rt).withdrawn_at is not None
    assert [row.state for row in promised(rt)] == [CallbackState.DECLINED], "nobody calls"
    asker.shown = look
    asker.sends(ASK)
    assert len(promised(rt)) == 1, "a form that is sent again does not ask again"


def test_whoever_guesses_is_answered_the_same_and_changes_nothing(rt, watch) -> None:
    real = Asker(rt, watch).asks().reference
    guesses = [(KIT, "AAAA-AAAA"), (KIT, "' OR 1=1"), ("212 555 0124", real), ("213 555 0100", "A")]
    seen = set()
    for number, reference in guesses:
        back = Asker(rt, watch).sends("take_back", number=number, reference=reference)
        seen.add((back.shown.status_code, back.text))
    assert consent(rt).withdrawn_at is None
    back = Asker(rt, watch).sends("take_back", number=KIT, reference=real)
    assert {*seen, (back.shown.status_code, back.text)} == {(200, back.text)}


def test_eight_days_later_nothing_is_left_to_take_back(rt: Runtime, watch) -> None:
    Asker(rt, watch).asks()
    watch.forward(timedelta(days=8, minutes=1))
    retention.forget_all(rt)
    with rt.db.read() as session:
        assert session.scalars(select(WebAsking.form)).all() == []
    assert consent(rt).number is None


def test_where_no_calls_are_offered_there_is_no_such_page(open_rt: Runtime, monkeypatch) -> None:
    monkeypatch.setattr(web_askings, "offered", lambda _rt: None)
    browser = Client(application(open_rt))
    nothing = browser.get(f"/l/{'c' * 22}")
    for seen in (browser.get("/ask"), browser.post("/ask", data={**FILLED, "page": LOOK})):
        assert (seen.status_code, seen.data) == (404, nothing.data)


@pytest.mark.parametrize("language", WORDS)
def test_the_page_keeps_the_promises_of_all_pages(rt: Runtime, watch, language: str) -> None:
    asker = Asker(rt, watch, language)
    pages = [asker.shown]
    for page, more in ((LOOK, {"number": "1"}), (LOOK, FILLED), (ASK, {})):
        pages.append(asker.sends(page, **more).shown)
    for seen in pages:
        page = Page(seen.text)
        assert seen.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in seen.headers
        assert "frame-ancestors 'none'" in seen.headers["Content-Security-Policy"]
        assert len(seen.data) < 20_000
        (html,) = page.each("html")
        assert html == {"lang": language, "dir": "rtl" if language == "ar" else "ltr"}
        assert f"<title>{WORDS[language]['title']}</title>" in seen.text
        assert page.values("a", "id") == ["leave"]
        assert all(form == {"method": "post", "autocomplete": "off"} for form in page.each("form"))
        assert not re.search(FORBIDDEN, seen.text.partition("<select")[0], re.IGNORECASE)
        assert "212" not in str(seen.request.url)


@pytest.mark.parametrize("language", WORDS)
def test_every_field_has_a_label_and_remembers_nothing(rt, watch, language: str) -> None:
    page = Asker(rt, watch, language).page
    labels = set(page.values("label", "for"))
    fields = [one for one in page.each("input") if one["type"] in ("tel", "text")]
    fields += page.each("select")
    assert {one["id"] for one in fields} <= labels
    assert {one["autocomplete"] for one in fields} == {"off"}
    (number,) = [one for one in fields if one["id"] == "number"]
    assert (number["type"], number["inputmode"]) == ("tel", "tel")
    ids = [one["id"] for _, one in page.elements if "id" in one]
    assert len(ids) == len(set(ids))


def test_what_was_written_stays_when_the_language_of_the_page_changes(asker: Asker) -> None:
    asker.client.get("/ask")
    shown = asker.client.post("/ask", data={**FILLED, "read_in": "ar", "page": LOOK})
    assert 'dir="rtl"' in shown.text
    assert 'value="212 555 0123"' in shown.text
    assert "09:00" in shown.text or "٩" in shown.text or "9:00" in shown.text


def texts(rt: Runtime) -> list[Message]:
    with rt.db.read() as session:
        return list(session.scalars(select(Message)))


def test_a_text_before_the_call_comes_only_to_who_ticks_it(rt: Runtime, watch) -> None:
    assert "Nothing is texted, unless you ask for it here." in Asker(rt, watch).text
    unticked = Asker(rt, watch).sends(LOOK, **FILLED)
    assert "No, none" in unticked.text
    unticked.sends(ASK)
    assert texts(rt) == []
    ticked = Asker(rt, watch).sends(LOOK, **FILLED, remind="yes")
    assert "Yes, half an hour before" in ticked.text
    ticked.sends(ASK)
    (text,) = texts(rt)
    assert (text.template, text.language) == ("soon", "en")
    assert text.not_after == promised(rt)[-1].not_before


def test_who_takes_the_call_back_is_not_texted_either(rt: Runtime, asker: Asker, watch) -> None:
    asker.asks(remind="yes")
    Asker(rt, watch).sends("take_back", number=FILLED["number"], reference=asker.reference)
    callback_sweeps.sweep_promised(rt)
    assert [text.state for text in texts(rt)] == ["refused"]


def test_where_the_flows_send_no_such_text_nobody_is_asked_about_one(
    rt: Runtime, watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer = web_askings.offered(rt)
    assert offer is not None
    silent = replace(offer, reminder=None)
    monkeypatch.setattr(web_askings, "offered", lambda _rt: silent)
    asker = Asker(rt, watch)
    assert "Nothing is texted." in asker.text
    assert 'name="remind"' not in asker.text
    asker.sends(LOOK, **FILLED, remind="yes").sends(ASK)
    assert (len(promised(rt)), texts(rt)) == (1, [])


def test_of_who_is_forgotten_no_reference_is_kept_and_the_same_form_promises_nothing(
    rt: Runtime, asker: Asker
) -> None:
    looked_over = asker.sends(LOOK, **FILLED)
    shown = looked_over.shown
    looked_over.sends(ASK)
    erasures.by_number(rt, KIT, Door.STAFF)
    with rt.db.read() as session:
        assert [one.reference for one in session.scalars(select(WebAsking))] == [None]
    asker.shown = shown
    asker.sends(ASK)
    assert [row.state for row in promised(rt)] == [CallbackState.DECLINED]
