"""Are we open at this moment?"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest

from ivr.flow.hours import Hours, ImpossibleHours, openings
from ivr.flow.settings import OpenHours

NEW_YORK = ZoneInfo("America/New_York")


def hours(**lines):
    return OpenHours.model_validate(lines).hours("America/New_York")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK).astimezone(UTC)


OFFICE = hours(weekdays="09:00-12:00, 13:00-17:00", friday="09:00-12:00", sunday="closed")
NIGHTS = hours(saturday="22:00-06:00")


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-03-02 08:59:59", False),
        ("2026-03-02 09:00", True),
        ("2026-03-02 12:00", False),
        ("2026-03-02 16:59:59", True),
        ("2026-03-02 17:00", False),
        ("2026-03-06 14:00", False),
        ("2026-03-07 10:00", False),
        ("2026-03-08 10:00", False),
    ],
)
def test_the_office_opens_and_closes_on_time_and_friday_is_short(moment, is_open):
    assert OFFICE.is_open(at(moment)) is is_open


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-02-28 21:59", False),
        ("2026-02-28 22:00", True),
        ("2026-02-28 23:59:59", True),
        ("2026-03-01 00:00", True),
        ("2026-03-01 05:59", True),
        ("2026-03-01 06:00", False),
        ("2026-03-02 01:00", False),
        ("2026-02-28 05:00", False),
    ],
)
def test_a_saturday_night_ends_on_sunday_morning(moment, is_open):
    assert NIGHTS.is_open(at(moment)) is is_open


def test_sunday_night_ends_on_monday_morning():
    nights = hours(sunday="22:00-06:00")
    assert nights.is_open(at("2026-03-02 05:00"))


def test_all_day_has_no_gap_at_midnight_nor_when_the_clocks_change():
    always = hours(every_day="00:00-24:00")
    moment = datetime(2026, 3, 7, 12, tzinfo=UTC)
    assert all(always.is_open(moment + timedelta(minutes=7 * i)) for i in range(600))


def test_the_hour_of_the_zone_counts_not_ours():
    there = OpenHours.model_validate({"zone": "Asia/Tokyo", "every_day": "09:00-10:00"})
    assert there.hours("America/New_York").is_open(datetime(2026, 3, 2, 0, 30, tzinfo=UTC))


@pytest.mark.parametrize("odd", ["", "9:00-17:00", "09:00", "24:00-06:00", "09:00-25:00", "open"])
def test_hours_written_otherwise_are_refused(odd):
    with pytest.raises(ImpossibleHours):
        openings(odd)


QUARTER = timedelta(minutes=15)
LINES = ("00:00-24:00", "09:00-12:00, 13:00-17:00", "22:00-06:00", "00:00-01:30", "01:30-03:00",
         "23:30-00:30", "02:15-02:45", "01:00-02:00, 03:00-04:00", "23:00-24:00")  # fmt: skip


@cache
def changes() -> dict[str, tuple[datetime, ...]]:
    """By zone, the moments in 2026 and 2027 at which its clock is put forward or back.

    Zones whose clocks show the same in all these hours are asked once.
    """
    found: dict[tuple[tuple[datetime, timedelta], ...], str] = {}
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        moves = tuple((moment, offset(zone, moment)) for moment in moves_of(zone))
        if moves:
            found.setdefault(moves, name)
    return {name: tuple(moment for moment, _ in moves) for moves, name in found.items()}


def offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)


def moves_of(zone: ZoneInfo) -> list[datetime]:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    days = [start + timedelta(days=n) for n in range(731)]
    return [
        next(m for m in (day + QUARTER * n for n in range(1, 97))
             if offset(zone, m) != offset(zone, day))
        for day, following in pairwise(days)
        if offset(zone, day) != offset(zone, following)
    ]  # fmt: skip


def open_moments(zone: ZoneInfo, line: str, moments: list[datetime]) -> set[datetime]:
    """By definition: from the first moment the wall shows the start until the last it is earlier
    than the end, found by looking at the wall every quarter of an hour."""
    walls = [moment.astimezone(zone).replace(tzinfo=None) for moment in moments]
    opened: set[datetime] = set()
    for day in {wall.date() for wall in walls}:
        for starts, ends in (opening.on(day) for opening in openings(line)):
            first = next((i for i, wall in enumerate(walls) if wall >= starts), None)
            last = max((i for i, wall in enumerate(walls) if wall < ends), default=None)
            if first is not None and last is not None:
                opened.update(moments[first : last + 1])
    return opened


def test_there_are_zones_whose_clocks_change_at_all_hours():
    hours_of_the_day = {
        (moment - timedelta(minutes=1)).astimezone(ZoneInfo(name)).hour
        for name, moments in changes().items()
        for moment in moments
    }
    assert len(changes()) >= 25
    assert {0, 1, 2, 23} <= hours_of_the_day


@pytest.mark.parametrize("line", LINES)
def test_around_every_change_of_a_clock_we_open_once_and_close_once(line):
    for name, moments in changes().items():
        zone = ZoneInfo(name)
        week = Hours(zone, (openings(line),) * 7)
        for change in moments:
            near = [change + QUARTER * n for n in range(-160, 161)]
            expected = open_moments(zone, line, near)
            for moment in near[128:192]:
                assert week.is_open(moment) is (moment in expected), (name, moment, line)


def test_the_hour_that_comes_twice_is_open_to_its_last_end():
    """New York puts its clock back from 02:00 to 01:00 on 1 November 2026, 06:00 UTC."""
    until = hours(sunday="00:00-01:30")
    assert until.is_open(datetime(2026, 11, 1, 5, 45, tzinfo=UTC))
    assert until.is_open(datetime(2026, 11, 1, 6, 29, tzinfo=UTC))
    assert not until.is_open(datetime(2026, 11, 1, 6, 30, tzinfo=UTC))


def test_the_hour_that_comes_twice_opens_once():
    since = hours(sunday="01:30-05:00")
    assert not since.is_open(datetime(2026, 11, 1, 5, 29, tzinfo=UTC))
    assert since.is_open(datetime(2026, 11, 1, 5, 30, tzinfo=UTC))
    assert since.is_open(datetime(2026, 11, 1, 6, 0, tzinfo=UTC))


def test_what_would_begin_in_the_missing_hour_begins_after_it():
    """New York puts its clock forward from 02:00 to 03:00 on 8 March 2026, 07:00 UTC."""
    early = hours(sunday="02:30-05:00")
    assert not early.is_open(datetime(2026, 3, 8, 6, 59, tzinfo=UTC))
    assert early.is_open(datetime(2026, 3, 8, 7, 0, tzinfo=UTC))


def test_an_opening_that_lies_in_the_missing_hour_does_not_happen_that_day():
    missing = hours(every_day="02:15-02:45")
    assert not any(
        missing.is_open(datetime(2026, 3, 8, tzinfo=UTC) + timedelta(minutes=n))
        for n in range(0, 1440, 5)
    )
    assert missing.is_open(datetime(2026, 3, 9, 6, 30, tzinfo=UTC))


def test_an_opening_knows_its_day():
    (night,) = openings("22:00-06:00")
    starts, ends = night.on(date(2026, 2, 28))
    assert (starts.date(), ends.date(), ends.time()) == (
        date(2026, 2, 28), date(2026, 3, 1), time(6, 0)
    )  # fmt: skip
