"""When a shift is over, does the person go home, and only then?"""

import logging
from datetime import timedelta

import pytest
from sqlalchemy import select

from ivr.models import AuditEntry, Presence, Responder
from ivr.operations import duty, flows, planning, presences, shifts
from ivr.operations.planning import Away, NewShift
from ivr.operations.presences import Pause
from ivr.queries.floor import floor
from ivr.runtime import Runtime

BY = "Sam"
HOUR = timedelta(hours=1)
# The clock of these tests shows Friday, 22:30 UTC.


def plan(rt: Runtime, name: str, hours: str, **more: str) -> str:
    return planning.add(rt, NewShift(name, hours, **({"every": "every_day"} | more)), BY)


def here(rt: Runtime) -> list[str]:
    with rt.db.read() as session:
        wanted = select(Responder.name).join(Presence).where(Presence.on_duty)
        return sorted(session.scalars(wanted))


def pass_by(rt: Runtime, watch, span: timedelta) -> list[str]:
    """Who is here after so much time, the clock having swept on the way."""
    for _ in range(int(span / timedelta(minutes=30))):
        watch.forward(timedelta(minutes=30))
        shifts.end_those_over(rt)
    return here(rt)


def test_who_came_for_a_shift_goes_when_it_is_over(either_staffed: Runtime, watch) -> None:
    rt = either_staffed
    plan(rt, "Ana", "22:00-02:00")
    duty.on(rt, "Ana")
    assert pass_by(rt, watch, 3 * HOUR) == ["Ana"]
    assert pass_by(rt, watch, HOUR) == []
    with rt.db.read() as session:
        last = session.scalars(select(AuditEntry).order_by(AuditEntry.number.desc())).first()
        assert last is not None
        assert (last.who, last.what, last.details) == ("the system", "duty.off", '{"by":"shift"}')
        ana = session.scalars(select(Responder.id).where(Responder.name == "Ana")).one()
    assert rt.routing.roster.state(ana) is None


def test_who_comes_early_came_for_it_too(staffed: Runtime, watch) -> None:
    plan(staffed, "Ana", "23:00-02:00")
    duty.on(staffed, "Ana")
    assert pass_by(staffed, watch, 3 * HOUR) == ["Ana"]
    assert pass_by(staffed, watch, HOUR) == []


def test_who_says_on_after_the_end_stays(staffed: Runtime, watch) -> None:
    plan(staffed, "Ana", "22:00-23:00")
    duty.on(staffed, "Ana")
    assert pass_by(staffed, watch, HOUR) == []
    duty.on(staffed, "Ana")
    assert pass_by(staffed, watch, 5 * HOUR) == ["Ana"]


def test_who_said_that_they_stay_stays(staffed: Runtime, watch) -> None:
    plan(staffed, "Ana", "22:00-23:00")
    duty.on(staffed, "Ana", open_ended=True)
    assert pass_by(staffed, watch, 3 * HOUR) == ["Ana"]
    duty.on(staffed, "Ana")
    shifts.end_those_over(staffed)
    assert here(staffed) == [], "now she stays no longer than her shift"


def test_who_has_no_shift_goes_by_their_own_word(staffed: Runtime, watch) -> None:
    duty.on(staffed, "Ana")
    assert pass_by(staffed, watch, 30 * HOUR) == ["Ana"]


def test_two_shifts_that_meet_are_one(staffed: Runtime, watch) -> None:
    plan(staffed, "Ana", "22:00-23:00")
    plan(staffed, "Ana", "23:00-01:00")
    duty.on(staffed, "Ana")
    assert pass_by(staffed, watch, 2 * HOUR) == ["Ana"]
    assert pass_by(staffed, watch, HOUR) == []


def test_leave_ends_a_shift_before_its_time(staffed: Runtime, watch) -> None:
    plan(staffed, "Ana", "22:00-06:00")
    duty.on(staffed, "Ana")
    planning.take_leave(staffed, Away("Ana", "2027-03-06 00:00", "2027-03-06 12:00"), BY)
    assert pass_by(staffed, watch, HOUR) == ["Ana"]
    assert pass_by(staffed, watch, HOUR) == []


def test_a_clock_that_was_away_for_days_sees_it_when_it_is_back(staffed: Runtime, watch) -> None:
    plan(staffed, "Ana", "22:00-23:00", every="", on="2027-03-05")
    duty.on(staffed, "Ana")
    watch.forward(5 * 24 * HOUR)
    shifts.end_those_over(staffed)
    assert here(staffed) == []


def test_the_last_one_goes_home_too_and_the_log_says_so(
    staffed: Runtime, watch, caplog: pytest.LogCaptureFixture
) -> None:
    plan(staffed, "Ana", "22:00-23:00")
    duty.on(staffed, "Ana")
    duty.on(staffed, "Sam")
    with caplog.at_level(logging.WARNING):
        assert pass_by(staffed, watch, HOUR) == ["Sam"]
        assert "nobody is on duty" not in caplog.text
        plan(staffed, "Sam", "23:00-24:00")
        duty.off(staffed, "Sam")
        duty.on(staffed, "Sam")
        assert pass_by(staffed, watch, HOUR) == []
    assert "nobody is on duty any more" in caplog.text
    assert "Sam" not in caplog.text


def test_a_shift_that_is_not_on_holidays_ends_for_nobody_on_one(
    small_rt: Runtime, folder, written, introduces, watch
) -> None:
    saturday = ("settings.yaml", "duty_phones:", 'holidays: {own: ["03-06"]}\nduty_phones:')
    folder.hold(written(saturday))
    flows.publish(small_rt)
    rt = introduces(small_rt)
    days = NewShift("Ana", "09:00-10:00", every="every_day", not_on_holidays=True)
    planning.add(rt, days, BY)
    duty.on(rt, "Ana")
    assert pass_by(rt, watch, 24 * HOUR) == ["Ana"], "on the holiday there was no shift to end"
    assert pass_by(rt, watch, 24 * HOUR) == []


# -- who is here, and who should be ---------------------------------------------------------------


def test_the_floor_shows_who_is_missing_first(staffed: Runtime) -> None:
    plan(staffed, "Sam", "22:00-06:00")
    duty.on(staffed, "Ana")
    missing, ana = floor(staffed)
    assert (missing.name, missing.is_missing, missing.due is not None) == ("Sam", True, True)
    assert (ana.name, ana.is_missing, ana.due, ana.leaves) == ("Ana", False, None, True)


def test_the_floor_shows_until_when(staffed: Runtime) -> None:
    plan(staffed, "Ana", "22:00-06:00")
    duty.on(staffed, "Ana", open_ended=True)
    ana_id = floor(staffed)[0].id
    presences.pause(staffed, ana_id, Pause(15, "text"))
    (ana,) = floor(staffed)
    assert ana.due is not None
    assert ana.due.ends_at.isoformat() == "2027-03-06T06:00:00+00:00"
    assert (ana.paused_until, ana.leaves) == (staffed.now() + HOUR / 4, False)


def test_nobody_is_missing_where_nothing_is_planned(staffed: Runtime) -> None:
    assert floor(staffed) == []
