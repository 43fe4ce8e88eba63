"""Does a caller who was cut off come back to whom they talked to, if that takes no longer?"""

import pytest
from town import CALLER, SECOND_CALLER, Town

from ivr.operations import duty
from ivr.sandbox import Answers, NoAnswer

GOES_ON = ["1", "2", "", ""]
"""English, harm from a partner or family; later silence when asked if they had finished."""


@pytest.fixture
def two(town: Town) -> Town:
    """Ana, who is rung first, and Ben, who takes whatever comes."""
    town.add("Ana")
    town.wait(5)
    town.add("Ben")
    return town


def test_who_was_cut_off_waits_a_moment_for_the_same_responder(two: Town) -> None:
    leg = two.together(GOES_ON)
    assert two.in_one_room(leg, "Ana")
    two.wait(200)
    two.leg("Ana").hang_up()
    two.wait_until("joined", CALLER)
    assert two.in_one_room(leg, "Ana")
    assert two.rung() == ["Ana", "Ana"]
    assert two.reasons()["matched"] == "known"


def test_it_takes_no_longer_than_a_moment(two: Town) -> None:
    leg = two.together(GOES_ON)
    two.leg("Ana").hang_up()
    two.phone("Ana").behaves(NoAnswer())
    two.wait_until("joined", CALLER, within=90)
    assert two.in_one_room(leg, "Ben")
    assert two.rung() == ["Ana", "Ana", "Ben"]


def test_who_went_home_is_not_waited_for(two: Town) -> None:
    leg = two.together(GOES_ON)
    duty.off(two.rt, "Ana")
    two.leg("Ana").hang_up()
    two.wait_until("ringing", "Ben", within=40)
    two.wait_until("joined", CALLER)
    assert two.in_one_room(leg, "Ben")


def test_a_lost_redis_changes_nothing_of_it(two: Town) -> None:
    leg = two.together(GOES_ON)
    two.wait(100)
    two.leg("Ana").hang_up()
    two.flush_redis()
    two.wait_until("joined", CALLER)
    assert two.in_one_room(leg, "Ana")


def test_a_phone_that_is_still_on_the_line_with_us_is_not_rung(town: Town) -> None:
    town.add("Ana")
    leg = town.together()
    leg.hang_up()
    town.wait_until("heard", "Ana")
    assert not town.leg("Ana").finished, "she hears that she may press 1 when she is ready"
    duty.off(town.rt, "Ana")
    duty.on(town.rt, "Ana")
    town.dial(number=SECOND_CALLER)
    town.wait(15)
    assert town.rung() == ["Ana"]
    town.leg("Ana").hang_up()
    town.phone("Ana").behaves(Answers())
    town.wait_until("joined", SECOND_CALLER)


def test_a_leg_whose_end_was_never_reported_does_not_keep_somebody_from_being_rung(
    town: Town,
) -> None:
    town.add("Ana")
    town.phone("Ana").behaves(Answers(keys="2"))
    town.post.loses("/notice", CallStatus="completed")
    first = town.dial()
    town.wait_until("ended", "Ana")
    town.post.heal()
    first.hang_up()
    town.phone("Ana").behaves(Answers())
    second = town.together(number=SECOND_CALLER)
    assert town.in_one_room(second, "Ana")
