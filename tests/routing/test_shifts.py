"""Do planned hours begin and end when people mean them to, also when the clocks change?"""

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import hypothesis.strategies as st
import pytest
from hypothesis import example, given, settings

from routing.shifts import EVERY_DAY, Shift, Stretch, first_showing, less, merged, planned

NEW_YORK, BERLIN = ZoneInfo("America/New_York"), ZoneInfo("Europe/Berlin")
HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
FROM, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
SATURDAY = 5


def never(_day: date) -> bool:
    return False


def shift(hours: str, zone: ZoneInfo = NEW_YORK, **more: object) -> Shift:
    """A shift written like 22:00-06:00."""
    starts, ends = (time.fromisoformat(text) for text in hours.split("-"))
    return Shift(**({"starts": starts, "ends": ends, "zone": zone, "first_day": DAYS[0]} | more))


DAYS = [date(2027, 3, 1) + n * DAY for n in range(14)]  # the first is a Monday


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def over(text: str, hours: float) -> Stretch:
    return Stretch(utc(text), utc(text) + hours * HOUR)


def week_of(*shifts: Shift, away: tuple[Stretch, ...] = ()) -> list[Stretch]:
    """What is planned in the first of the two weeks."""
    return planned(shifts, over("2027-03-01", 7 * 24), never, away)


# -- a week like any other ------------------------------------------------------------------------


def test_a_shift_is_on_the_days_it_names() -> None:
    mornings = shift("09:00-12:00", weekdays=frozenset({0, 2}))
    assert week_of(mornings) == [over("2027-03-01T14:00", 3), over("2027-03-03T14:00", 3)]


def test_a_night_belongs_to_the_day_it_begins_on() -> None:
    night = shift("22:00-06:00", weekdays=frozenset({SATURDAY}), last_day=date(2027, 3, 6))
    assert week_of(night) == [over("2027-03-07T03:00", 8)]


def test_two_people_in_two_zones_have_different_mornings() -> None:
    (here,) = week_of(shift("09:00-10:00", last_day=DAYS[0]))
    (there,) = week_of(shift("09:00-10:00", BERLIN, last_day=DAYS[0]))
    assert here.begins_at - there.begins_at == 6 * HOUR


def test_one_person_may_plan_in_several_zones() -> None:
    # Nine in New York is three in the afternoon in Berlin.
    day = {"last_day": DAYS[0]}
    assert week_of(shift("09:00-11:00", **day), shift("12:00-14:00", BERLIN, **day)) == [
        over("2027-03-01T11:00", 2),
        over("2027-03-01T14:00", 2),
    ]


def test_shifts_that_overlap_or_meet_are_one() -> None:
    day = {"first_day": DAYS[1], "last_day": DAYS[1]}
    assert week_of(
        shift("09:00-12:00", **day), shift("11:00-14:00", **day), shift("14:00-15:00", **day)
    ) == [over("2027-03-02T14:00", 6)]


def test_a_whole_day_every_day_never_ends() -> None:
    (always,) = week_of(shift("00:00-00:00"))
    assert always.begins_at == utc("2027-03-01T05:00")
    assert always.ends_at > utc("2027-03-08")


def test_an_exception_takes_one_day_out() -> None:
    days = shift("09:00-10:00", skipped=frozenset({DAYS[1]}))
    assert [one.begins_at.date() for one in week_of(days)] == [d for d in DAYS[:7] if d != DAYS[1]]


def test_leave_takes_out_what_falls_into_it_and_no_more() -> None:
    away = Stretch(utc("2027-03-01T15:00"), utc("2027-03-02T14:30"))
    left = week_of(shift("09:00-12:00", last_day=DAYS[1]), away=(away,))
    assert left == [over("2027-03-01T14:00", 1), over("2027-03-02T14:30", 2.5)]


def test_a_shift_that_is_not_on_holidays_asks_for_the_day_it_begins_on() -> None:
    plan = {"weekdays": EVERY_DAY, "last_day": DAYS[2], "not_on_holidays": True}
    asked: list[date] = []

    def tuesday(day: date) -> bool:
        asked.append(day)
        return day == DAYS[1]

    found = planned([shift("22:00-06:00", **plan)], over("2027-03-01", 24 * 7), tuesday)
    assert [one.begins_at.astimezone(NEW_YORK).date() for one in found] == [DAYS[0], DAYS[2]]
    assert set(asked) == set(DAYS[:3])


def test_others_work_on_holidays() -> None:
    assert planned([shift("09:00-10:00")], over("2027-03-01", 24), lambda _day: True)


def test_what_touches_the_time_asked_for_is_told_whole() -> None:
    night = shift("22:00-06:00", last_day=DAYS[0])
    assert planned([night], over("2027-03-02T05:00", 1), never) == [over("2027-03-02T03:00", 8)]
    assert planned([night], over("2027-03-02T11:00", 1), never) == []
    assert planned([night], over("2027-03-02T02:00", 1), never) == []


# -- the nights on which the clocks change --------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "saturday", "hours"),
    [
        (NEW_YORK, date(2027, 3, 13), 7),
        (NEW_YORK, date(2027, 11, 6), 9),
        (BERLIN, date(2027, 3, 27), 7),
        (BERLIN, date(2027, 10, 30), 9),
        (ZoneInfo("Australia/Lord_Howe"), date(2027, 4, 3), 8.5),
        (ZoneInfo("Australia/Lord_Howe"), date(2027, 10, 2), 7.5),
        (ZoneInfo("Asia/Kolkata"), date(2027, 3, 13), 8),
    ],
)
def test_the_night_of_the_change_has_the_hours_that_pass(
    zone: ZoneInfo, saturday: date, hours: float
) -> None:
    night = shift("22:00-06:00", zone, first_day=saturday).on(saturday)
    assert night.ends_at - night.begins_at == hours * HOUR


def test_a_time_that_comes_twice_is_meant_the_first_time() -> None:
    assert first_showing(wall("2027-11-07T01:30"), NEW_YORK) == utc("2027-11-07T05:30")


def test_a_time_that_is_skipped_is_the_moment_of_the_jump() -> None:
    for minute in ("00", "01", "30", "59"):
        skipped = wall(f"2027-03-14T02:{minute}")
        assert first_showing(skipped, NEW_YORK) == utc("2027-03-14T07:00")


def test_a_shift_within_the_skipped_hour_does_not_take_place() -> None:
    sunday = date(2027, 3, 14)
    lost = shift("02:10-02:50", first_day=sunday, last_day=sunday)
    assert planned([lost], over("2027-03-13", 48), never) == []


def test_a_midnight_that_does_not_exist_is_the_first_moment_of_the_day() -> None:
    # In Cairo clocks go forward from midnight to one on the last Friday of April.
    cairo = ZoneInfo("Africa/Cairo")
    friday = first_showing(wall("2027-04-30"), cairo)
    assert friday.astimezone(cairo).replace(tzinfo=None) == wall("2027-04-30T01:00")


# -- every zone and every change in two years -----------------------------------------------------


@lru_cache(maxsize=1)
def changes() -> list[tuple[str, datetime]]:
    """Every zone whose clocks change in two years, with each moment at which they do."""
    found, seen = [], set()
    for name in sorted(zoneinfo.available_timezones()):
        zone = ZoneInfo(name)
        moments = tuple(_changes_of(zone))
        alike = tuple((at, _offset(at - DAY, zone), _offset(at, zone)) for at in moments)
        if alike not in seen:
            seen.add(alike)
            found += [(name, at) for at in moments]
    return found


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    offset = at.astimezone(zone).utcoffset()
    assert offset is not None
    return offset


def _changes_of(zone: ZoneInfo) -> list[datetime]:
    found, at = [], FROM
    while at < UNTIL:
        if _offset(at, zone) != _offset(at + DAY, zone):
            found.append(_change_between(at, at + DAY, zone))
        at += DAY
    return found


def _change_between(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    was = _offset(before, zone)
    while after - before > MINUTE:
        middle = before + (after - before) // 2
        middle = middle.replace(second=0, microsecond=0)
        before, after = (middle, after) if _offset(middle, zone) == was else (before, middle)
    return after


def test_there_are_changes_to_look_at() -> None:
    assert len(changes()) > 100
    jumps = {_offset(at, ZoneInfo(z)) - _offset(at - MINUTE, ZoneInfo(z)) for z, at in changes()}
    assert {HOUR, -HOUR, HOUR / 2, -HOUR / 2} <= jumps


def test_a_shift_around_any_change_begins_and_ends_when_its_clock_says() -> None:
    for name, at in changes():
        zone = ZoneInfo(name)
        begins, ends = at - 4 * HOUR, at + 4 * HOUR
        walls = [moment.astimezone(zone).replace(tzinfo=None) for moment in (begins, ends)]
        night = Shift(walls[0].time(), walls[1].time(), zone, walls[0].date())
        assert night.on(walls[0].date()) == Stretch(begins, ends), name
        jumped = _offset(at, zone) - _offset(at - MINUTE, zone)
        assert walls[1] - walls[0] == 8 * HOUR + jumped, name


def counted(shown: datetime, zone: ZoneInfo, since: datetime) -> datetime:
    """The same by watching the clock, minute by minute."""
    at = since
    while at.astimezone(zone).replace(tzinfo=None) < shown:
        at += MINUTE
    return at


around = st.integers(min_value=-200, max_value=200)


@given(st.data(), around)
@settings(max_examples=300, deadline=None)
def test_any_time_is_the_first_moment_the_clock_shows_it(data: st.DataObject, by: int) -> None:
    name, at = data.draw(st.sampled_from(changes()))
    zone = ZoneInfo(name)
    shown = (at - MINUTE).astimezone(zone).replace(tzinfo=None) + by * MINUTE
    assert first_showing(shown, zone) == counted(shown, zone, at - 6 * HOUR)


@given(st.data(), st.lists(around, min_size=3, max_size=3))
@settings(max_examples=300, deadline=None)
def test_shifts_that_meet_on_the_wall_meet_in_time(data: st.DataObject, minutes: list[int]) -> None:
    name, at = data.draw(st.sampled_from(changes()))
    zone = ZoneInfo(name)
    noon = datetime.combine(at.astimezone(zone).date(), time(12)) - DAY
    walls = [noon + timedelta(hours=12, minutes=m) for m in sorted(minutes)]
    first, second, third = (first_showing(wall, zone) for wall in walls)
    assert first <= second <= third
    whole = merged([Stretch(first, second), Stretch(second, third)])
    assert whole == merged([Stretch(first, third)])


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_days_without_a_gap_leave_none_at_any_change(data: st.DataObject) -> None:
    name, at = data.draw(st.sampled_from(changes()))
    cut = data.draw(st.times(timezones=st.none()).map(lambda t: t.replace(second=0, microsecond=0)))
    begins = (at - 3 * DAY).date()
    two = [Shift(time(), cut, ZoneInfo(name), begins), Shift(cut, time(), ZoneInfo(name), begins)]
    whole = planned(two, Stretch(at - DAY, at + DAY), never)
    assert len(whole) == 1
    assert whole[0].begins_at <= at - DAY
    assert whole[0].ends_at >= at + DAY


points = st.integers(min_value=0, max_value=30)
stretches = st.lists(st.tuples(points, points).map(lambda p: _hours(*p)), max_size=6)


def _hours(begins: int, ends: int) -> Stretch:
    return Stretch(FROM + begins * HOUR, FROM + ends * HOUR)


def hours_in(many: list[Stretch]) -> set[int]:
    return {n for n in range(31) if any(one.holds(FROM + n * HOUR) for one in many)}


@given(stretches, stretches)
@example([_hours(0, 10)], [_hours(5, 5)])
def test_leave_leaves_exactly_the_other_hours(there: list[Stretch], away: list[Stretch]) -> None:
    left = less(merged(there), away)
    assert hours_in(left) == hours_in(there) - hours_in(away)
    assert all(one.begins_at < one.ends_at for one in left)


@given(stretches)
def test_merged_time_is_the_same_time_in_order_and_apart(there: list[Stretch]) -> None:
    once = merged(there)
    assert hours_in(once) == hours_in(there)
    assert all(one.ends_at < two.begins_at for one, two in pairwise(once))
