"""Are phones begun to ring no faster than the account may, and each at its own moment?"""

from datetime import datetime, timedelta
from itertools import pairwise

from town import CALLER, FRIDAY_NIGHT, SECOND_CALLER, THIRD_CALLER, Town

from ivr.operations import pacing
from ivr.sandbox import Answers, ByHand

DANGER = ["1", "9"]
A_SECOND = timedelta(seconds=1)
A_MOMENT = timedelta(milliseconds=5)
"""Routing counts in milliseconds."""


def three(town: Town) -> None:
    """Three responders, who let it ring."""
    for name in ("Ana", "Ben", "Carmen"):
        town.add(name)
        town.phone(name).behaves(ByHand())


def three_callers(town: Town) -> None:
    """Three callers, who come into the line in the same second."""
    for number in (CALLER, SECOND_CALLER, THIRD_CALLER):
        town.dial(number=number)


def ordered(town: Town) -> list[datetime]:
    """When the phone company was asked to ring somebody."""
    return [event.at for event in town.events("ordered")]


def none_queued(town: Town) -> bool:
    """True when no ring had to wait at the phone company: we had kept to its pace ourselves."""
    return all(leg.queue_seconds < 0.005 for leg in town.exchange.calls.all.values())


def test_three_rings_at_once_are_a_second_apart(either_town: Town) -> None:
    town = either_town
    three(town)
    three_callers(town)
    town.wait(15)
    times = ordered(town)
    assert len(times) == 3
    assert all(later - earlier >= A_SECOND - A_MOMENT for earlier, later in pairwise(times))
    assert none_queued(town)


def test_without_a_worker_the_clock_rings_them_not_before_their_slots(town: Town) -> None:
    three(town)
    town.worker_works = False
    three_callers(town)
    town.wait(15)
    times = ordered(town)
    entered = town.call().waiting_since
    assert len(times) == 3
    assert entered is not None
    assert timedelta(seconds=2) - A_MOMENT <= times[2] - entered <= timedelta(seconds=4.1)


def test_a_worker_rings_at_the_very_moment(town: Town) -> None:
    three(town)
    three_callers(town)
    town.wait(15)
    first, second, third = ordered(town)
    assert abs(second - first - A_SECOND) < A_MOMENT
    assert abs(third - second - A_SECOND) < A_MOMENT


def test_the_deadline_counts_from_the_moment_the_phone_may_ring(town: Town) -> None:
    three(town)
    for _ in range(20):
        pacing.slot(town.rt)
    leg = town.dial()
    town.wait_until("ringing", within=40)
    assert (town.clock.now() - (town.call(leg).waiting_since or FRIDAY_NIGHT)).seconds > 12
    town.wait(17)
    assert [state for _, state in town.offers()] == ["ringing"], "nobody was given up too early"


def test_a_phone_company_that_is_too_busy_is_left_alone_by_everybody(town: Town) -> None:
    three(town)
    refused = town.rest.fails("POST", "/Calls.json", status=429, code=20429)
    three_callers(town)
    town.wait_until("ordered")
    asked = [path for method, path in town.rest.asked if path.endswith("/Calls.json")]
    assert refused.times == 0
    assert len(asked) == 2, "nobody else was rung meanwhile"
    town.wait(15)
    times = ordered(town)
    assert all(later - earlier >= A_SECOND - A_MOMENT for earlier, later in pairwise(times))
    assert len(times) == 3


def test_danger_does_not_wait_for_a_slot(town: Town) -> None:
    three(town)
    three_callers(town)
    town.wait_until("queued", THIRD_CALLER)
    for _ in range(10):
        pacing.slot(town.rt)
    town.add("first duty phone", knows="legal")
    urgent = town.dial(DANGER, number="+12125550128")
    town.wait_until("ringing", "first duty phone")
    waited = town.clock.now() - town.events("pressed", urgent.phone.number)[-1].at
    assert waited < 2 * A_SECOND


def test_whatever_else_is_placed_takes_a_slot_too(town: Town) -> None:
    town.add("Ana")
    for _ in range(3):
        pacing.slot(town.rt)
    now = town.clock.now()
    assert timedelta(seconds=2.9) < pacing.slot(town.rt) - now < timedelta(seconds=3.1)
    assert pacing.slot(town.rt, urgent=True) <= now


def test_without_redis_a_call_is_placed_at_once(town: Town) -> None:
    town.lose_redis()
    assert pacing.slot(town.rt) == town.clock.now()


def test_when_redis_forgot_rings_that_were_planned_keep_their_slots(town: Town) -> None:
    three(town)
    three_callers(town)
    town.wait_until("ordered")
    town.flush_redis()
    town.wait(20)
    times = ordered(town)
    assert len(times) == 3
    assert all(later - earlier >= A_SECOND - A_MOMENT for earlier, later in pairwise(times))


def test_a_caller_who_leaves_before_the_slot_rings_nobody(town: Town) -> None:
    three(town)
    for _ in range(8):
        pacing.slot(town.rt)
    leg = town.dial()
    town.wait_until("queued", CALLER)
    town.wait(1)
    leg.hang_up()
    town.wait(30)
    assert town.rung() == []
    assert town.state_of("Ana") == "available"


def test_how_long_a_ring_waits_is_written_beside_it(town: Town) -> None:
    town.add("Ana")
    town.phone("Ana").behaves(Answers())
    for _ in range(30):
        pacing.slot(town.rt)
    town.dial()
    town.wait_until("queued", CALLER)
    town.wait(0.1)
    stands = pacing.pace(town.rt)
    assert stands.waiting == 1
    assert stands.last is not None
    assert stands.last > town.clock.now()
    town.wait_until("joined", CALLER)
    reasons = town.reasons()
    assert reasons["slot_in"] > 5
    assert pacing.pace(town.rt) == pacing.Pace(0, None)
