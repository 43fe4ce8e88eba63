"""Does a newcomer find people, a plan and services, and is what they changed left alone?"""

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import func, select

from ivr.models import Publication, Resource, Responder, Revision
from ivr.operations import (
    accounts,
    duty,
    factors,
    people,
    pins,
    resources,
    shifts,
    sign_ins,
)
from ivr.operations.directory import GENERAL_LIST
from ivr.operations.pins import Checked
from ivr.operations.sign_ins import Tried
from ivr.queries.coverage import coverage
from ivr.queries.floor import floor
from ivr.queries.profiles import everybody
from ivr.runtime import Runtime, build
from ivr.trial import banner
from ivr.trial.furnishing import furnish
from ivr.trial.people import DEMO_PASSWORD, DEMO_PEOPLE, DEMO_PIN

MONDAY = date(2027, 3, 15)


def test_the_demo_people_are_here_and_stay_whatever_the_hour(rt: Runtime, watch) -> None:
    furnish(rt)
    for _ in range(14):
        watch.forward(timedelta(hours=12))
        shifts.end_those_over(rt)
    here = floor(rt)
    assert {one.name for one in here if one.on_duty} == {one.name for one in DEMO_PEOPLE}
    assert not any(one.leaves for one in here)


def test_their_plan_covers_some_hours_and_leaves_others(rt: Runtime) -> None:
    furnish(rt)
    found = coverage(rt, MONDAY)
    for language in ("en", "es"):
        there = [bool(slot.languages[language]) for slot in found.slots]
        assert any(there)
        assert not all(there)
    assert {gap.name for gap in found.gaps} >= {"child", "sexual_violence"}


def test_they_can_be_wished_for_and_come_on_duty_by_telephone(rt: Runtime) -> None:
    furnish(rt)
    assert all(one.gender and one.areas and one.pin == "set" for one in everybody(rt))
    ana = everybody(rt)[0]
    assert pins.check(rt, ana.id, DEMO_PIN, "c:1") is Checked.RIGHT


def test_who_was_there_before_is_left_alone(rt: Runtime) -> None:
    furnish(rt)
    duty.off(rt, "Ben")
    furnish(rt)
    assert [one.name for one in people.everybody(rt) if not one.on_duty] == ["Ben"]


def count(rt: Runtime, table: type) -> int:
    with rt.db.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_flows_people_and_services_are_there_once(rt: Runtime) -> None:
    furnish(rt)
    resources.retire(rt, "starter_food", "Sam")
    furnish(rt)
    assert count(rt, Responder) == len(DEMO_PEOPLE)
    assert count(rt, Resource) == len(GENERAL_LIST) + 12
    with rt.db.read() as session:
        assert session.get_one(Resource, "starter_food").retired_at == rt.now()
        checked = session.scalars(select(Resource.verified_on).distinct()).all()
    assert checked == [rt.now().date()]


def test_flows_this_version_cannot_read_are_published_anew(rt: Runtime) -> None:
    furnish(rt)
    with rt.db.begin() as session:
        session.add(Revision(id="old", files={"welcome.yaml": "?"}, note="", created_at=rt.now()))
        session.flush()
        number = session.scalar(select(func.max(Publication.number))) or 0
        session.add(
            Publication(
                number=number + 1, revision="old", manner="earlier", author="", note="",
                published_at=rt.now(),
            )
        )  # fmt: skip
    furnish(replace(rt, books=build(rt.environment).books))
    assert build(rt.environment).books.live().flows
    with rt.db.read() as session:
        assert session.scalar(select(func.max(Publication.number))) == number + 2


def test_the_demo_staff_signs_in_at_once_with_what_the_banner_says(rt: Runtime) -> None:
    furnish(rt)
    said = banner.words(replace(rt.environment, own_database=True))
    assert "/console/" in said
    assert DEMO_PASSWORD in said
    assert "helpline people code Sam" in said
    with rt.db.read() as session:
        secret = factors.open_secret(rt, accounts.find(session, "Sam"))
    assert secret
    tried = Tried("Sam", DEMO_PASSWORD, factors.now_code(secret, rt.now()), "", "")
    assert sign_ins.sign_in(rt, tried).token


def test_of_somebodys_own_database_the_banner_tells_no_password(rt: Runtime) -> None:
    assert "helpline people invite" in banner.words(rt.environment)
    furnish(rt)
    assert DEMO_PASSWORD not in banner.words(rt.environment)
