"""What can be made to go wrong on purpose, and does the rest go on as it would?"""

import pytest
from werkzeug.test import Client

from ivr.sandbox import Answers, create_app

LEG = "<Say>Duty call.</Say>"


@pytest.fixture
def control(town):
    """The control address of this phone company."""
    client = Client(create_app(town.exchange), use_cookies=False)

    def ask(path, **wishes):
        return client.post(f"/sandbox/{path}", json=wishes, base_url="http://localhost")

    return ask


@pytest.fixture(autouse=True)
def ana_answers(town):
    town.exchange.phone(town.ANA).behaves(Answers())


def statuses(town):
    return [hook["CallStatus"] for hook in town.hooks("/leg/status")]


def test_a_dropped_notice_never_arrives_and_the_next_one_does(town, control):
    town.on("/leg", LEG)
    assert control("faults", how="drop", where="/leg/status", times=2).status_code == 200
    town.ring(town.ANA)
    town.wait(40)
    assert statuses(town) == ["in-progress", "completed"]
    assert [fault["how"] for fault in town.happened("fault")] == ["drop", "drop"]


def test_only_reports_with_these_fields_meet_the_fault(town, control):
    town.on("/leg", LEG)
    control("faults", how="drop", where="/leg/status", fields={"CallStatus": "ringing"})
    town.ring(town.ANA)
    town.wait(40)
    assert statuses(town) == ["initiated", "in-progress", "completed"]


def test_a_delayed_notice_comes_behind_those_that_came_after_it(town, control):
    town.on("/leg", LEG)
    control("faults", how="delay", seconds=60, fields={"CallStatus": "ringing"})
    town.ring(town.ANA)
    town.wait(90)
    assert statuses(town)[-1] == "ringing"


def test_a_doubled_question_is_asked_twice_and_its_answer_used_once(town, control):
    town.on("/voice", "<Say>Hello.</Say>")
    control("faults", how="double", where="/voice", times=1)
    leg = town.dial()
    town.wait(30)
    assert len(town.hooks("/voice")) == 2
    assert [words for words, *_ in leg.heard] == ["Hello."]


def test_what_is_held_comes_when_released_the_youngest_first(town, control):
    town.on("/leg", LEG)
    control("faults", how="hold", where="/leg/status")
    town.ring(town.ANA)
    town.wait(40)
    assert statuses(town) == []
    assert control("faults/release").json["held"] == 0
    town.wait(1)
    assert statuses(town) == ["completed", "in-progress", "ringing", "initiated"]


def test_a_lost_first_question_leads_to_the_fallback_as_with_twilio(town, control):
    town.on("/spare", "<Say>The spare one.</Say>")
    control("faults", how="drop", where="/voice", times=1)
    leg = town.exchange.phone(town.CALLER).dial(town.NEUTRAL)
    town.wait(30)
    assert leg.heard[0][0] == "The spare one."


@pytest.mark.parametrize(
    ("status", "code"), [(429, 20429), (400, 21610), (400, 21220), (503, 20500)]
)
def test_the_api_refuses_as_often_as_it_is_told_to(town, control, status, code):
    town.on("/leg", LEG)
    control("faults", how="refuse", where="/Calls.json", status=status, code=code, times=1)
    order = {"To": town.ANA, "From": town.HELPLINE, "Url": f"{town.HOST}/leg"}
    refused = town.rest("POST", "/Calls.json", **order)
    assert (refused.status_code, refused.json["code"]) == (status, code)
    assert town.exchange.calls.all == {}
    assert town.rest("POST", "/Calls.json", **order).status_code == 201


@pytest.mark.parametrize("how", ["refuse", "hang_up"])
def test_a_call_that_was_placed_although_nobody_said_so_rings(town, control, how):
    town.on("/leg", LEG)
    control("faults", how=how, where="/Calls.json", done=True, times=1)
    order = {"To": town.ANA, "From": town.HELPLINE, "Url": f"{town.HOST}/leg"}
    if how == "hang_up":
        with pytest.raises(ConnectionResetError):
            town.rest("POST", "/Calls.json", **order)
    else:
        assert town.rest("POST", "/Calls.json", **order).status_code == 500
    town.wait(30)
    assert town.happened("ringing")


def test_who_does_not_answer_carries_nothing_out_unless_told_to(town, control):
    control("faults", how="hang_up", where="/Calls.json", times=1)
    with pytest.raises(ConnectionResetError):
        town.rest("POST", "/Calls.json", To=town.ANA, From=town.HELPLINE, Url=f"{town.HOST}/leg")
    assert town.exchange.calls.all == {}
    assert town.rest("GET", "/Calls.json").status_code == 200, "and the lock was given back"


def test_clearing_mends_everything(town, control):
    control("faults", how="refuse", where="/Calls.json")
    control("faults", how="hold", where="/voice")
    town.dial()
    town.wait(1)
    assert control("faults/clear").json["faults"] == []
    town.wait(5)
    assert town.hooks("/voice")
    assert town.rest("POST", "/Calls.json").json["code"] == 21201


@pytest.mark.parametrize(
    ("wishes", "about"),
    [
        ({}, "`how` is one of"),
        ({"how": "explode"}, "`how` is one of"),
        ({"how": "drop", "status": 500}, "`status` is not known"),
        ({"how": "refuse", "status": "bad"}, "`status` cannot be 'bad'"),
        ({"how": "drop", "fields": "x"}, "`fields` cannot be 'x'"),
        ({"how": "delay", "seconds": -1}, "less than nothing"),
        ({"how": "drop", "where": 7}, "`where` cannot be 7"),
    ],
)
def test_an_odd_wish_is_explained_and_changes_nothing(town, control, wishes, about):
    refused = control("faults", **wishes)
    assert refused.status_code == 400
    assert about in refused.json["error"]
    assert town.exchange.faults.road == town.exchange.faults.rest == []


def test_ten_minutes_pass_at_once(town, control):
    town.on("/voice", '<Pause length="500"/><Say>Still here.</Say>')
    leg = town.dial()
    before = town.exchange.now()
    assert control("time", wait=600).status_code == 200
    assert (town.exchange.now() - before).total_seconds() == 600
    assert leg.heard[0][0] == "Still here."


@pytest.mark.parametrize("wait", [-1, "long", True, None, 1e12, float("nan")])
def test_time_that_cannot_pass_does_not(town, control, wait):
    assert control("time", wait=wait).status_code == 400
