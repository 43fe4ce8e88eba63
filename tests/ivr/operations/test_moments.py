"""Is the moment that somebody writes the one they mean?"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from ivr.operations.moments import ImpossibleMoment, later, zone_named

NEW_YORK = ZoneInfo("America/New_York")
FRIDAY_NIGHT = datetime(2027, 3, 5, 22, 30, tzinfo=UTC)  # 17:30 in New York


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("18:00", datetime(2027, 3, 5, 23, 0, tzinfo=UTC)),
        ("17:00", datetime(2027, 3, 6, 22, 0, tzinfo=UTC)),  # the next time it is so late
        ("9:05", datetime(2027, 3, 6, 14, 5, tzinfo=UTC)),
        ("2027-03-08 06:00", datetime(2027, 3, 8, 11, 0, tzinfo=UTC)),
        ("2027-03-15T06:00", datetime(2027, 3, 15, 10, 0, tzinfo=UTC)),  # clocks went forward
        ("2027-11-07 01:30", datetime(2027, 11, 7, 5, 30, tzinfo=UTC)),  # the first of two
    ],
)
def test_times_are_meant_on_the_clocks_of_the_helpline(text: str, meant: datetime) -> None:
    assert later(text, NEW_YORK, FRIDAY_NIGHT) == meant
    assert later(text, NEW_YORK, FRIDAY_NIGHT).tzinfo is UTC


def test_between_two_half_past_ones_the_second_is_meant() -> None:
    between = datetime(2027, 11, 7, 5, 45, tzinfo=UTC)
    assert later("01:30", NEW_YORK, between) == datetime(2027, 11, 7, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize("hour", [3, 6])  # 22:00 the evening before, and an hour before the gap
def test_a_time_the_clocks_skip_tonight_is_not_put_off_by_a_day_unasked(hour: int) -> None:
    with pytest.raises(ImpossibleMoment, match="never show 2027-03-14 02:30"):
        later("02:30", NEW_YORK, datetime(2027, 3, 14, hour, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2027-03-14 02:30", "never show"),
        ("2027-03-05 17:00", "over already"),
        ("2027-02-30 10:00", "not a time"),
        ("24:00", "not a time"),
        ("tomorrow", "not a time"),
        ("", "not a time"),
        ("2027-03-08", "not a time"),
    ],
)
def test_what_no_clock_will_show_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(ImpossibleMoment, match=reason):
        later(text, NEW_YORK, FRIDAY_NIGHT)


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../etc/passwd", "America"])
def test_a_zone_nobody_knows(name: str) -> None:
    with pytest.raises(ImpossibleMoment, match="America/New_York"):
        zone_named(name)
