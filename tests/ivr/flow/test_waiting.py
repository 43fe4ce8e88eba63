"""What does a caller in the waiting line hear, and what do their keys do there?"""

from dataclasses import replace
from datetime import timedelta

import pytest

from ivr.flow import engine
from ivr.flow.instructions import Continue, LeaveLine, Listen
from ivr.flow.wording import seconds_of

OFFERS = "menu_choice 1 To get a text menu_choice 2 To hear more"


@pytest.fixture
def waiting(caller):
    """A caller who has just entered the line."""
    return caller.presses("1", "1")


def document(caller, seconds: int) -> engine.Reply:
    waited = timedelta(seconds=seconds)
    return engine.while_waiting(caller.book, caller.position, waited, caller.facts)


def test_the_offers_are_heard_at_once(waiting):
    assert waiting.waits(0).words == OFFERS


def test_words_come_as_often_as_the_flow_says_and_not_more(waiting):
    waiting.waits(0)
    spoken_at = []
    for _ in range(21):
        if waiting.waits(5).words:
            spoken_at.append(waiting.waited)
    assert spoken_at == [25, 50, 75, 100]


def test_words_in_line_come_with_the_offers(waiting):
    assert waiting.waits(0).waits(25).words == f"You are still connected. {OFFERS}"


def test_every_document_listens_and_leads_to_the_next(waiting):
    for seconds in range(0, 110, 7):
        listen, onward = document(waiting, seconds).instructions
        assert isinstance(listen, Listen)
        assert isinstance(onward, Continue)
        assert onward.position == listen.position
        waiting.position = onward.position


def test_a_document_is_about_ten_seconds_long(waiting):
    for seconds in range(0, 119, 3):
        reply = document(waiting, seconds)
        listen = reply.instructions[0]
        assert isinstance(listen, Listen)
        spoken = sum(seconds_of(say.words) for say in listen.prompt)
        assert 2 <= listen.wait <= 10
        assert spoken + listen.wait <= max(10, spoken + 2)
        waiting.position = reply.position


def test_a_document_ends_when_the_next_words_are_due(waiting):
    waiting.waits(0)
    listen = document(waiting, 20).instructions[0]
    assert isinstance(listen, Listen)
    assert listen.wait == 5


@pytest.mark.parametrize("key", ["0", "5", "#", "12345"])
def test_other_keys_keep_the_caller_in_line(waiting, key):
    waiting.waits(0).presses(key)
    assert waiting.words == "in_line"
    assert waiting.position.is_waiting


def test_silence_keeps_the_caller_in_line_and_is_no_turn(waiting):
    before = waiting.waits(0).position
    waiting.stays_silent()
    assert waiting.position == before


def test_star_says_everything_again_at_once(waiting):
    waiting.waits(0).presses("*")
    assert waiting.waits(1).words == f"You are still connected. {OFFERS}"
    assert waiting.waits(1).words == ""


def test_an_offer_takes_the_caller_out_and_keeps_what_they_were(waiting):
    waiting.waits(0)
    position = engine.resume(
        waiting.book, waiting.position, engine.Keys("1"), waiting.facts
    ).position
    assert (position.step, position.line) == ("text_me", "welcome.person")


def test_leaving_for_an_offer_does_not_put_off_the_question(waiting):
    waiting.waits(0).waits(60).presses("1", "2").waits(59)
    assert waiting.step == "person"
    assert waiting.waits(1).step == "busy"


def test_the_caller_is_asked_after_the_time_the_flow_says(waiting):
    waiting.waits(0).waits(119)
    assert waiting.step == "person"
    waiting.waits(1)
    assert waiting.step == "busy"


def test_who_chose_to_keep_waiting_is_left_in_peace_as_long_again(waiting):
    waiting.waits(0).waits(120).presses("1")
    assert waiting.need.patient is True
    for _ in range(11):
        assert waiting.waits(10).step == "person"
    assert waiting.waits(10).step == "busy"


def test_who_was_told_nobody_is_free_is_not_asked_again_at_once(waiting):
    waiting.waits(0).waits(90).finds_nobody().presses("1").waits(10)
    assert waiting.step == "person"
    assert waiting.waits(110).step == "person"
    assert waiting.waits(10).step == "busy"


def test_danger_in_line_counts_its_own_time(waiting):
    waiting.waits(0).waits(100).presses("9")
    assert waiting.waits(1).step == "danger_line"
    assert waiting.waits(59).step == "danger_line"
    assert waiting.waits(1).step == "duty_phones"


def test_danger_pressed_again_in_the_danger_line_stays(waiting):
    waiting.presses("9").waits(0).presses("9")
    assert (waiting.step, waiting.words) == ("danger_line", "in_line")


def test_a_clock_that_begins_again_breaks_nothing(waiting):
    waiting.waits(0).waits(100)
    waiting.waited = 0
    assert waiting.waits(0).step == "person"
    assert waiting.waits(119).step == "person"
    assert waiting.waits(1).step == "busy"


def test_a_clock_that_begins_again_does_not_put_off_the_question(waiting):
    waiting.waits(0).waits(120).presses("1")
    waiting.waited = 0
    assert waiting.waits(0).waits(119).step == "person"
    assert waiting.waits(1).step == "busy"


def test_who_has_just_come_back_is_not_talked_at(waiting):
    waiting.waits(0).waits(25).presses("1", "2")
    assert waiting.words == "back_in_line"
    waiting.waited = 0
    assert waiting.waits(0).words == ""
    assert waiting.waits(24).words == ""
    assert waiting.waits(1).words == f"You are still connected. {OFFERS}"


def test_a_promised_text_is_not_offered_again(waiting):
    waiting.waits(0).presses("1", "1")
    assert waiting.waits(25).words == "You are still connected. menu_choice 2 To hear more"


def test_who_hides_their_number_is_not_offered_a_text_in_line(new_caller):
    caller = new_caller(number_hidden=True).calls().presses("1", "1")
    assert caller.waits(0).words == "menu_choice 2 To hear more"


def test_a_position_that_does_not_wait_leaves_the_line(waiting):
    elsewhere = replace(waiting.position, phase="", step="busy")
    reply = engine.while_waiting(waiting.book, elsewhere, timedelta(0), waiting.facts)
    assert reply == engine.Reply((LeaveLine(),), elsewhere)
