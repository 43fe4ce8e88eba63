"""What does a caller notice when parts of the helpline fail?"""

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from town import CALLER, SECOND_CALLER, THIRD_CALLER, Town, at

from ivr.models import CallState
from ivr.operations import calls
from ivr.sandbox import Answers, ByHand, NoAnswer

KEEP_WAITING = "1"


def three_wait(town: Town) -> None:
    """Three callers who were told that nobody is free, and wait."""
    for number in (CALLER, SECOND_CALLER, THIRD_CALLER):
        town.dial(["1", "2", KEEP_WAITING], number=number)
        town.wait(10)
    town.wait(15)


def test_when_redis_forgets_everything_all_keep_their_places(either_town: Town) -> None:
    town = either_town
    three_wait(town)
    town.flush_redis()
    town.wait(12)
    town.add("Ana")
    town.phone("Ana").behaves(town.presses("1", "1"))
    for number in (CALLER, SECOND_CALLER, THIRD_CALLER):
        town.wait_until("joined", number)
        town.wait(5)
        town.leg(number).hang_up()
    town.wait(20)
    assert town.rung() == ["Ana"] * 3


def test_the_heartbeat_alone_puts_a_forgotten_caller_back(town: Town) -> None:
    town.clock_works = False
    town.dial(["1", "2", KEEP_WAITING])
    town.wait(30)
    town.flush_redis()
    town.wait(12)
    town.add("Ana")
    town.wait_until("joined", CALLER)
    town.clock_works = True


def test_when_redis_forgets_everything_free_responders_are_still_found(town: Town) -> None:
    town.add("Ana")
    town.flush_redis()
    leg = town.together()
    assert town.in_one_room(leg, "Ana")


def test_who_waits_and_who_is_free_are_matched_by_the_one_who_finds_it_forgotten(
    town: Town,
) -> None:
    town.dial(["1", "2", KEEP_WAITING])
    town.wait(30)
    town.lose_redis()
    town.add("Ana")
    town.find_redis()
    town.flush_redis()
    town.wait_until("ringing", "Ana", within=5)
    town.wait_until("joined", CALLER)


def test_while_a_phone_rings_no_second_offer_is_made(town: Town) -> None:
    town.add("Ana")
    town.add("Ben")
    town.phone("Ana").behaves(Answers(after=15))
    town.phone("Ben").behaves(Answers(after=15))
    town.dial()
    town.wait_until("queued", CALLER)
    town.wait(2)
    town.flush_redis()
    town.wait_until("joined", CALLER)
    assert len(town.rung()) == 1


@pytest.mark.parametrize("moment", ["listening", "pressed", "joined"])
def test_a_call_being_answered_is_not_lost(town: Town, moment: str) -> None:
    town.add("Ana")
    leg = town.dial()
    town.wait_until(moment, "Ana")
    town.flush_redis()
    town.wait(20)
    assert town.in_one_room(leg, "Ana")


def test_while_they_talk_the_responder_is_not_rung_for_others(town: Town) -> None:
    town.add("Ana")
    leg = town.together()
    town.flush_redis()
    town.dial(number=SECOND_CALLER)
    town.wait(60)
    assert (town.rung(), town.state_of("Ana")) == (["Ana"], "talking")
    leg.hang_up()
    town.wait_until("joined", SECOND_CALLER, within=200)


def test_a_wrap_up_is_remembered(town: Town) -> None:
    town.add("Ana")
    town.together().hang_up()
    town.wait(10)
    town.flush_redis()
    town.dial(number=SECOND_CALLER)
    town.wait(60)
    assert (town.rung(), town.state_of("Ana")) == (["Ana"], "wrapping_up")


def test_who_declined_is_remembered(town: Town) -> None:
    town.add("Ana")
    town.phone("Ana").behaves(town.presses("2"))
    town.dial("12")
    town.wait_until("ended", "Ana")
    town.flush_redis()
    town.wait(60)
    assert town.rung().count("Ana") == 1


@pytest.mark.parametrize("moment", ["ringing", "listening", "pressed", "joined"])
def test_a_redis_that_is_away_while_somebody_answers_does_not_stop_them(
    town: Town, moment: str
) -> None:
    town.add("Ana")
    leg = town.dial()
    town.wait_until(moment, "Ana")
    town.lose_redis()
    town.wait_until("joined", CALLER)
    assert town.in_one_room(leg, "Ana")


def test_a_call_that_ended_while_redis_was_away_frees_its_responder(town: Town) -> None:
    town.add("Ana")
    leg = town.together()
    town.lose_redis()
    leg.hang_up()
    town.wait(10)
    assert town.call().state == CallState.ENDED
    assert town.heard(town.leg("Ana"))[-1] == town.phrase("wrap_up")
    town.find_redis()
    town.wait(20)
    assert town.state_of("Ana") == "wrapping_up"
    town.wait(120)
    second = town.together(number=SECOND_CALLER)
    assert town.in_one_room(second, "Ana")


def test_a_caller_who_left_while_redis_was_away_is_not_offered(town: Town) -> None:
    leg = town.dial(["1", "2", KEEP_WAITING])
    town.wait(30)
    town.lose_redis()
    leg.hang_up()
    town.wait(5)
    town.find_redis()
    town.add("Ana")
    town.wait(30)
    assert (town.rung(), town.state_of("Ana")) == ([], "available")


def test_without_redis_the_duty_phones_are_rung(town: Town) -> None:
    town.add("Ana")
    town.lose_redis()
    town.phone("first duty phone").behaves(Answers(keys="1"))
    leg = town.dial()
    town.wait_until("bridged", "first duty phone")
    town.find_redis()
    town.wait(60)
    assert (leg.status, town.rung()) == ("in-progress", ["first duty phone"])


def test_when_redis_is_away_for_long_who_waits_is_brought_to_a_duty_phone(town: Town) -> None:
    town.phone("first duty phone").behaves(Answers(keys="1"))
    leg = town.dial(["1", "2", KEEP_WAITING])
    town.wait(30)
    town.lose_redis()
    town.wait_until("bridged", "first duty phone")
    town.find_redis()
    town.add("Ana")
    town.wait(60)
    assert (leg.status, town.rung()) == ("in-progress", ["first duty phone"])


def test_without_a_worker_the_clock_rings_within_two_seconds_and_does_the_rest(
    either_town: Town,
) -> None:
    town = either_town
    town.worker_works = False
    town.add("Ana")
    leg = town.dial()
    town.wait_until("ringing", "Ana")
    entered = town.call().waiting_since
    assert entered is not None
    assert (town.clock.now() - entered).total_seconds() <= 2.5
    town.wait_until("joined", CALLER)
    assert town.in_one_room(leg, "Ana")


def test_without_a_worker_a_call_that_is_left_still_frees_the_phones(town: Town) -> None:
    town.worker_works = False
    town.add("Ana")
    town.phone("Ana").behaves(ByHand())
    leg = town.dial()
    town.wait_until("ringing", "Ana")
    leg.hang_up()
    town.wait(20)
    assert town.leg("Ana").finished


def test_without_a_clock_a_call_goes_its_way(town: Town) -> None:
    town.clock_works = False
    town.add("Ana")
    town.wait(1)
    town.add("Ben")
    town.phone("Ana").behaves(NoAnswer())
    leg = town.together()
    assert town.in_one_room(leg, "Ben")
    leg.hang_up()
    town.wait(5)
    assert town.state_of("Ben") == "wrapping_up"


def refuses(*_args: object) -> None:
    """No statement is carried out."""
    raise OperationalError("SELECT", {}, Exception("the database is away"))


def test_without_the_database_the_caller_hears_the_lifeline(town: Town) -> None:
    engine = town.rt.db.engine
    town.dial(leaves=at("heard", CALLER))
    town.wait(5)
    event.listen(engine, "before_cursor_execute", refuses)
    leg = town.dial()
    town.wait_until("ringing", "first duty phone")
    town.wait_until("ringing", "second duty phone")
    town.wait_until("ended", CALLER)
    event.remove(engine, "before_cursor_execute", refuses)
    said = town.heard(leg)
    for language in ("en", "es"):
        assert town.phrase("emergency", language, number="9 1 1") in said
        assert town.phrase("not_connected", language, number="9 1 1") in said


def test_a_database_that_fails_in_the_middle_of_a_call_leads_to_the_lifeline(town: Town) -> None:
    engine = town.rt.db.engine
    town.phone("first duty phone").behaves(Answers(keys="1"))
    leg = town.dial(["1", "2", KEEP_WAITING])
    town.wait(30)
    event.listen(engine, "before_cursor_execute", refuses)
    town.wait_until("bridged", "first duty phone")
    event.remove(engine, "before_cursor_execute", refuses)
    assert town.phrase("emergency", number="9 1 1") in town.heard(leg)
    assert town.events("left_line", CALLER)[0].details["outcome"] == "leave"


def test_who_hears_the_lifeline_is_left_with_whoever_answers_there(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_args: object) -> None:
        raise RuntimeError("nobody thought of this")

    town.phone("first duty phone").behaves(Answers(keys="1"))
    leg = town.dial(["1", "2", KEEP_WAITING, "1"])
    with monkeypatch.context() as broken:
        broken.setattr(calls, "present", breaks)
        town.wait_until("left_line", CALLER)
    town.add("Ana")
    town.wait_until("bridged", "first duty phone")
    town.wait(30)
    assert (leg.status, town.rung()) == ("in-progress", ["first duty phone"])
    leg.hang_up()
    town.wait(1)
    assert town.call().ending == "lifeline"


def test_a_responder_hears_one_sentence_when_something_breaks(town: Town) -> None:
    engine = town.rt.db.engine
    town.add("Ana")
    leg = town.dial()
    town.wait_until("listening", "Ana")
    event.listen(engine, "before_cursor_execute", refuses)
    town.wait_until("ended", "Ana")
    event.remove(engine, "before_cursor_execute", refuses)
    assert town.heard(town.leg("Ana"))[-1].startswith("Sorry")
    town.add("Ben")
    town.wait_until("joined", CALLER)
    assert town.in_one_room(leg, "Ben")
