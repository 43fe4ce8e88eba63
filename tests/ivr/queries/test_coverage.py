"""Does a supervisor see every hour of a week in which nobody can be found, and no other?"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from ivr.models import Role
from ivr.operations import flows, people, planning, profiles
from ivr.operations.people import NewResponder
from ivr.operations.planning import Away, NewShift
from ivr.queries import coverage as week
from ivr.queries.coverage import Cover, Coverage, Gap, ImpossibleWeek, Slot, slots, week_named
from ivr.runtime import Runtime
from routing.shifts import Stretch, merged

BY = "Sam"
HOUR = timedelta(hours=1)
NOON = datetime(2027, 3, 8, 12, tzinfo=UTC)
MONDAY = date(2027, 3, 8)
EVER = datetime(2099, 1, 1, tzinfo=UTC)


def between(begins: float, ends: float) -> Stretch:
    return Stretch(NOON + begins * HOUR, NOON + ends * HOUR)


def who(
    *planned: Stretch, speaks: str = "es", until: datetime = EVER, knows: str = "legal"
) -> Cover:
    return Cover(planned, frozenset(speaks.split()), dict.fromkeys(knows.split(), until))


def counted(*covers: Cover, hours: int = 3) -> list[Slot]:
    hour_by_hour = [between(n, n + 1) for n in range(hours)]
    return list(slots(covers, hour_by_hour, ["en", "es"], ["legal", "fraud"]))


# -- the pure count -------------------------------------------------------------------------------


def test_an_hour_counts_the_fewest_there_are_at_any_moment() -> None:
    found = counted(who(between(0, 3)), who(between(1, 1.5)), who(between(1.5, 3)))
    assert [slot.languages["es"] for slot in found] == [1, 2, 2]
    assert [slot.languages["en"] for slot in found] == [0, 0, 0]
    assert [slot.specialties["legal"] for slot in found] == [1, 2, 2]


def test_a_minute_without_anybody_is_an_hour_that_is_not_covered() -> None:
    found = counted(who(between(0, 1.5)), who(between(1.52, 3)))
    assert [slot.languages["es"] for slot in found] == [1, 0, 1]


def test_two_who_hand_over_leave_no_gap() -> None:
    found = counted(who(between(0, 1.5)), who(between(1.5, 3)))
    assert [slot.languages["es"] for slot in found] == [1, 1, 1]


def test_a_certificate_that_runs_out_in_the_week_counts_until_then() -> None:
    found = counted(who(between(0, 3), until=NOON + 2 * HOUR))
    assert [slot.specialties["legal"] for slot in found] == [1, 1, 0]
    assert [slot.languages["es"] for slot in found] == [1, 1, 0], "she is not rung any more"


def test_a_language_needs_somebody_with_any_certificate_that_counts() -> None:
    late = Cover((between(0, 3),), frozenset({"es"}), {"legal": NOON + HOUR, "fraud": EVER})
    found = counted(late)
    assert [slot.languages["es"] for slot in found] == [1, 1, 1]
    assert [slot.specialties["legal"] for slot in found] == [1, 0, 0]
    assert counted(Cover((between(0, 3),), frozenset({"es"}), {}))[0].languages["es"] == 0


def test_hours_on_end_are_one_gap() -> None:
    found = counted(who(between(1, 2)), hours=4)
    assert week.gaps(found) == [
        Gap("language", "en", NOON, NOON + 4 * HOUR),
        Gap("language", "es", NOON, NOON + HOUR),
        Gap("language", "es", NOON + 2 * HOUR, NOON + 4 * HOUR),
        Gap("specialty", "legal", NOON, NOON + HOUR),
        Gap("specialty", "legal", NOON + 2 * HOUR, NOON + 4 * HOUR),
        Gap("specialty", "fraud", NOON, NOON + 4 * HOUR),
    ]
    assert week.gaps([]) == []


quarters = st.integers(min_value=0, max_value=24)
plans = st.lists(st.tuples(quarters, quarters), max_size=4)


@given(st.lists(st.tuples(plans, quarters), max_size=4))
@settings(deadline=None)
def test_the_count_is_what_looking_at_every_minute_finds(
    people_: list[tuple[list[tuple[int, int]], int]],
) -> None:
    covers = [
        who(*merged(between(a / 4, b / 4) for a, b in shifts), until=NOON + until * HOUR / 4)
        for shifts, until in people_
    ]
    for n, slot in enumerate(counted(*covers, hours=6)):
        moments = [NOON + n * HOUR + m * timedelta(minutes=5) for m in range(12)]
        fewest = min(sum(_is_there(one, at) for one in covers) for at in moments)
        assert slot.specialties["legal"] == slot.languages["es"] == fewest


def _is_there(one: Cover, at: datetime) -> bool:
    return any(shift.holds(at) for shift in one.planned) and at < one.certificates["legal"]


# -- weeks ----------------------------------------------------------------------------------------


def test_without_a_week_it_is_the_next_one() -> None:
    assert week_named(None, date(2027, 3, 5)) == MONDAY
    assert week_named(None, MONDAY) == date(2027, 3, 15)
    assert week_named(" 2026-W48 ", MONDAY) == date(2026, 11, 23)
    assert week_named("2026-W53", MONDAY) == date(2026, 12, 28)


@pytest.mark.parametrize(
    "odd", ["", "48", "2026-48", "2026-W54", "2025-W53", "2026-W00", "0000-W01"]
)
def test_a_week_that_is_none_is_one_sentence(odd: str) -> None:
    with pytest.raises(ImpossibleWeek, match="2026-W48"):
        week_named(odd, MONDAY)


# -- with people ----------------------------------------------------------------------------------


@pytest.fixture
def town(open_rt: Runtime) -> Runtime:
    """Ana speaks Spanish and knows the law. In New York the clocks go forward in this week."""
    spoken = ("es:native", "en:basic")
    people.add(open_rt, NewResponder("Ana", "+12125550111", spoken, {"legal": EVER}))
    return open_rt


def covered(found: Coverage, name: str, kind: str = "languages") -> list[str]:
    """The hours with somebody, as clocks there show them."""
    return [
        f"{slot.begins_at.astimezone(found.zone):%a %H}"
        for slot in found.slots
        if getattr(slot, kind)[name]
    ]


def test_an_empty_plan_has_nobody_in_any_hour(town: Runtime) -> None:
    found = week.coverage(town, MONDAY)
    assert len(found.slots) == 167, "the clocks go forward in this week"
    assert {(gap.begins_at, gap.ends_at) for gap in found.gaps} == {
        (found.slots[0].begins_at, found.slots[-1].ends_at)
    }


def test_shifts_cover_what_their_people_can_do(town: Runtime) -> None:
    planning.add(town, NewShift("Ana", "22:00-02:00", every="mon"), BY)
    found = week.coverage(town, MONDAY)
    assert covered(found, "es") == ["Mon 22", "Mon 23", "Tue 00", "Tue 01"]
    assert covered(found, "en") == [], "basic is not routed"
    assert covered(found, "legal", "specialties") == ["Mon 22", "Mon 23", "Tue 00", "Tue 01"]
    assert covered(found, "fraud", "specialties") == []
    assert found.zone == ZoneInfo("America/New_York")


def test_the_night_before_reaches_into_the_week(town: Runtime) -> None:
    planning.add(town, NewShift("Ana", "22:00-02:00", every="sun"), BY)
    assert covered(week.coverage(town, MONDAY), "es") == ["Mon 00", "Mon 01", "Sun 22", "Sun 23"]


def test_the_night_on_which_clocks_go_forward_has_one_hour_less(town: Runtime) -> None:
    planning.add(town, NewShift("Ana", "00:00-06:00", every="sun"), BY)
    found = week.coverage(town, MONDAY)
    assert covered(found, "es") == ["Sun 00", "Sun 01", "Sun 03", "Sun 04", "Sun 05"]


def test_leave_is_a_gap(town: Runtime) -> None:
    planning.add(town, NewShift("Ana", "09:00-12:00", every="mon,tue"), BY)
    planning.take_leave(town, Away("Ana", "2027-03-09 10:30", "2027-03-09 11:00"), BY)
    assert covered(week.coverage(town, MONDAY), "es") == [
        "Mon 09", "Mon 10", "Mon 11", "Tue 09", "Tue 11",
    ]  # fmt: skip


def test_who_takes_no_calls_alone_covers_nothing(town: Runtime) -> None:
    planning.add(town, NewShift("Ana", "09:00-12:00", every="mon"), BY)
    profiles.change(town, "Ana", profiles.Change(role=Role.TRAINEE), BY)
    assert covered(week.coverage(town, MONDAY), "es") == []
    profiles.change(town, "Ana", profiles.Change(role=Role.MENTOR), BY)
    assert len(covered(week.coverage(town, MONDAY), "es")) == 3
    profiles.retire(town, "Ana", BY)
    assert covered(week.coverage(town, MONDAY), "es") == []


def test_only_the_hours_that_are_asked_for_are_looked_at(town: Runtime) -> None:
    found = week.coverage(town, MONDAY, during="mornings")
    assert len(found.slots) == 21
    assert {slot.begins_at.astimezone(found.zone).hour for slot in found.slots} == {9, 10, 11}
    with pytest.raises(ImpossibleWeek, match="mornings"):
        week.coverage(town, MONDAY, during="breakfast")


def test_holidays_are_those_of_the_settings(small_rt: Runtime, folder, written) -> None:
    tuesday = ("settings.yaml", "duty_phones:", 'holidays: {own: ["2027-03-09"]}\nduty_phones:')
    folder.hold(written(tuesday))
    flows.publish(small_rt)
    rt = small_rt
    people.add(rt, NewResponder("Ana", "+12125550111", ("es",), {"domestic_abuse": EVER}))
    days = NewShift("Ana", "09:00-10:00", every="mon,tue,wed", not_on_holidays=True)
    planning.add(rt, days, BY)
    assert covered(week.coverage(rt, MONDAY), "es") == ["Mon 09", "Wed 09"]
