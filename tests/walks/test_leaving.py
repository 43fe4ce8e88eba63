"""What happens when the caller hangs up, at any moment of the call?"""

import pytest
from town import CALLER, SECOND_CALLER, Town, at

from ivr.models import CallState
from ivr.sandbox import Answers, ByHand


def everybody_is_let_go(town: Town) -> None:
    """The call is over, Ana is free without a wrap-up, and nobody is rung for it again."""
    call, rung = town.call(), town.rung()
    assert (call.state, call.ended_at is not None) == (CallState.ENDED, True)
    town.wait(30)
    assert town.rung() == rung
    assert town.state_of("Ana") == "available"


def test_in_the_menu(town: Town) -> None:
    town.add("Ana")
    town.dial("2", leaves=at("gathered", CALLER))
    town.wait(60)
    assert (town.call().ending, town.rung()) == ("left_menu", [])
    assert town.call().ended_at == town.events("hung_up", CALLER)[0].at


def test_while_the_phone_rings(either_town: Town) -> None:
    town = either_town
    town.add("Ana")
    town.dial(leaves=at("ringing", "Ana"))
    town.wait_until("ended", "Ana")
    assert town.offers() == [("Ana", "withdrawn")]
    assert town.call().ending == "abandoned"
    everybody_is_let_go(town)


def test_before_the_phone_even_rings(town: Town) -> None:
    town.add("Ana")
    town.dial(leaves=at("ordered", "Ana"))
    town.wait_until("ended", "Ana")
    assert town.rung() == []
    everybody_is_let_go(town)


def test_during_the_whisper_the_responder_hears_that_the_caller_has_left(town: Town) -> None:
    town.add("Ana")
    town.dial(leaves=at("heard", "Ana"))
    town.wait_until("ended", "Ana")
    assert town.heard(town.leg("Ana"))[-1] == town.phrase("caller_left")
    everybody_is_let_go(town)


def test_with_the_responders_key(town: Town) -> None:
    town.add("Ana")
    town.dial(leaves=at("pressed", "Ana"))
    town.wait_until("ended", "Ana")
    assert town.heard(town.leg("Ana"))[-1] == town.phrase("caller_left")
    everybody_is_let_go(town)


def test_between_the_key_and_the_room(town: Town) -> None:
    town.add("Ana")
    leg = town.dial()
    town.wait_until("pressed", "Ana")
    town.wait(2)
    leg.hang_up()
    town.wait_until("ended", "Ana")
    assert town.offers() == [("Ana", "finished")]
    assert town.heard(town.leg("Ana"))[-1] == town.phrase("caller_left")
    everybody_is_let_go(town)


def test_in_the_moment_they_are_to_be_moved(town: Town) -> None:
    town.add("Ana")
    town.post.loses("/voice/calls/status")
    town.post.loses("/left", QueueResult="hangup")
    leg = town.dial()
    town.wait_until("pressed", "Ana")
    town.wait(2)
    leg.hang_up()
    town.wait_until("joined", "Ana")
    assert [path for _, path in town.rest.asked if leg.sid in path]
    assert town.call().state == CallState.ENDED
    town.wait_until("ended", "Ana")
    assert town.heard(town.leg("Ana"))[-1] == town.phrase("caller_left")
    everybody_is_let_go(town)


def test_just_after_they_were_moved(town: Town) -> None:
    town.add("Ana")
    town.dial(leaves=at("redirected", CALLER))
    town.wait_until("ended", "Ana")
    assert town.heard(town.leg("Ana"))[-1] == town.phrase("caller_left")
    everybody_is_let_go(town)


@pytest.mark.parametrize("keys", [["1", "1"], ["1", "2"], [""]])
def test_while_waiting(town: Town, keys: list[str]) -> None:
    leg = town.dial(["1", *keys])
    town.wait(40)
    leg.hang_up()
    town.wait(1)
    assert town.call().state == CallState.ENDED
    town.add("Ana")
    town.wait(30)
    assert "Ana" not in town.rung()


@pytest.mark.parametrize("moment", ["ringing", "heard", "joined"])
def test_known_only_by_the_numbers_own_report(town: Town, moment: str) -> None:
    town.exchange.whims.drop_queue_hangup = True
    town.post.loses("/after")
    town.add("Ana")
    town.dial(leaves=at(moment, "Ana"))
    town.wait_until("ended", CALLER)
    town.wait(0)
    assert town.call().state == CallState.ENDED


@pytest.mark.parametrize("moment", ["queued", "joined"])
def test_known_only_by_the_end_of_the_line_or_the_room(town: Town, moment: str) -> None:
    town.exchange.whims.drop_queue_hangup = False
    town.post.loses("/voice/calls/status")
    town.add("Ana")
    town.dial(leaves=at(moment, CALLER))
    town.wait_until("ended", CALLER)
    town.wait(0)
    assert town.call().state == CallState.ENDED


def test_who_leaves_on_the_way_into_the_room_unreported_is_missed_there_within_seconds(
    town: Town,
) -> None:
    town.post.loses("/voice/calls/status")
    town.add("Ana")
    town.dial(leaves=at("redirected", CALLER))
    town.wait_until("ended", "Ana")
    assert (town.clock.now() - town.events("ended", CALLER)[0].at).total_seconds() < 20
    assert town.heard(town.leg("Ana"))[-1] == town.phrase("caller_left")


@pytest.mark.parametrize("moment", ["ringing", "joined"])
def test_known_by_no_report_at_all(town: Town, moment: str) -> None:
    town.exchange.whims.drop_queue_hangup = True
    for place in ("/voice/calls/status", "/after"):
        town.post.loses(place)
    town.add("Ana")
    town.phone("Ana").behaves(ByHand() if moment == "ringing" else Answers())
    town.dial(leaves=at(moment, CALLER if moment == "joined" else "Ana"))
    town.wait_until("ended", CALLER)
    town.wait(80)
    assert town.call().state == CallState.ENDED
    assert town.state_of("Ana") in ("available", "paused", "wrapping_up")


def test_a_hidden_end_of_the_talk_still_lets_the_responder_wrap_up(town: Town) -> None:
    town.post.loses("/voice/calls/status")
    town.post.loses("/after")
    town.add("Ana")
    leg = town.together()
    town.wait(70)
    leg.hang_up()
    town.wait(40)
    assert town.heard(town.leg("Ana"))[-1] == town.phrase("wrap_up")
    assert town.state_of("Ana") == "wrapping_up"


def test_the_next_caller_is_offered_to_who_was_let_go(town: Town) -> None:
    town.add("Ana")
    town.dial(leaves=at("heard", "Ana"))
    town.wait_until("ended", CALLER)
    second = town.together(number=SECOND_CALLER)
    assert town.in_one_room(second, "Ana")


def test_a_caller_who_left_and_calls_again_is_a_new_caller(town: Town) -> None:
    town.add("Ana")
    town.dial(leaves=at("ringing", "Ana"))
    town.wait_until("ended", CALLER)
    again = town.together()
    assert town.in_one_room(again, "Ana")
    assert len(town.offers(again)) == 1
