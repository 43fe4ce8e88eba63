"""Are many guesses at once still few, on either database?"""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from ivr.operations import misses
from ivr.operations.misses import FREE, LONGEST_WAIT, wait_after
from ivr.runtime import Runtime


def test_the_wait_doubles_and_has_an_end() -> None:
    waits = [wait_after(count, FREE) for count in range(1, 14)]
    assert waits == [0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, LONGEST_WAIT, LONGEST_WAIT]
    assert wait_after(10_000, FREE) == LONGEST_WAIT


def test_many_who_guess_at_once_are_counted_one_by_one(either_rt: Runtime) -> None:
    locks = (misses.of_name(either_rt, "sam"),)
    with ThreadPoolExecutor(6) as together:
        found = list(together.map(lambda _n: misses.count(either_rt, locks), range(12)))
    looked_at = [count for wait, count in found if not wait]
    assert sorted(looked_at) == [1, 2, 3]


def test_the_right_one_makes_good_and_a_day_does_too(either_rt: Runtime, watch) -> None:
    locks = (misses.of_name(either_rt, "sam"),)
    for expected in (1, 2):
        assert misses.count(either_rt, locks) == (0, expected)
    misses.forgive(either_rt, locks)
    assert misses.count(either_rt, locks) == (0, 1)
    watch.forward(timedelta(days=1, seconds=1))
    assert misses.count(either_rt, locks) == (0, 1)


@pytest.mark.parametrize("inside", ["127.0.0.1", "10.0.0.4", "::1", "fd00::1", "", "no address"])
def test_a_gateway_of_our_own_is_nobodys_address(rt: Runtime, inside: str) -> None:
    assert misses.of_address(rt, inside) == ()


def test_who_shares_an_address_is_not_locked_out_by_a_few(rt: Runtime) -> None:
    (address,) = misses.of_address(rt, "8.8.8.8")
    for n in range(25):
        locks = (misses.of_name(rt, f"name {n}"), address)
        wait, _count = misses.count(rt, locks)
        assert wait == 0
        misses.forgive(rt, locks)
