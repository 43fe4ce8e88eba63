"""When does the next of several texts come, on any clock of the world?"""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as some

from ivr.flow.hours import Hours, Opening
from ivr.models import Series
from ivr.operations.series import Every
from ivr.operations.series_contacts import planned

ZONES = [
    "America/New_York",
    "Europe/London",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "America/Havana",
]
ZONE = some.sampled_from(ZONES).map(ZoneInfo)
MOMENT = some.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)).map(  # noqa: DTZ001
    lambda at: at.replace(second=0, microsecond=0, tzinfo=UTC)
)
SPAN = some.timedeltas(timedelta(0), timedelta(days=120))
WALL = some.times().map(lambda at: at.replace(second=0, microsecond=0))
A_DAY = timedelta(days=1)


def one(
    first: datetime, zone: ZoneInfo, every: Every, planned_at: datetime | None = None
) -> Series:
    """A series that began then and lasts for ninety days."""
    return Series(
        zone=zone.key, every_days=int(every), first_at=first, planned_at=planned_at or first,
        ends_at=first + timedelta(days=90),
    )  # fmt: skip


@given(MOMENT, ZONE, some.sampled_from(Every), SPAN)
def test_the_next_is_whole_weeks_later_on_the_clock_there_and_before_the_end(
    first: datetime, zone: ZoneInfo, every: Every, later: timedelta
) -> None:
    at = planned(one(first, zone, every), None, first + later)
    if at is None:
        assert first + later + timedelta(days=int(every)) + A_DAY > first + timedelta(days=90)
        return
    assert first + later < at < first + timedelta(days=90)
    here, there = first.astimezone(zone), at.astimezone(zone)
    days = (there.date() - here.date()).days
    skipped = here.replace(tzinfo=None) + timedelta(days=days) != there.replace(tzinfo=None)
    assert days % int(every) == 0
    assert not skipped or _is_no_time(here.time(), there)


def _is_no_time(wall: time, there: datetime) -> bool:
    """True if the clocks skip this time of day on that day."""
    meant = datetime.combine(there.date(), wall, there.tzinfo)
    return meant.astimezone(UTC).astimezone(there.tzinfo).time() != wall


@given(MOMENT, ZONE, some.sampled_from(Every), WALL, WALL)
def test_the_next_is_in_a_safe_time(
    first: datetime, zone: ZoneInfo, every: Every, opens: time, closes: time
) -> None:
    hours = Hours(zone, ((Opening(opens, closes),),) * 7)
    at = planned(one(first, zone, every), hours, first)
    assert at is None or hours.is_open(at)


@given(MOMENT, ZONE, some.sampled_from(Every), some.lists(SPAN, min_size=1, max_size=12))
def test_whenever_somebody_says_yes_no_two_are_planned_for_one_moment(
    first: datetime, zone: ZoneInfo, every: Every, answers: list[timedelta]
) -> None:
    seen, now = [first], first
    for later in answers:
        now = max(now, seen[-1]) + later / 12
        at = planned(one(first, zone, every, planned_at=seen[-1]), None, now)
        if at is None:
            break
        assert at - seen[-1] >= timedelta(days=int(every)) - timedelta(hours=2)
        seen.append(at)
    assert seen == sorted(set(seen))


@given(MOMENT, ZONE, some.sampled_from(Every))
def test_a_text_moved_to_a_safe_time_moves_no_later_one(
    first: datetime, zone: ZoneInfo, every: Every
) -> None:
    on_time = planned(one(first, zone, every), None, first)
    moved = planned(one(first, zone, every, first + timedelta(hours=20)), None, first)
    assert moved == on_time
