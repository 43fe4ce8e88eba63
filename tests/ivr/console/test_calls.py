"""What does a supervisor learn of the calls that came, and of one of them?"""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from records import call, calls, offer, person
from staff import Arrive

from ivr.flow.choices import Chosen
from ivr.models import CallState, Leg, OfferState
from ivr.operations import flows, steps
from ivr.runtime import Runtime

A_MINUTE = timedelta(minutes=1)
DANGER = {"language": "es", "specialty": "domestic_abuse", "urgency": "danger"}


def rows(shown: str) -> list[str]:
    body = shown.partition("<tbody>")[2].partition("</tbody>")[0]
    found = re.findall("<tr>(.*?)</tr>", body, re.DOTALL)
    return [" ".join(re.sub("<[^>]*>", " ", one).split()) for one in found]


def test_before_the_first_call_the_page_says_what_will_stand_there(
    open_rt: Runtime, arrive: Arrive
) -> None:
    desk = arrive("Sam")
    desk.open("/console/calls")
    assert "No call came yet." in desk.text
    desk.open("/console/calls?language=es")
    assert "No call is like this." in desk.text


def test_calls_are_told_by_codes_and_times_newest_first(open_rt: Runtime, arrive: Arrive) -> None:
    call(open_rt, open_rt.now() - 9 * A_MINUTE)
    call(open_rt, ending="abandoned", connected_at=None, language="es", need=DANGER)
    desk = arrive("Sam")
    desk.open("/console/calls")
    newest, oldest = rows(desk.shown.text)
    assert "Danger Harm by a partner or family" in newest
    assert "Left while waiting 5:30" in newest
    assert "English Not chosen Talked with somebody 0:30 5:00" in oldest


FOUND = {
    "language=es": 1,
    "specialty=domestic_abuse": 1,
    "outcome=abandoned": 1,
    "outcome=talked": 2,
    "outcome=going_on": 1,
    "danger=yes": 1,
    "since=2027-03-05": 3,
    "until=2027-03-04": 1,
    "since=2027-03-04&until=2027-03-04": 1,
    "since=yesterday&until=9999-99-99": 4,
    "specialty=%27;--&outcome=x": 0,
}
"""What is asked for, and how many calls are so."""


def test_calls_are_found_by_day_language_kind_and_ending(open_rt: Runtime, arrive: Arrive) -> None:
    call(open_rt)
    call(open_rt, ending="abandoned", connected_at=None, language="es", need=DANGER)
    call(open_rt, state=CallState.WAITING, ending=None, ended_at=None, connected_at=None)
    call(open_rt, open_rt.now() - timedelta(days=1))
    desk = arrive("Sam")
    for asked, found in FOUND.items():
        desk.open(f"/console/calls?{asked}")
        assert len(rows(desk.shown.text)) == found, asked


def test_older_calls_follow_without_a_gap_and_without_one_twice(
    open_rt: Runtime, arrive: Arrive
) -> None:
    # Many at the same moment: a page that counted by time alone would lose some.
    began = (open_rt.now() - (n // 10) * A_MINUTE for n in range(120))
    made = {*calls(open_rt, ({"began_at": at} for at in began))}
    desk, seen = arrive("Sam"), []
    address = "/console/calls?outcome=talked"
    while address:
        desk.open(address)
        seen += re.findall(r'href="/console/calls/(\w+)"', desk.shown.text)
        older = re.search(r'href="(/console/calls\?[^"]*before=[^"]*)"', desk.shown.text)
        address = older[1].replace("&amp;", "&") if older else ""
    assert len(seen) == len(made)
    assert set(seen) == made


@pytest.fixture
def told(open_rt: Runtime) -> str:
    """A call for which Ana did not answer and Ben took it, with its way through the flow."""
    rt = open_rt
    ana, ben = person(rt, "Ana", "+12125550111"), person(rt, "<b>Ben", "+12125550112")
    began = rt.now()
    made = call(rt, began)
    why = {"matched": "exact", "waited": 3, "slot_in": 2.4, "phone": 1, "at_once": 2}
    why |= {"asked": [[ana, "exact"], [ben, "any_area"]], "why_not": {ben: "wrapping_up"}}
    rang = began + timedelta(seconds=23)
    missed = {"state": OfferState.MISSED, "ended_at": rang + timedelta(seconds=15)}
    offer(rt, made, ana, rang, reasons=why, **missed)
    taken = offer(rt, made, ben, rang + timedelta(seconds=15), joined_at=rang, ended_at=rang)
    live = rt.books.live()
    with rt.db.begin() as session:
        session.add(Leg(sid="CAx", call_id=made, offer_id=taken, began_at=rang))
    welcome = live.flows["welcome"]
    menu = next(name for name, step in welcome.steps.items() if step.kind == "menu")
    way = [
        Chosen(0, f"welcome.{welcome.starts_at}", "begins", f"welcome.{menu}", "en"),
        Chosen(1, f"welcome.{menu}", "silent", f"welcome.{menu}", "en"),
        Chosen(2, f"welcome.{menu}", "choices.1", "welcome.gone", "en"),
        Chosen(3, "welcome.gone", "typed", "welcome.end", "en"),
    ]
    steps.note(rt, made, live.short, way)
    steps.drain(rt)
    return made


def test_one_call_is_told_step_by_step_and_ring_by_ring(
    open_rt: Runtime, told: str, arrive: Arrive
) -> None:
    desk = arrive("Sam")
    desk.open(f"/console/calls/{told}")
    welcome = open_rt.books.live().flows["welcome"]
    menu = next(step for step in welcome.steps.values() if step.kind == "menu")
    for said in (
        f"Chose {menu.choices[1].label}",
        "Said and pressed nothing",
        "Typed digits, which are not shown",
        "Responder Ana Did not answer",
        "The caller had waited 3 seconds. Phone 1 of 2 that ring at once.",
        "<b>Ben : was wrapping up",
        "<b>Ben from another area",
    ):
        assert said in desk.text
    assert "<b>Ben" not in desk.shown.text, "a name stays words"
    assert not re.search(r"555.?01|CAx", desk.shown.text), "no number, nothing of the phone company"
    drawn = re.findall(r'<rect class="bar (\w+)" x="(\d+)" y="3" width="(\d+)"', desk.shown.text)
    assert [what for what, _, _ in drawn[:3]] == ["menus", "waits", "talks"]
    assert all(int(x) + int(width) <= 1000 for _, x, width in drawn)
    written = rows(desk.shown.text)
    assert any("Caller waits" in one and "0:30" in one for one in written)
    assert len(written) == len(drawn) - 6, "written beside what is drawn; the key is drawn too"


def test_a_call_that_never_was_is_nothing(open_rt: Runtime, arrive: Arrive) -> None:
    desk = arrive("Sam")
    assert desk.open("/console/calls/0123456789abcdef0123").status_code == 404


SURVEY = """\
    then: how_was_it
  how_was_it:
    kind: survey
    questions:
      - name: felt_heard
        ask: Did you feel heard?
        choices:
          - press: 1
            label: Yes, I did
            code: yes
          - press: 2
            label: No, I did not
            code: no
    then: goodbye
"""


def test_what_a_survey_was_answered_never_stands_with_a_call(
    rt: Runtime, folder, written, arrive: Arrive
) -> None:
    folder.hold(written(("welcome.yaml", "    then: goodbye\n", SURVEY)))
    flows.publish(replace(rt, environment=replace(rt.environment, flows_dir=folder.path)))
    made, asked = call(rt), "welcome.how_was_it"
    way = [
        Chosen(0, "welcome.hello", "begins", asked, "en"),
        Chosen(1, asked, "questions.0.choices.0", "welcome.goodbye", "en"),
    ]
    steps.note(rt, made, rt.books.live().short, way)
    steps.drain(rt)
    desk = arrive("Sam")
    desk.open(f"/console/calls/{made}")
    assert "which is never shown with a call" in desk.text
    assert "Yes, I did" not in desk.text
