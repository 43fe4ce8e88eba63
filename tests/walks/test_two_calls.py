"""Who gets whom when several people call?"""

from town import CALLER, SECOND_CALLER, THIRD_CALLER, Town

from ivr.sandbox import Answers, ByHand, Declines


def test_two_callers_reach_two_responders(either_town: Town) -> None:
    town = either_town
    town.add("Ana")
    town.add("Ben")
    first, second = town.dial(), town.dial("12", number=SECOND_CALLER)
    town.wait(60)
    company = {frozenset(town.company(leg)) for leg in (first, second)}
    assert all(len(people) == 2 for people in company)
    assert len(frozenset.union(*company)) == 4


def test_one_responder_is_rung_for_one_call_at_a_time_first_come_first_served(town: Town) -> None:
    town.add("Ana")
    first = town.dial()
    town.wait(3)
    second = town.dial(number=SECOND_CALLER)
    town.wait_until("joined", CALLER)
    town.wait(60)
    assert town.rung() == ["Ana"]
    first.hang_up()
    town.wait_until("joined", SECOND_CALLER, within=200)
    assert town.in_one_room(second, "Ana")


def test_a_call_is_offered_to_one_responder_at_a_time(town: Town) -> None:
    town.add("Ana")
    town.add("Ben")
    for name in ("Ana", "Ben"):
        town.phone(name).behaves(ByHand())
    town.dial()
    town.wait_until("queued", CALLER)
    town.wait(10)
    assert len(town.rung()) == 1


def test_who_came_first_is_served_first_also_after_a_no(town: Town) -> None:
    town.add("Ana")
    town.phone("Ana").behaves(Declines())
    first = town.dial()
    town.wait(3)
    town.dial(number=SECOND_CALLER)
    town.wait_until("ended", "Ana")
    town.add("Ben")
    town.wait_until("joined", CALLER)
    assert town.in_one_room(first, "Ben")


def test_danger_comes_before_everybody_who_waits(town: Town) -> None:
    first = town.dial("1211")
    second = town.dial("111", number=SECOND_CALLER)
    town.wait(60)
    third = town.dial(["9"], number=THIRD_CALLER)
    town.wait(60)
    town.add("Ana")
    town.wait_until("joined", THIRD_CALLER, within=240)
    assert town.in_one_room(third, "Ana")
    assert first.status == second.status == "in-progress"


def test_a_key_pressed_twice_is_one_acceptance(town: Town) -> None:
    town.add("Ana")
    town.phone("Ana").behaves(Answers(keys=["11"]))
    leg = town.together()
    town.wait(5)
    assert town.in_one_room(leg, "Ana")
    assert town.offers() == [("Ana", "accepted")]


def test_who_listens_too_long_hears_that_the_call_goes_to_somebody_else(town: Town) -> None:
    town.add("Ana")
    town.phone("Ana").behaves(ByHand())
    leg = town.dial()
    town.wait_until("ringing", "Ana")
    town.wait(22)
    town.phone("Ana").answer()
    town.add("Ben")
    town.wait_until("joined", CALLER)
    assert town.in_one_room(leg, "Ben")
    assert town.heard(town.leg("Ana"))[-1] == town.phrase("no_key")


def test_three_callers_and_one_responder_are_all_served_in_order(town: Town) -> None:
    town.add("Ana")
    town.phone("Ana").behaves(Answers(keys=["1", "1"]))
    legs = []
    for number in (CALLER, SECOND_CALLER, THIRD_CALLER):
        legs.append(town.dial(number=number))
        town.wait(3)
    for leg in legs:
        town.wait_until("joined", leg.phone.number)
        assert town.in_one_room(leg, "Ana")
        town.wait(30)
        leg.hang_up()
    town.wait(30)
    assert town.rung() == ["Ana"] * 3
