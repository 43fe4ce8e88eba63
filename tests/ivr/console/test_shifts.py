"""Does a supervisor plan a week, and do turns change hands only when everybody agreed?"""

import re
from datetime import date, timedelta

import pytest
from staff import HOST, Arrive, Desk

from ivr.operations import people, planning
from ivr.operations.people import NewResponder
from ivr.operations.planning import NewShift
from ivr.queries import week as weeks
from ivr.queries.profiles import profile
from ivr.runtime import Runtime

MONDAY = date(2027, 3, 8)
"""It is Friday night before it."""


@pytest.fixture
def staffed(open_rt: Runtime) -> Runtime:
    """Ana is certified and speaks two languages, Ben one."""
    until = open_rt.now() + timedelta(days=200)
    for name, phone, spoken in (
        ("Ana", "+12125550111", ("es:native", "en")),
        ("Ben", "+12125550112", ("en",)),
    ):
        people.add(open_rt, NewResponder(name, phone, spoken, {"domestic_abuse": until}))
    return open_rt


@pytest.fixture
def sam(staffed: Runtime, arrive: Arrive) -> Desk:
    return arrive("Sam")


@pytest.fixture
def tuesday(staffed: Runtime) -> str:
    """Ana's nights, from Tuesday to Wednesday; the id of the shift."""
    return planning.add(staffed, NewShift("Ana", "22:00-06:00", every="tue", first="2027-03-01"))


def id_of(rt: Runtime, name: str) -> str:
    return profile(rt, name).id


def planned(rt: Runtime, name: str, monday: date = MONDAY) -> list[str]:
    """The turns of a week, as day and hours on the helpline's clocks."""
    (row,) = weeks.week(rt, monday, id_of(rt, name)).rows
    zone = weeks.week(rt, monday).zone
    return [
        f"{turn.begins_at.astimezone(zone):%a %H:%M}-{turn.ends_at.astimezone(zone):%H:%M}"
        for day in row.days
        for turn in day
    ]


def send(desk: Desk, path: str, **fields: str | list[str]) -> None:
    """A form of the page at this address; sent to where it is."""
    desk.open(path)
    token = re.search(r'name="form" value="([^"]*)"', desk.shown.text)
    assert token
    to = path.partition("?")[0]
    sent = {"form": token[1], **fields}
    desk.shown = desk.client.post(to, base_url=HOST, data=sent, follow_redirects=True)


def test_a_night_is_planned_for_every_week_and_taken_back(sam: Desk) -> None:
    fields = {"starts": "22:00", "ends": "06:00", "how": "weekly", "first": "2027-03-08"}
    send(sam, "/console/shifts/new", who=id_of(sam.rt, "Ana"), days=["0", "2"], **fields)
    assert "The shift is planned." in sam.text
    assert "2027-W10" in sam.text, "the week in which it begins"
    assert planned(sam.rt, "Ana") == ["Mon 22:00-06:00", "Wed 22:00-06:00"]
    sam.send("/console/undo")
    assert planned(sam.rt, "Ana") == []


def test_one_date_on_the_clocks_of_somewhere_else(sam: Desk) -> None:
    fields = {"how": "once", "on": "2027-03-10", "starts": "18:00", "ends": "00:00"}
    who = id_of(sam.rt, "Ana")
    send(sam, "/console/shifts/new", who=who, zone="America/Los_Angeles", **fields)
    assert planned(sam.rt, "Ana") == ["Wed 21:00-03:00"]


def test_a_night_has_the_hours_that_really_pass(sam: Desk) -> None:
    fields = {"how": "once", "on": "2027-03-13", "starts": "22:00", "ends": "06:00"}
    send(sam, "/console/shifts/new", who=id_of(sam.rt, "Ana"), **fields)
    (row,) = weeks.week(sam.rt, MONDAY, id_of(sam.rt, "Ana")).rows
    (turn,) = row.days[5]
    assert turn.ends_at - turn.begins_at == timedelta(hours=7), "clocks go forward that night"


WRONG = [
    ({"days": []}, "Choose the days of the week"),
    ({"starts": "late"}, "Write when it begins"),
    ({"how": "once"}, "A day is written like"),
    ({"how": "once", "on": "2026-01-01"}, "That is over already."),
    ({"last": "2027-01-01"}, "The last day is before the first"),
    ({"zone": "Mars"}, "America/New_York"),
    ({"who": "nobody"}, "Nobody of this name is here."),
]


def test_what_cannot_be_planned_is_said_and_stays_typed(sam: Desk) -> None:
    good = {"starts": "22:00", "ends": "06:05", "how": "weekly", "days": ["0"]}
    for wrong, says in WRONG:
        send(sam, "/console/shifts/new", **{"who": id_of(sam.rt, "Ana"), **good, **wrong})
        assert sam.shown.status_code == 422, wrong
        assert says in sam.text
        assert 'value="06:05"' in sam.shown.text
    assert planned(sam.rt, "Ana") == []


def test_a_hole_leads_to_a_form_that_knows_it(sam: Desk) -> None:
    sam.open("/console/shifts/new?on=2027-03-09&starts=03:00&ends=04:00")
    assert 'value="2027-03-09"' in sam.shown.text
    assert re.search(r'value="once" checked', sam.shown.text)


def test_one_day_is_left_out_and_planned_again(sam: Desk, tuesday: str) -> None:
    send(sam, f"/console/shifts/{tuesday}/2027-03-09", do="skip")
    assert planned(sam.rt, "Ana") == []
    assert planned(sam.rt, "Ana", date(2027, 3, 15)) == ["Tue 22:00-06:00"]
    sam.send("/console/undo")
    assert planned(sam.rt, "Ana") == ["Tue 22:00-06:00"]


def test_a_shift_is_removed_and_planned_again_as_it_was(sam: Desk, tuesday: str) -> None:
    send(sam, f"/console/shifts/{tuesday}/2027-03-09", do="remove")
    assert planned(sam.rt, "Ana") == []
    sam.send("/console/undo")
    assert planned(sam.rt, "Ana") == ["Tue 22:00-06:00"]


def test_a_turn_that_is_none_is_not_there(sam: Desk, tuesday: str) -> None:
    for path in ("none/2027-03-09", f"{tuesday}/2027-03-10", f"{tuesday}/soon"):
        assert sam.open(f"/console/shifts/{path}").status_code == 404


def test_leave_is_written_shown_and_taken_back(sam: Desk, tuesday: str) -> None:
    ana = id_of(sam.rt, "Ana")
    send(sam, "/console/shifts/leave", who=ana, begins="2027-03-09", ends="2027-03-08")
    assert "It would end before it begins." in sam.text
    send(sam, "/console/shifts/leave", who=ana, begins="2027-03-09", ends="2027-03-10")
    sam.open("/console/shifts?week=2027-W10")
    assert sam.text.count("Away") == 3, "two days, and the turn"
    which = re.search(r'name="which" value="([^"]*)"', sam.shown.text)
    assert which
    send(sam, "/console/shifts", which=which[1], do="remove_leave")
    assert "Nobody is away" in sam.text
    sam.send("/console/undo")
    assert "The leave" not in sam.text
    assert "Nobody is away" not in sam.open("/console/shifts").text


def ask(desk: Desk, shift: str, taker: str) -> None:
    to = id_of(desk.rt, taker)
    send(desk, "/console/my-shifts", do="ask", turn=f"{shift} 2027-03-09", to=to)


def pressed(desk: Desk, path: str, button: str) -> None:
    """Press a button of the first asking on the page."""
    desk.open(path)
    which = re.search(r'name="which" value="([^"]*)"', desk.shown.text)
    send(desk, path, do=button, which=which[1] if which else "")


def test_ana_asks_ben_who_agrees_and_sam_gives_it(staffed: Runtime, arrive: Arrive, tuesday: str):
    ana, ben = arrive("Ana"), arrive("Ben")
    ask(ana, tuesday, "Ben")
    assert "They see it in their shifts" in ana.text
    assert planned(staffed, "Ana") == ["Tue 22:00-06:00"], "nothing is changed by asking"
    pressed(ben, "/console/my-shifts", "agree")
    assert "A supervisor looks at it next." in ben.text
    sam = arrive("Sam")
    sam.open("/console/shifts?week=2027-W10")
    assert "These hours would lose: Spanish" in sam.text
    pressed(sam, "/console/shifts", "approve")
    assert "The turn is somebody else's now." in sam.text
    assert (planned(staffed, "Ana"), planned(staffed, "Ben")) == ([], ["Tue 22:00-06:00"])
    sam.send("/console/undo")
    assert (planned(staffed, "Ana"), planned(staffed, "Ben")) == (["Tue 22:00-06:00"], [])


@pytest.mark.parametrize("who", ["Ben declines", "Ana withdraws", "Sam refuses"])
def test_any_of_the_three_can_leave_it_as_it_is(
    staffed: Runtime, arrive: Arrive, tuesday: str, who: str
) -> None:
    ana = arrive("Ana")
    ask(ana, tuesday, "Ben")
    if who == "Ben declines":
        pressed(arrive("Ben"), "/console/my-shifts", "decline")
    elif who == "Ana withdraws":
        pressed(ana, "/console/my-shifts", "withdraw")
    else:
        pressed(arrive("Ben"), "/console/my-shifts", "agree")
        pressed(arrive("Sam"), "/console/shifts", "refuse")
    assert (planned(staffed, "Ana"), planned(staffed, "Ben")) == (["Tue 22:00-06:00"], [])
    ask(ana, tuesday, "Ben")
    assert "They see it" in ana.text, "it can be asked again"


def test_nobody_answers_for_somebody_else(staffed: Runtime, arrive: Arrive, tuesday: str) -> None:
    ana, ben = arrive("Ana"), arrive("Ben")
    ask(ben, tuesday, "Ana")
    assert "It is not there any more." in ben.text, "the turn is not Ben's"
    ask(ana, tuesday, "Ben")
    pressed(ana, "/console/my-shifts", "agree")
    assert "That was decided already" in ana.text
    which = re.search(r'name="which" value="([^"]*)"', ana.open("/console/my-shifts").text)
    assert which
    send(ben, "/console/my-shifts", do="withdraw", which=which[1])
    assert "That was decided already" in ben.text


def test_who_is_busy_or_away_then_is_not_asked(staffed: Runtime, arrive: Arrive, tuesday: str):
    planning.add(staffed, NewShift("Ben", "05:00-07:00", every="wed", first="2027-03-01"))
    ana = arrive("Ana")
    ask(ana, tuesday, "Ben")
    assert "They are planned or away then themselves." in ana.text
    sam = arrive("Sam")
    send(sam, f"/console/shifts/{tuesday}/2027-03-09", do="give", to=id_of(staffed, "Ben"))
    assert "They are planned or away then themselves." in sam.text


def test_a_turn_that_has_begun_changes_hands_no_more(
    staffed: Runtime, arrive: Arrive, tuesday: str, watch
) -> None:
    ana, ben = arrive("Ana"), arrive("Ben")
    ask(ana, tuesday, "Ben")
    pressed(ben, "/console/my-shifts", "agree")
    which = re.search(r'name="which" value="([^"]*)"', ben.open("/console/my-shifts").text)
    watch.time = watch.time.replace(day=10, hour=4)  # 23:00 on Tuesday
    sam = arrive("Sam")
    send(sam, "/console/shifts", do="approve", which=which[1] if which else "")
    assert planned(staffed, "Ana") == ["Tue 22:00-06:00"]


def test_a_supervisor_gives_a_turn_at_once(sam: Desk, tuesday: str) -> None:
    send(sam, f"/console/shifts/{tuesday}/2027-03-09", do="give", to=id_of(sam.rt, "Ben"))
    assert planned(sam.rt, "Ben") == ["Tue 22:00-06:00"]
    assert planned(sam.rt, "Ana", date(2027, 3, 15)) == ["Tue 22:00-06:00"], "the others stay"


def test_somebody_without_a_plan_reads_what_is_so(open_rt: Runtime, arrive: Arrive) -> None:
    desk = arrive("Ana")
    desk.open("/console/my-shifts")
    assert "This account is no responder's" in desk.text
