"""Can anybody work out what one caller did from what a report tells?"""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.queries.small_counts import FEWEST, Count, broken_down, count, share

PARTS = st.lists(st.integers(0, 23), min_size=1, max_size=4)


def fits(number: int, told: Count) -> bool:
    return told.low <= number and (told.high is None or number <= told.high)


@given(st.integers(0, 10_000))
def test_a_number_is_told_to_the_nearest_five_and_a_small_one_not_at_all(number: int) -> None:
    told = count(number)
    assert fits(number, told)
    assert str(told) == ("<5" if 0 < number < FEWEST else str(told.told))
    assert told.told is None or abs(told.told - number) <= 2


@given(PARTS)
def test_no_small_part_can_be_worked_out_from_its_neighbours_and_the_sum(parts: list[int]) -> None:
    told = broken_down({str(n): number for n, number in enumerate(parts)})
    if told is None:
        return
    shown, total = list(told.values()), count(sum(parts))
    reach = (range(one.low, 31 if one.high is None else one.high + 1) for one in shown)
    worlds = [one for one in itertools.product(*reach) if fits(sum(one), total)]
    assert tuple(parts) in worlds, "what is told is true"
    for at, one in enumerate(shown):
        if one.told is None:
            assert len({world[at] for world in worlds}) > 1, (parts, [str(t) for t in shown])


@given(st.integers(0, 400), st.integers(0, 4))
def test_days_that_overlap_cannot_be_subtracted_to_one_person(first: int, fewer: int) -> None:
    # Whoever subtracts the report without a day from the one with it does not learn of that day.
    shorter, longer = count(first + 5), count(first + 5 + fewer)
    assert longer.told is not None
    assert shorter.told is not None
    assert (longer.told - shorter.told) % 5 == 0


def test_the_rare_language_is_hidden_behind_another() -> None:
    told = broken_down({"en": 5, "es": 5, "ar": 5, "so": 1, "fa": 1})
    assert told is not None
    hidden = [name for name, one in told.items() if str(one) == "…"]
    assert {"so", "fa"} < {*hidden}, "or the sum would say that it was one each"


def test_a_few_that_can_only_be_one_each_are_not_broken_down() -> None:
    assert broken_down({"a": 1, "b": 1, "c": 1, "d": 1}) is None


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (0, 23, "0 %"),
        (23, 23, "100 %"),
        (1, 23, "<20 %"),
        (22, 23, ">80 %"),
        (10, 20, "50 %"),
        (12, 23, "40 %"),
        (3, 6, "<100 %"),
    ],
)
def test_a_share_never_tells_how_many_a_few_were(part: int, whole: int, said: str) -> None:
    assert str(share(part, whole)) == said
    assert share(part % 5, 4) is None


@given(st.integers(5, 500), st.data())
def test_a_share_is_made_of_what_is_told(whole: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(0, whole))
    said = share(part, whole)
    assert said is not None
    assert 0 <= said.percent <= 100
    alike = [p for p in range(whole + 1) if share(p, whole) == said]
    assert part in (0, whole) or len(alike) > 1
