"""Do the numbers say what their formulas say?"""

from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from people import NOW, after

from routing.measures import (
    Passage,
    Stint,
    abandonment,
    gini,
    handle_time,
    kept,
    longest_wait,
    occupancy,
    rate,
    service_level,
    speed_of_answer,
    spread,
    time_to_a_person,
    wait_of,
)


def span(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


def joined(wait: float, matched: str = "exact", danger: bool = False) -> Passage:
    """Somebody who was joined after so long and talked for ten minutes."""
    lasted = (span(600), span(30), span(120))
    return Passage(NOW, after(wait), after(wait + 630), danger, *lasted, matched)


def left(wait: float, danger: bool = False) -> Passage:
    """Somebody who left the line after so long."""
    return Passage(NOW, None, after(wait), danger)


EVENING = [joined(4), joined(10), joined(11, "any_specialty"), joined(40), left(2), left(60)]


def test_the_service_level_leaves_out_who_hardly_waited() -> None:
    assert service_level(EVENING, span(10)) == 2 / 5
    assert service_level(EVENING, span(10), strict=True) == 2 / 6
    assert service_level(EVENING, span(3)) == 0
    assert service_level([left(1)], span(10)) is None
    assert service_level([left(1)], span(10), strict=True) == 0


def test_who_was_in_danger_is_never_left_out() -> None:
    assert service_level([joined(1), left(1, danger=True)], span(10)) == 1 / 2
    assert abandonment([joined(1), left(1, danger=True)]) == 1 / 2


def test_five_seconds_are_no_longer_short() -> None:
    assert abandonment([left(4.999), left(5), joined(9)]) == 1 / 2
    assert abandonment([left(4.999), left(5), joined(9)], strict=True) == 2 / 3
    assert abandonment([]) is None


def test_the_speed_of_answer_counts_those_who_were_answered() -> None:
    assert speed_of_answer(EVENING) == span(65) / 4
    assert speed_of_answer([left(60)]) is None
    assert [wait_of(EVENING, percent) for percent in (1, 50, 75, 76, 100)] == [
        span(4), span(10), span(11), span(40), span(40),
    ]  # fmt: skip
    assert wait_of([], 50) is None


def test_the_longest_wait_is_that_of_somebody_still_there() -> None:
    assert longest_wait([after(-5), after(-61)], NOW) == span(61)
    assert longest_wait([], NOW) == span(0)


def test_handling_a_call_is_more_than_talking() -> None:
    assert handle_time(EVENING) == span(750)
    assert handle_time([left(9)]) is None


def test_occupancy_is_of_the_time_in_which_calls_could_come() -> None:
    busy = Stint(span(3600), span(600), span(60), span(1200), span(60), span(180))
    assert occupancy([busy, Stint(span(3600), span(3600))]) == 1500 / 3000
    assert occupancy([Stint(span(60), span(60))]) is None


def test_in_danger_the_one_who_waited_longest_is_the_measure() -> None:
    assert time_to_a_person([joined(3, danger=True), joined(8, danger=True), joined(90)]) == span(8)
    assert time_to_a_person([joined(90), left(99, danger=True)]) is None


def test_rates_are_of_those_who_were_joined() -> None:
    assert rate(EVENING, "exact", "known") == 3 / 4
    assert rate(EVENING, "interpreter") == 0
    assert rate([left(1)], "exact") is None
    assert kept(9, 10) == 0.9
    assert kept(0, 0) is None


def test_even_work_has_no_gini_and_one_who_does_it_all_has_nearly_one() -> None:
    assert gini([3, 3, 3]) == 0
    assert gini([0] * 99 + [5]) == pytest.approx(0.99)
    assert gini([]) == gini([0, 0]) == 0
    assert (spread([2, 7, 4]), spread([])) == (5, 0)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=12).filter(any))
def test_gini_is_the_mean_difference_of_all_pairs(load: list[int]) -> None:
    pairs = sum(abs(one - other) for one, other in product(load, repeat=2))
    assert gini(load) == pytest.approx(pairs / (2 * len(load) * sum(load)))
