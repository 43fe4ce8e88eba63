"""What do the first pages tell those who lead a shift, guard the data or manage accounts?"""

import re
from datetime import timedelta

import pytest
from sqlalchemy import text
from staff import PASSWORD, Arrive, Desk, hire

from ivr.models import Call, CallState, Grant, Line, Offer, OfferState, new_id
from ivr.operations import accounts, audit, duty, people, planning, presences
from ivr.operations.audit import Deed, Entry
from ivr.operations.people import NewResponder
from ivr.operations.presences import Pause
from ivr.queries import accounts as known
from ivr.runtime import Runtime

LINK = re.compile(r"http://[^<]+(/console/invited/[\w-]+)")


@pytest.fixture
def staffed(open_rt: Runtime) -> Runtime:
    """Ana is on duty, Ben should be, Carmen paused; of the certificates one ran out, one will."""
    rt, now = open_rt, open_rt.now()
    day = timedelta(days=1)
    for name, phone, certified in (
        ("Ana", "+12125550111", {"domestic_abuse": now + 200 * day, "legal": now + 12 * day}),
        ("Ben", "+12125550112", {"fraud": now - day}),
        ("Carmen", "+12125550113", {"domestic_abuse": now + 90 * day}),
    ):
        people.add(rt, NewResponder(name, phone, ("es:native", "en:basic"), certified))
    duty.on(rt, "Ana", open_ended=True)
    duty.on(rt, "Carmen", open_ended=True)
    planning.add(rt, planning.NewShift("Ben", "00:00-24:00", every="every_day"))
    presences.pause(rt, people_id(rt, "Carmen"), Pause(30, "phone"))
    return rt


def people_id(rt: Runtime, name: str) -> str:
    with rt.db.read() as session:
        return people.find(session, name).id


def row(desk: Desk, name: str) -> str:
    """One row of a table, as words."""
    rows = re.findall(r"<tr>(.*?)</tr>", desk.shown.text, re.DOTALL)
    (found,) = (one for one in rows if f"<bdi>{name}</bdi>" in one)
    return " ".join(re.sub(r"<[^>]*>", " ", found).split())


def test_a_supervisor_sees_who_may_take_what_and_what_runs_out(
    staffed: Runtime, arrive: Arrive
) -> None:
    desk = arrive("Sam")
    desk.open("/console/people")
    assert "3 responders are here. 2 are on duty." in desk.text
    assert "1 certificate runs out within 30 days." in desk.text
    assert "1 certificate ran out" in desk.text
    assert "On duty" in row(desk, "Ana")
    assert "11 days left" in row(desk, "Ana") or "12 days left" in row(desk, "Ana")
    assert "Spanish native" in row(desk, "Ana")
    assert "English basic, no calls in it" in row(desk, "Ana")
    assert "Planned, not here" in row(desk, "Ben")
    assert "No certificate that counts: is not rung." in row(desk, "Ben")
    assert "Paused until 6:" in row(desk, "Carmen"), "on the helpline's clocks"
    assert not re.search(r"555.?01", desk.shown.text), "never a number"


def test_titles_are_in_the_language_of_the_reader(staffed: Runtime, arrive: Arrive) -> None:
    desk = arrive("Sam", **{"Accept-Language": "es"})
    desk.open("/console/people")
    assert "español" in desk.text
    assert "domestic_abuse" not in desk.text


def call(rt: Runtime, state: CallState, **more) -> str:
    with rt.db.begin() as session:
        line = session.query(Line).first()
        assert line
        made = Call(id=new_id(), sid=new_id(), line=line.id, revision=rt.books.live().short)
        made.number_hidden, made.began_at, made.state = False, rt.now(), state
        for name, value in more.items():
            setattr(made, name, value)
        session.add(made)
        return made.id


def test_the_wallboard_says_who_waits_and_who_could_answer(
    staffed: Runtime, arrive: Arrive, watch
) -> None:
    rt = staffed
    desk = arrive("Sam")
    calm = call(rt, CallState.WAITING, language="es", waiting_since=rt.now())
    watch.forward(timedelta(seconds=75))
    call(
        rt,
        CallState.WAITING,
        language="en",
        waiting_since=rt.now(),
        need={"urgency": "danger", "language": "en"},
    )
    call(rt, CallState.OPEN)
    call(rt, CallState.ENDED)
    desk.open("/console/wallboard")
    line = desk.text.partition("Waiting")[2]
    assert line.index("Danger English 0:00") < line.index("Spanish 1:15")
    assert "1 in danger" in desk.shown.text
    assert calm not in desk.shown.text, "no id of a call"
    for said in ("Ana Free", "Ben Planned, not here", "Carmen Paused", "2 waiting", "1 in the"):
        assert said in desk.text
    ringing = call(rt, CallState.WAITING, language="es", waiting_since=rt.now())
    with rt.db.begin() as session:
        offer = Offer(id=new_id(), call_id=ringing, responder_id=people_id(rt, "Ana"))
        offer.state, offer.matched = OfferState.RINGING, "language"
        offer.made_at = offer.deadline_at = rt.now()
        session.add(offer)
    assert "Ana Phone rings" in (desk.open("/console/wallboard"), desk.text)[1]


def test_the_wallboard_is_asked_again_and_again_and_answers_only_what_is_new(
    staffed: Runtime, arrive: Arrive, watch
) -> None:
    desk = arrive("Sam")
    first = desk.client.get("/console/wallboard/now", base_url="http://helpline.test")
    asked = {"If-None-Match": first.headers["ETag"]}
    watch.forward(timedelta(seconds=5))

    def again():
        return desk.client.get(
            "/console/wallboard/now", base_url="http://helpline.test", headers=asked
        )

    assert (again().status_code, again().data) == (304, b"")
    call(staffed, CallState.WAITING, language="es", waiting_since=staffed.now())
    assert again().status_code == 200
    assert "<html" not in again().text


def test_watching_keeps_nobody_signed_in(staffed: Runtime, arrive: Arrive, watch) -> None:
    desk = arrive("Sam")
    for _ in range(7):
        answer = desk.client.get("/console/wallboard/now", base_url="http://helpline.test")
        watch.forward(timedelta(minutes=10))
    assert answer.status_code == 303


def test_coverage_shows_the_holes_in_words(staffed: Runtime, arrive: Arrive) -> None:
    desk = arrive("Sam")
    desk.open("/console/coverage")
    assert "2027-W09" in desk.text
    assert desk.text.count("Nobody:") > 100
    assert "Sexual violence" in desk.text or "Nobody: English" in desk.text
    assert desk.open("/console/coverage?week=2027-W10").status_code == 200
    for odd in ("2027-W60", "x", "9999-W53", "0000-W01", "<b>"):
        assert desk.open(f"/console/coverage?week={odd}").status_code == 404, odd


def test_the_audit_is_searched_by_whom_what_and_when(rt: Runtime, arrive: Arrive, watch) -> None:
    desk = arrive("Pia")
    with rt.db.begin() as session:
        for n in range(60):
            audit.write(session, rt.now(), Entry("Sam", Deed.SWITCH_ON, f"switch_{n}"))
        audit.write(session, rt.now(), Entry("Ana", Deed.PIN_SET, "abc"))
    desk.open("/console/audit")
    assert "set a PIN" in desk.text
    older = re.search(r'href="([^"]*before=[^"]*)"', desk.shown.text)
    assert older
    desk.open(older[1].replace("&amp;", "&"))
    assert "switch_0" in desk.text
    assert "set a PIN" not in table(desk)
    desk.open("/console/audit?what=pin")
    assert table(desk).count("set a PIN") == 1
    assert "switch_" not in table(desk)
    key = re.search(r'value="(\w+)">Ana<', desk.shown.text)
    assert key
    desk.open(f"/console/audit?who={key[1]}")
    assert "switch_" not in table(desk)
    desk.open("/console/audit?subject=switch_7")
    assert table(desk).count("turned a switch on") == 1
    desk.open("/console/audit?since=2027-03-06")
    assert "No entry is like this." in desk.text
    desk.open("/console/audit?since=2027-03-05&until=2027-03-05&what=pin.set")
    assert table(desk).count("set a PIN") == 1


def table(desk: Desk) -> str:
    return desk.shown.text.partition("<tbody>")[2].partition("</tbody>")[0]


@pytest.mark.parametrize(
    "odd",
    [
        "before=9999999999999",
        "before=x",
        "since=0001-01-01",
        "until=9999-12-31",
        "what=%25",
        "who=%00",
        "subject=%00'--",
        "what=%00",
    ],
)
def test_an_odd_search_is_a_search_all_the_same(rt: Runtime, arrive: Arrive, odd: str) -> None:
    assert arrive("Pia").open(f"/console/audit?{odd}").status_code == 200


def test_a_changed_entry_is_found(rt: Runtime, arrive: Arrive) -> None:
    desk = arrive("Pia")
    desk.open("/console/audit")
    desk.send("/console/audit")
    assert "are as they were written." in desk.text
    with rt.db.begin() as session:
        session.execute(text("DROP TRIGGER audit_no_update"))
        session.execute(text("UPDATE audit SET who = 'Mallory' WHERE number = 2"))
    desk.send("/console/audit")
    assert "Entry 2 is not as it was written" in desk.text


def test_an_administrator_invites_changes_and_closes(rt: Runtime, arrive: Arrive, watch) -> None:
    desk = arrive("Rosa")
    desk.open("/console/accounts/new")
    desk.send("/console/accounts/new", name="Sam", grant="supervisor")
    link = LINK.search(desk.shown.text)
    assert link
    assert accounts.invited(rt, link[1].rpartition("/")[2]) == "Sam"
    sam = next(one for one in known.accounts(rt) if one.name == "Sam")
    assert (sam.grants, sam.state) == (("supervisor",), "invited")
    path = f"/console/accounts/{sam.id}"
    desk.open(path)
    desk.send(path, do="grant", grant="flow_editor")
    assert "It is changed." in desk.text
    desk.open(path)
    desk.send(path, do="invite")
    assert LINK.search(desk.shown.text)
    assert accounts.invited(rt, link[1].rpartition("/")[2]) is None, "the newest alone counts"
    desk.open(path)
    desk.send(path, do="close")
    assert [one.name for one in known.accounts(rt)] == ["Rosa"]
    assert desk.open(path).status_code == 404


def test_nobody_raises_themselves_or_another_by_inviting_them_anew(
    rt: Runtime, arrive: Arrive
) -> None:
    desk = arrive("Rosa")
    hire(rt, "Sam", Grant.SUPERVISOR)
    desk.open("/console/accounts/new")
    desk.send("/console/accounts/new", name=" sAm ", grant="flow_editor")
    assert "has an account already" in desk.text
    rosa = next(one.id for one in known.accounts(rt) if one.name == "Rosa")
    desk.open(f"/console/accounts/{rosa}")
    desk.send(f"/console/accounts/{rosa}", do="grant", grant="supervisor")
    assert "Nobody changes their own account here" in desk.text
    desk.open("/console/accounts/new")
    for wrong, said in (
        ({"name": "", "grant": "supervisor"}, "1 to 100 letters"),
        ({"name": "+12125550111"}, "1 to 100 letters"),
    ):
        desk.send("/console/accounts/new", **wrong)
        assert said in desk.text
    assert {one.name: one.grants for one in known.accounts(rt)} == {
        "Rosa": ("administrator",),
        "Sam": ("supervisor",),
    }
    assert PASSWORD not in desk.shown.text


def test_without_flows_the_page_of_flows_says_what_to_do(rt: Runtime, arrive: Arrive) -> None:
    desk = arrive("Fay")
    assert desk.open("/console/flows").status_code == 200
    assert "Nothing is published yet" in desk.text
    assert desk.open("/console/flows/live").status_code == 404
