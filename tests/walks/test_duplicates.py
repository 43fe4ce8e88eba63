"""What if reports and requests come twice, late, in the wrong order, or not at all?"""

from collections.abc import Callable

import pytest
from test_texts import asked_for, hang_up, inbox
from town import CALLER, SECOND_CALLER, Town

from ivr.models import CallState
from ivr.sandbox import Answers, Declines, NoAnswer, Voicemail


def talks(town: Town) -> None:
    """A call from the first word to the end of the wrap-up."""
    town.phone("Ana").behaves(town.presses("1", "1"))
    leg = town.together()
    town.wait(10)
    assert town.in_one_room(leg, "Ana")
    leg.hang_up()
    town.wait(30)
    assert town.state_of("Ana") == "available"


def loses_the_responder(town: Town) -> None:
    """A call whose responder is lost, and which goes on with the next."""
    leg = town.together()
    town.add("Ben")
    town.off_duty("Ana")
    town.leg("Ana").hang_up()
    town.wait_until("joined", CALLER)
    assert town.in_one_room(leg, "Ben")
    assert town.call().room == 2


def is_declined(town: Town) -> None:
    """A call that one declines, one does not hear, and the third takes."""
    town.phone("Ana").behaves(Declines())
    town.wait(1)
    town.add("Ben")
    town.phone("Ben").behaves(NoAnswer())
    town.wait(1)
    town.add("Carmen")
    leg = town.together()
    assert town.in_one_room(leg, "Carmen")
    assert town.rung() == ["Ana", "Ben", "Carmen"]


def gets_a_text(town: Town) -> None:
    """A call with a text at the end."""
    town.off_duty("Ana")
    asked_for(town)
    hang_up(town)
    town.wait(30)
    assert len(inbox(town)) == 1


def rings_the_person_in_charge(town: Town) -> None:
    """A call that a duty phone takes and loses."""
    town.off_duty("Ana")
    town.phone("first duty phone").behaves(Voicemail())
    town.phone("second duty phone").behaves(Answers(keys="1", hang_up_after=10))
    town.dial(["1", "2", "2", "1"])
    town.wait_until("ended", CALLER, within=200)
    assert town.call().ending == "talked"


def is_in_danger(town: Town) -> None:
    """A call whose caller presses the danger key in the line, and is answered."""
    town.off_duty("Ana")
    leg = town.dial(["1", "1", "1", "9"])
    town.wait(60)
    town.add("Ben", knows="fraud")
    town.wait_until("joined", CALLER)
    assert town.in_one_room(leg, "Ben")


WALKS = [
    is_in_danger,
    talks,
    loses_the_responder,
    is_declined,
    gets_a_text,
    rings_the_person_in_charge,
]


@pytest.mark.parametrize("walk", WALKS)
def test_every_webhook_brought_twice_has_one_answer_and_one_effect(
    either_town: Town, walk: Callable[[Town], None]
) -> None:
    town = either_town
    town.add("Ana")
    town.post.doubles = True
    walk(town)
    assert town.post.differing == []


@pytest.mark.parametrize("walk", [talks, loses_the_responder])
@pytest.mark.parametrize("notice_first", [True, False])
@pytest.mark.parametrize("old_action_first", [True, False])
def test_whatever_comes_first_of_two_reports(
    town: Town, walk: Callable[[Town], None], notice_first: bool, old_action_first: bool
) -> None:
    town.exchange.whims.notice_before_action = notice_first
    town.exchange.whims.old_action_first = old_action_first
    town.add("Ana")
    walk(town)


@pytest.mark.parametrize("walk", [talks, loses_the_responder, is_declined])
def test_no_report_of_a_ringing_phone_arrives(town: Town, walk: Callable[[Town], None]) -> None:
    for status in ("initiated", "ringing", "in-progress"):
        town.post.loses("/notice", CallStatus=status)
    town.add("Ana")
    walk(town)


def test_when_the_report_of_the_responders_coming_is_lost_the_room_is_looked_at(
    town: Town,
) -> None:
    town.post.loses("/voice/rooms/", StatusCallbackEvent="participant-join")
    town.add("Ana")
    leg = town.together()
    assert (town.clock.now() - town.events("joined", "Ana")[0].at).total_seconds() < 8
    assert town.in_one_room(leg, "Ana")
    town.wait(20)
    assert town.are_connected()
    leg.hang_up()
    town.wait(5)
    assert town.state_of("Ana") == "wrapping_up"


def test_old_reports_that_arrive_at_the_end_change_nothing(town: Town) -> None:
    town.add("Ana")
    town.post.holds("/notice", CallStatus="ringing")
    town.post.holds("/notice", CallStatus="initiated")
    town.post.holds("/voice/rooms/", StatusCallbackEvent="participant-leave")
    leg = town.together()
    leg.hang_up()
    town.wait(20)
    before = (town.call().state, town.offers(), town.state_of("Ana"))
    town.post.release()
    town.wait(10)
    assert (town.call().state, town.offers(), town.state_of("Ana")) == before
    assert town.rung() == ["Ana"]


def test_the_end_of_a_ring_that_is_told_late_does_not_end_the_next_one(town: Town) -> None:
    town.add("Ana")
    town.phone("Ana").behaves(NoAnswer())
    town.post.holds("/notice", CallStatus="no-answer")
    leg = town.dial()
    town.wait_until("ended", "Ana")
    town.phone("Ana").behaves(Answers())
    town.wait_until("joined", CALLER)
    town.post.release()
    town.wait(5)
    assert town.in_one_room(leg, "Ana")
    assert town.are_connected()


def test_the_end_of_an_old_call_that_is_told_again_does_not_touch_the_new_one(town: Town) -> None:
    town.add("Ana")
    town.phone("Ana").behaves(town.presses("1", "1"))
    first = town.together()
    first.hang_up()
    town.wait(30)
    second = town.together(number=SECOND_CALLER)
    status = {"CallSid": first.sid, "CallStatus": "completed"}
    assert town.posts("/voice/calls/status", **status).status_code == 204
    ended = town.events("ended", "Ana")[0].leg
    offer = next(e.details["url"] for e in town.events("notified") if e.leg == ended)
    path = offer.partition("helpline.test")[2]
    town.posts(path, CallSid=str(ended), CallStatus="completed")
    town.wait(5)
    assert town.in_one_room(second, "Ana")
    assert town.call(first).state == CallState.ENDED
    assert town.are_connected(second)
