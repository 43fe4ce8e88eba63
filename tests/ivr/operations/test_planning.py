"""Is what people write about their hours what is planned, and is the rest refused kindly?"""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import func, select

from ivr.models import Leave, Shift
from ivr.operations import people, planning, profiles
from ivr.operations.moments import ImpossibleMoment
from ivr.operations.people import NobodyOfThatName
from ivr.operations.planning import Away, ImpossibleShift, NewShift
from ivr.operations.profiles import Change
from ivr.queries.rota import planned
from ivr.runtime import Runtime

BY = "Sam"
TODAY = date(2027, 3, 5)
DAY = timedelta(days=1)


def kept(rt: Runtime, an_id: str) -> Shift:
    with rt.db.read() as session:
        return session.get_one(Shift, an_id)


def many(rt: Runtime, table: type) -> int:
    with rt.db.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_week_is_written_as_people_say_it(either_staffed: Runtime) -> None:
    shift = kept(
        either_staffed,
        planning.add(either_staffed, NewShift("Ana", "22:00-06:00", every="mon, We,friday"), BY),
    )
    assert (shift.weekdays, shift.starts, shift.ends) == ([0, 2, 4], time(22), time(6))
    assert (shift.first_day, shift.last_day, shift.zone) == (TODAY, None, "UTC")


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("weekdays", [0, 1, 2, 3, 4]),
        ("weekends", [5, 6]),
        ("every_day", [0, 1, 2, 3, 4, 5, 6]),
        ("sat,weekends,SUNDAY", [5, 6]),
        ("tu,th", [1, 3]),
    ],
)
def test_days_have_names(written: str, days: list[int]) -> None:
    assert sorted(planning.weekdays(written)) == days


@pytest.mark.parametrize("odd", ["", "t", "day", "mon;tue", "m,t", "montag"])
def test_what_is_no_day_is_one_sentence(odd: str) -> None:
    with pytest.raises(ImpossibleShift, match="every_day"):
        planning.weekdays(odd)


def test_one_date_is_a_shift_too(staffed: Runtime) -> None:
    shift = kept(
        staffed, planning.add(staffed, NewShift("Ana", "18:00-24:00", on="2027-12-24"), BY)
    )
    assert (shift.first_day, shift.last_day) == (date(2027, 12, 24), date(2027, 12, 24))
    assert (shift.ends, len(shift.weekdays)) == (time(), 7)


def test_hours_are_on_their_own_clock_or_on_the_one_they_name(staffed: Runtime) -> None:
    profiles.change(staffed, "Ana", Change(zone="America/Chicago"), BY)
    own = planning.add(staffed, NewShift("Ana", "09:00-17:00", every="mon"), BY)
    other = NewShift("Ana", "09:00-17:00", every="mon", zone="Europe/Berlin")
    named = planning.add(staffed, other, BY)
    assert kept(staffed, own).zone == "America/Chicago"
    assert kept(staffed, named).zone == "Europe/Berlin"


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        (NewShift("Ana", "9-17", every="mon"), "Hours are written"),
        (NewShift("Ana", "09:00-17:00,18:00-19:00", every="mon"), "Hours are written"),
        (NewShift("Ana", "closed", every="mon"), "Hours are written"),
        (NewShift("Ana", "09:00-25:00", every="mon"), "Hours are written"),
        (NewShift("Ana", "09:00-17:00"), "either"),
        (NewShift("Ana", "09:00-17:00", every="mon", on="2027-12-24"), "either"),
        (NewShift("Ana", "09:00-17:00", on="2027-02-30"), "is not a date"),
        (NewShift("Ana", "09:00-17:00", on="9999-12-31"), "is not a date"),
        (NewShift("Ana", "09:00-17:00", on="2027-03-04"), "over already"),
        (NewShift("Ana", "09:00-17:00", every="mon", last="2027-03-04"), "over already"),
        (
            NewShift("Ana", "09:00-17:00", every="mon", first="2027-06-02", last="2027-06-01"),
            "over",
        ),
    ],
)
def test_what_cannot_be_planned_is_not_written(
    staffed: Runtime, wanted: NewShift, why: str
) -> None:
    with pytest.raises(ImpossibleShift, match=why):
        planning.add(staffed, wanted, BY)
    assert many(staffed, Shift) == 0


def test_nobody_and_nowhere_are_refused(staffed: Runtime) -> None:
    with pytest.raises(NobodyOfThatName):
        planning.add(staffed, NewShift("Dana", "09:00-17:00", every="mon"), BY)
    with pytest.raises(ImpossibleMoment):
        planning.add(staffed, NewShift("Ana", "09:00-17:00", every="mon", zone="Mars"), BY)


def test_one_day_is_taken_out_and_the_others_stay(either_staffed: Runtime) -> None:
    made = planning.add(either_staffed, NewShift("Ana", "09:00-17:00", every="mon"), BY)
    planning.skip(either_staffed, made[:6], date(2027, 3, 15), BY)
    planning.skip(either_staffed, made, date(2027, 3, 8), BY)
    assert kept(either_staffed, made).skipped == ["2027-03-08", "2027-03-15"]
    for wrong in (date(2027, 3, 9), date(2027, 3, 8), date(2020, 3, 2)):
        with pytest.raises(ImpossibleShift, match="does not begin"):
            planning.skip(either_staffed, made, wrong, BY)


def test_a_shift_that_began_keeps_its_past(staffed: Runtime, watch) -> None:
    made = planning.add(staffed, NewShift("Ana", "22:00-06:00", every="every_day"), BY)
    watch.forward(10 * DAY)
    planning.remove(staffed, made, BY)
    assert kept(staffed, made).last_day == TODAY + 9 * DAY


def test_a_shift_that_never_began_is_gone(staffed: Runtime) -> None:
    made = planning.add(staffed, NewShift("Ana", "22:00-06:00", every="every_day"), BY)
    planning.remove(staffed, made[:8], BY)
    assert many(staffed, Shift) == 0
    for odd in (made, "", "%", "zzz", "' OR 1=1 --"):
        with pytest.raises(ImpossibleShift, match="no such shift"):
            planning.remove(staffed, odd, BY)


def test_two_that_begin_alike_are_told_apart(staffed: Runtime) -> None:
    with staffed.db.begin() as session:
        ana = people.find(session, "Ana").id
        for tail in "12":
            session.add(
                Leave(
                    id=f"abc{tail}",
                    responder_id=ana,
                    begins_at=staffed.now(),
                    ends_at=staffed.now() + DAY,
                    made_at=staffed.now(),
                )
            )
    with pytest.raises(ImpossibleShift, match="more of the id"):
        planning.remove(staffed, "abc", BY)
    planning.remove(staffed, "abc1", BY)
    assert many(staffed, Leave) == 1


def test_leave_is_whole_days_on_their_own_clock_or_two_moments(either_staffed: Runtime) -> None:
    rt = either_staffed
    profiles.change(rt, "Ana", Change(zone="America/Chicago"), BY)
    planning.take_leave(rt, Away("Ana", "2027-12-24", "2027-12-26"), BY)
    planning.take_leave(rt, Away("Ana", "2027-12-28 14:00", "2027-12-28 15:30"), BY)
    whole, part = planned(rt, "Ana").leave
    assert whole.begins_at.isoformat() == "2027-12-24T06:00:00+00:00"
    assert whole.ends_at - whole.begins_at == 3 * DAY
    assert part.begins_at.isoformat() == "2027-12-28T20:00:00+00:00"
    assert part.ends_at - part.begins_at == timedelta(hours=1.5)


@pytest.mark.parametrize(
    ("begins", "ends"),
    [
        ("2027-12-24", "2027-12-23"),
        ("2027-12-24 10:00", "2027-12-24 10:00"),
        ("soon", "2027-12-24"),
        ("2027-12-24", ""),
        ("2027-12-24", "9999-12-31"),
        ("2027-12-24T10:00+01:00", "2027-12-25"),
    ],
)
def test_leave_that_cannot_be_is_one_sentence(staffed: Runtime, begins: str, ends: str) -> None:
    with pytest.raises(ImpossibleShift) as raised:
        planning.take_leave(staffed, Away("Ana", begins, ends), BY)
    assert "\n" not in str(raised.value)
    assert many(staffed, Leave) == 0


def test_a_list_shows_what_is_not_over(staffed: Runtime, watch) -> None:
    planning.add(staffed, NewShift("Sam", "09:00-17:00", every="mon"), BY)
    planning.add(staffed, NewShift("Ana", "09:00-17:00", on="2027-03-06"), BY)
    planning.take_leave(staffed, Away("Ana", "2027-03-07", "2027-03-08"), BY)
    shown = planned(staffed)
    assert [one.name for one in shown.shifts] == ["Ana", "Sam"]
    assert [one.name for one in planned(staffed, "Sam").shifts] == ["Sam"]
    assert planned(staffed, "Sam").leave == ()
    watch.forward(10 * DAY)
    assert [one.name for one in planned(staffed).shifts] == ["Sam"]
    assert planned(staffed).leave == ()
