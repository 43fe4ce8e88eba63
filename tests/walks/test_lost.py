"""What if the responder is gone in the middle of the talk?"""

import pytest
from town import CALLER, SECOND_CALLER, THIRD_CALLER, Town

from ivr.models import CallState
from ivr.sandbox import Answers

FINISHED, OTHER_PLACES = "1", "3"


def drop(town: Town, name: str = "Ana") -> None:
    """This responder's connection breaks."""
    town.leg(name).hang_up()
    town.wait(1)


def test_the_caller_hears_it_and_key_1_says_they_had_finished(either_town: Town) -> None:
    town = either_town
    town.add("Ana")
    leg = town.together("12")
    town.wait(20)
    town.next_presses(leg, FINISHED)
    drop(town)
    town.wait_until("ended", CALLER)
    assert town.heard(leg)[-2:] == [
        town.phrase("lost_connection"),
        town.phrase("finished_goodbye"),
    ]
    assert town.call().ending == "talked"


def test_who_stays_is_brought_to_somebody_else_in_a_new_room(town: Town) -> None:
    town.add("Ana")
    leg = town.together()
    first = town.call()
    town.add("Ben")
    town.wait(20)
    town.off_duty("Ana")
    drop(town)
    town.wait_until("joined", CALLER)
    assert town.in_one_room(leg, "Ben")
    call = town.call()
    assert (call.room, call.waiting_since) == (2, first.waiting_since)
    assert town.offers() == [("Ana", "finished"), ("Ben", "accepted")]
    rooms = [event.details["conference"] for event in town.events("joined", CALLER)]
    assert rooms == [f"{call.id}-1", f"{call.id}-2"]


def test_who_stays_comes_before_those_who_came_up_to_three_minutes_earlier(town: Town) -> None:
    town.add("Ana")
    second = town.together("12", number=SECOND_CALLER)
    town.wait(60)
    third = town.dial("12", number=THIRD_CALLER)
    town.wait_until("queued", THIRD_CALLER)
    town.wait(30)
    town.off_duty("Ana")
    drop(town)
    town.wait(20)
    town.add("Ben")
    town.wait_until("joined", SECOND_CALLER)
    assert town.in_one_room(second, "Ben")
    assert not third.finished


def test_the_lost_responder_wraps_up_and_may_get_the_caller_back(town: Town) -> None:
    town.add("Ana")
    leg = town.together()
    town.wait(20)
    drop(town)
    assert town.state_of("Ana") == "wrapping_up"
    town.wait_until("joined", CALLER, within=180)
    assert town.in_one_room(leg, "Ana")


def test_who_is_lost_before_they_met_costs_the_caller_nothing(town: Town) -> None:
    town.add("Ana")
    leg = town.dial()
    town.wait_until("pressed", "Ana")
    town.add("Ben")
    drop(town)
    town.wait_until("joined", CALLER)
    assert town.in_one_room(leg, "Ben")
    assert town.phrase("lost_connection", "es") not in town.heard(leg)
    assert town.busy_with("Ana") == "paused"


def test_a_star_by_mistake_brings_the_responder_back_into_the_room(town: Town) -> None:
    town.add("Ana")
    leg = town.together()
    town.wait(10)
    town.phone("Ana").press("*")
    town.wait(0.1)
    assert town.company(leg) == {CALLER}
    town.wait(3)
    assert town.in_one_room(leg, "Ana")
    assert town.phrase("lost_connection", "es") not in town.heard(leg)
    assert town.are_connected()


def test_two_losses_in_one_call_are_two_new_rooms(town: Town) -> None:
    for name in ("Ana", "Ben", "Carmen"):
        town.add(name)
    leg = town.together()
    for _ in range(2):
        town.wait(5)
        inside = next(name for name in ("Ana", "Ben", "Carmen") if town.in_one_room(leg, name))
        town.off_duty(inside)
        drop(town, inside)
        town.wait_until("joined", CALLER)
    assert town.call().room == 3
    assert sorted(town.rung()) == ["Ana", "Ben", "Carmen"]


def test_who_hangs_up_instead_of_staying_is_let_go(town: Town) -> None:
    town.add("Ana")
    leg = town.together()
    town.wait(5)
    drop(town)
    leg.hang_up()
    town.wait(1)
    assert (town.call().state, town.call().ending) == (CallState.ENDED, "talked")


def test_a_loss_nobody_reported_is_found_out(town: Town) -> None:
    town.post.loses("/notice", CallStatus="completed")
    town.post.loses("/left")
    town.add("Ana")
    leg = town.together()
    town.wait(60)
    town.leg("Ana").hang_up()
    town.wait(20)
    assert town.phrase("lost_connection", "es") in town.heard(leg)


def test_danger_counts_at_the_question_whether_they_had_finished(town: Town) -> None:
    town.add("Ana")
    leg = town.together("12")
    town.wait(5)
    town.next_presses(leg, "9")
    drop(town)
    town.wait(30)
    assert any(town.words("danger") in words for words in town.heard(leg))
    assert (town.call().need or {})["urgency"] == "danger"


@pytest.mark.parametrize("times", [1, 2])
def test_a_phone_company_that_cannot_move_the_caller_now_is_asked_again(
    town: Town, times: int
) -> None:
    town.add("Ana")
    leg = town.dial()
    town.wait_until("pressed", "Ana")
    fault = {"status": 429, "code": 20429} if times == 1 else {"status": 500}
    town.rest.fails("POST", leg.sid, times=times, **fault)
    town.wait_until("joined", CALLER)
    assert town.in_one_room(leg, "Ana")


def test_a_caller_moved_twice_because_an_answer_was_lost_still_meets_ana(town: Town) -> None:
    town.add("Ana")
    leg = town.dial()
    town.wait_until("pressed", "Ana")
    town.rest.fails("POST", leg.sid, done=True)
    town.wait_until("joined", CALLER)
    town.wait(15)
    assert town.in_one_room(leg, "Ana")
    assert town.are_connected()


def test_while_the_caller_waits_again_the_old_responders_line_is_closed(town: Town) -> None:
    town.add("Ana")
    town.together()
    town.wait(5)
    drop(town)
    town.wait(20)
    assert town.leg("Ana").finished
    assert isinstance(town.phone("Ana").behaviour, Answers)


def test_a_caller_who_lost_everybody_is_asked_what_to_do(town: Town) -> None:
    town.add("Ana", knows="legal")
    leg = town.together("11")
    town.off_duty("Ana")
    town.next_presses(leg, "", OTHER_PLACES)
    drop(town)
    town.wait_until("ended", CALLER, within=300)
    assert town.heard(leg)[-1] == town.words("goodbye")


def test_a_room_that_the_phone_company_ends_is_no_end_of_the_call(town: Town) -> None:
    town.add("Ana")
    leg = town.together("12")
    town.wait(20)
    notices = [e.details["parameters"] for e in town.exchange.record if e.kind == "notified"]
    room = next(p["ConferenceSid"] for p in notices if "ConferenceSid" in p)
    account = f"/2010-04-01/Accounts/{town.rt.environment.account_sid}"
    ours = (town.rt.environment.account_sid, "token")
    town.rest.request(
        "POST", f"{account}/Conferences/{room}.json", data={"Status": "completed"}, auth=ours
    )
    town.wait_until("queued", CALLER)
    assert town.phrase("lost_connection") in town.heard(leg)
    assert town.call().state == CallState.WAITING
    assert ("Ana", "finished") in town.offers()
