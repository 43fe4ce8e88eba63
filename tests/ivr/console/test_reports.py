"""What do the reports tell, and what do they keep to themselves?"""

import csv
import io
import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from records import call, calls, offers, person
from sqlalchemy import select
from staff import HOST, Arrive, code

from ivr.models import AuditEntry
from ivr.operations import presences
from ivr.runtime import Runtime

A_DAY = timedelta(days=1)
FORMULA = "=cmd|' /C calc'!A0"


@pytest.fixture
def four_weeks(open_rt: Runtime) -> Runtime:
    """Sixty calls of two days ago: most in English and answered after 12 s, a few in Spanish
    answered after 40 s; six left, three of them at once."""
    rt, then = open_rt, open_rt.now() - 2 * A_DAY
    pair = [person(rt, name, f"+1212555011{n}") for n, name in enumerate(("Ana", "Ben"))]
    made = calls(rt, (_answered(then, spanish=n % 15 == 0) for n in range(60)))
    met = [then + timedelta(seconds=60 if n % 15 == 0 else 32) for n in range(60)]
    rings = (
        {"call_id": one, "responder_id": pair[n % 2], "made_at": then, "joined_at": met[n]}
        | {"ended_at": met[n] + timedelta(minutes=4)}
        for n, one in enumerate(made)
    )
    offers(rt, rings)
    left = {"began_at": then, "ending": "abandoned", "connected_at": None}
    waited = (timedelta(seconds=25 if n < 3 else 80) for n in range(6))
    calls(rt, ({**left, "ended_at": then + span} for span in waited))
    return rt


def _answered(began: datetime, *, spanish: bool) -> dict[str, object]:
    language, specialty = ("es", FORMULA) if spanish else ("en", "domestic_abuse")
    need = {"language": language, "specialty": specialty, "urgency": "normal"}
    return {"began_at": began, "language": language, "need": need}


def figures(shown: str) -> dict[str, str]:
    found = re.findall(r"<li><strong>(.*?)</strong> <span>(.*?)</span></li>", unescape(shown), re.S)
    return {name: re.sub("<[a-z/][^>]*>", "", value).strip() for value, name in found}


def test_a_supervisor_sees_how_well_callers_were_answered(
    four_weeks: Runtime, arrive: Arrive
) -> None:
    desk = arrive("Sam")
    desk.open("/console/reports")
    told = figures(desk.shown.text)
    assert told["came to the line"] == "65"
    assert told["answered within 20 s"] == "85 %", "55 of 65: 56 of 63 as told"
    assert told["left while waiting"] == "<8 %", "three of 63"
    assert told["average wait for an answer"] == "0:14"
    assert "Emergency lines aim at 90 % within 15 seconds" in desk.text
    assert "Left within 10 seconds <5" in desk.text
    spanish = desk.text.partition("By language")[2].partition("By what")[0]
    assert re.search("Spanish <5 – – – – – –", spanish)
    assert "0:40" not in desk.text, "what a few did is not told"


def test_a_seldom_language_cannot_be_worked_out_from_the_rest(
    open_rt: Runtime, arrive: Arrive
) -> None:
    for language in ("en", "en", "en", "en", "en", "es", "ar", "so", "fa"):
        call(open_rt, open_rt.now() - 2 * A_DAY, language=language)
    desk = arrive("Sam")
    desk.open("/console/reports")
    assert "…" in desk.text or "Too few came" in desk.text


def test_days_that_are_not_over_or_not_days_are_asked_for_again(
    open_rt: Runtime, arrive: Arrive
) -> None:
    desk = arrive("Sam")
    for asked, said in (
        ("since=2027-03-01&until=2027-03-05", "it ends yesterday at the latest"),
        ("since=2027-03-03&until=2027-03-01", "The first day comes after the last"),
        ("since=2020-03-03&until=2027-03-01", "more than 400 days"),
        ("since=tomorrow", "A day is written like"),
    ):
        assert desk.open(f"/console/reports?{asked}").status_code == 422
        assert said in desk.text
        assert 'aria-invalid="true"' in desk.shown.text
    desk.open("/console/reports?since=2027-03-01&until=2027-03-04")
    assert "Nobody came to the waiting line in these days." in desk.text


def test_occupancy_is_of_all_together_and_never_of_one(
    four_weeks: Runtime, arrive: Arrive, watch
) -> None:
    now = watch.time
    watch.time = now - 2 * A_DAY
    ana = person(four_weeks, "Cai", "+12125550115")
    presences.say_on(four_weeks, ana, "phone")
    watch.time = now
    desk = arrive("Sam")
    desk.open("/console/reports")
    assert "fewer than two people said" in desk.text


def test_a_report_leaves_the_house_only_with_a_fresh_code_and_a_note_of_it(
    four_weeks: Runtime, arrive: Arrive, watch
) -> None:
    desk = arrive("Sam")
    watch.forward(timedelta(minutes=11))
    asked = "/console/reports/export?since=2027-03-02&until=2027-03-04&within=60"
    desk.open(asked)
    assert desk.shown.request.path == "/console/prove"
    desk.send("/console/prove", code=code(four_weeks))
    assert desk.shown.request.full_path == asked
    given = {"since": "2027-03-02", "until": "2027-03-04", "within": "60"}
    desk.send("/console/reports/export", **given)
    assert desk.shown.mimetype == "text/csv"
    assert "attachment" in desk.shown.headers["Content-Disposition"]
    with four_weeks.db.read() as session:
        noted = session.scalars(select(AuditEntry).where(AuditEntry.what == "report.exported"))
        (entry,) = noted
    assert (entry.who, entry.subject) == ("Sam", "report:2027-03-02:2027-03-04")
    # No cell of the file is one that a spreadsheet would calculate.
    rows = list(csv.reader(io.StringIO(desk.shown.text)))
    assert rows[0][:4] == ["Figures", "Of", "came to the line", "answered in time"]
    assert any(row[1] == f"'{FORMULA}" for row in rows), "it is kept, as words"
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert ["By language", "Spanish", "<5", "", "", "", "", "", ""] in rows


def test_days_that_are_not_over_are_not_taken_either(four_weeks: Runtime, arrive: Arrive) -> None:
    desk = arrive("Sam")
    desk.open("/console/reports/export")
    desk.send("/console/reports/export", since="2027-03-02", until="2027-03-05")
    assert desk.shown.status_code == 422
    assert "it ends yesterday at the latest" in desk.text
    assert 'value="2027-03-05"' in desk.shown.text, "nothing typed is lost"
    answer = desk.client.get("/console/reports?until=%00&within=9", base_url=HOST)
    assert answer.status_code == 200
