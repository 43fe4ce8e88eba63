"""When does a safe time begin and end, also on the nights the clock changes?"""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ivr.flow.hours import Hours, Opening, openings
from ivr.flow.windows import as_hours, as_kept, next_change, next_opening

NEW_YORK = ZoneInfo("America/New_York")
ZONES = ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC",
         "Pacific/Apia", "Africa/Casablanca"]  # fmt: skip


def every_day(line: str, zone: str = "America/New_York") -> Hours:
    return Hours(ZoneInfo(zone), (openings(line),) * 7)


def at(text: str, zone: ZoneInfo = NEW_YORK) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def test_mornings_begin_tomorrow_when_today_they_are_over() -> None:
    mornings = every_day("09:00-12:00")
    assert next_opening(mornings, at("2027-03-03T13:00")) == at("2027-03-04T09:00")
    assert next_opening(mornings, at("2027-03-03T11:59")) == at("2027-03-03T11:59")
    assert next_change(mornings, at("2027-03-03T11:59")) == at("2027-03-03T12:00")


def test_a_safe_time_in_the_hour_that_is_missing_begins_when_the_clock_is_put_forward() -> None:
    nights = every_day("02:30-03:30")
    assert next_opening(nights, at("2027-03-13T12:00")) == at("2027-03-14T03:00")
    assert next_change(nights, at("2027-03-14T03:10")) == at("2027-03-14T03:30")


def test_a_safe_time_in_the_hour_that_comes_twice_lasts_to_its_last_end() -> None:
    nights = every_day("01:15-01:45")
    begins = next_opening(nights, at("2027-11-06T12:00"))
    assert begins == at("2027-11-07T01:15")
    assert next_change(nights, begins) == begins + timedelta(minutes=90)


def test_always_and_never_have_no_next_moment() -> None:
    assert next_change(every_day("00:00-24:00"), at("2027-03-03T13:00")) is None
    assert next_opening(every_day("closed"), at("2027-03-03T13:00")) is None


lines = some.lists(
    some.builds(
        Opening,
        some.times(max_value=time(23, 59)).map(lambda t: t.replace(second=0, microsecond=0)),
        some.none()
        | some.times(max_value=time(23, 59)).map(lambda t: t.replace(second=0, microsecond=0)),
    ),
    max_size=2,
).map(tuple)
weeks = some.builds(Hours, some.sampled_from(ZONES).map(ZoneInfo), some.tuples(*[lines] * 7))
SINCE = datetime(2026, 1, 1, tzinfo=UTC)
moments = some.timedeltas(timedelta(0), timedelta(days=730)).map(lambda span: SINCE + span)


@given(weeks, moments, some.floats(0, 1, exclude_max=True))
def test_between_now_and_the_next_change_nothing_changes(
    hours: Hours, now: datetime, part: float
) -> None:
    change = next_change(hours, now)
    horizon = change or now + timedelta(days=6)
    between = min(now + (horizon - now) * part, horizon - timedelta(microseconds=1))
    between = max(now, between)
    assert hours.is_open(between) == hours.is_open(now)
    if change is not None:
        assert hours.is_open(change) != hours.is_open(now)
        assert hours.is_open(change - timedelta(microseconds=1)) == hours.is_open(now)


@given(weeks)
def test_what_was_agreed_is_kept_as_it_was(hours: Hours) -> None:
    assert as_hours(as_kept(hours)) == hours


@pytest.mark.parametrize("zone", ZONES)
def test_what_is_kept_is_readable(zone: str) -> None:
    kept = as_kept(every_day("09:00-12:00, 22:00-06:00", zone))
    assert kept == {"zone": zone, "week": ["09:00-12:00, 22:00-06:00"] * 7}
