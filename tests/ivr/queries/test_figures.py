"""Are the figures of a report what their definitions say?"""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ivr.queries.figures import Came, Outcome, figures, occupancy, percentile, stretches

NOON = datetime(2027, 3, 5, 12, tzinfo=UTC)
SECONDS = st.integers(0, 900).map(lambda n: timedelta(seconds=n))
CAME = st.builds(
    Came, st.just(NOON), st.just("en"), st.just(""), st.sampled_from(Outcome), SECONDS, SECONDS
)


def came(outcome: Outcome, waited: int, handled: int = 0) -> Came:
    return Came(NOON, "en", "", outcome, timedelta(seconds=waited), timedelta(seconds=handled))


def hours(first: float, last: float) -> tuple[datetime, datetime]:
    return NOON + timedelta(hours=first), NOON + timedelta(hours=last)


def test_who_left_at_once_counts_in_nothing() -> None:
    calls = [came(Outcome.ANSWERED, 8), came(Outcome.ANSWERED, 40), came(Outcome.ABANDONED, 60)]
    found = figures([*calls, came(Outcome.SHORT, 4)], timedelta(seconds=20))
    assert (found.came, found.counted, found.in_time) == (4, 3, 1)


def test_nine_of_ten_waited_no_longer_than_this() -> None:
    spans = [timedelta(seconds=n) for n in range(1, 11)]
    assert percentile(spans, 50) == timedelta(seconds=5)
    assert percentile(spans, 90) == timedelta(seconds=9)
    assert percentile([], 90) is None


@given(st.lists(CAME), SECONDS)
def test_every_call_is_counted_once_and_no_figure_leaves_its_bounds(
    calls: list[Came], within: timedelta
) -> None:
    found = figures(calls, within)
    assert sum(found.outcomes.values()) == found.came == len(calls)
    assert 0 <= found.in_time <= found.outcomes[Outcome.ANSWERED] <= found.counted
    speeds = [call.waited for call in calls if call.outcome is Outcome.ANSWERED]
    for one in (found.average, found.median, found.slowest_tenth):
        assert (one is None) == (not speeds)
        assert one is None or min(speeds) <= one <= max(speeds)
    if found.median and found.slowest_tenth:
        assert found.median <= found.slowest_tenth


def test_a_responder_is_on_duty_from_saying_so_to_saying_so() -> None:
    said = [(NOON, True), (NOON + timedelta(hours=1), True), (NOON + timedelta(hours=4), False)]
    assert stretches(said, hours(-1, 8)) == [hours(0, 4)]
    assert stretches(said, hours(2, 3)) == [hours(2, 3)]
    assert stretches(said[:1], hours(-1, 8)) == [hours(0, 8)], "still there"
    assert stretches([(NOON, False)], hours(-1, 8)) == []


def test_handling_half_of_the_duty_is_half_an_occupancy() -> None:
    assert occupancy([hours(0, 4)], [hours(0, 1), hours(0.5, 2)]) == 0.5
    assert occupancy([], [hours(0, 1)]) is None
    assert occupancy([hours(0, 1)], [hours(0, 3)]) == 1.0, "handling is duty, whatever was said"


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(1, 50)), max_size=8))
def test_nobody_is_more_than_busy(spans: list[tuple[int, int]]) -> None:
    busy = [hours(first / 10, (first + wide) / 10) for first, wide in spans]
    found = occupancy([hours(0, 8)], busy)
    assert found is not None
    assert 0 <= found <= 1
