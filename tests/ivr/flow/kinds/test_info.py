"""Can a caller hear one thing at a time, again, as a text, or talk to somebody instead?"""

import pytest


@pytest.fixture
def told(caller):
    """A caller who hears the first of two parts."""
    return caller.presses("1", "4")


def test_one_part_is_told_at_a_time_with_a_pause_to_press_a_key(told):
    assert told.words.startswith("This is more.")
    assert "And this is the rest." not in told.words
    assert "info_part_keys key_star 0" in told.words
    assert told.listening.wait == 3


def test_waiting_brings_the_next_part_and_then_what_comes_after(told):
    told.stays_silent()
    assert told.words.startswith("And this is the rest.")
    assert "info_keys key_star 0" in told.words
    assert told.stays_silent().gone


def test_star_says_the_part_again_that_was_just_heard(told):
    first = told.words
    assert told.presses("*").words == first
    second = told.stays_silent().words
    assert told.presses("*").words == second


def test_the_finish_key_leaves_the_rest_out(told):
    assert told.presses("#").gone


@pytest.mark.parametrize("parts_heard", [0, 1])
def test_a_text_and_a_person_are_offered_at_every_part(told, parts_heard):
    told.stays_silent(parts_heard)
    assert "info_text 1" in told.words
    assert told.presses("1").step == "text_me"


@pytest.mark.parametrize("parts_heard", [0, 1])
def test_a_key_that_means_nothing_tells_the_same_part_again(told, parts_heard):
    told.stays_silent(parts_heard)
    part = told.heard[0].words
    told.presses("7")
    assert [say.words for say in told.heard[:2]] == ["unclear_again", part]


def test_a_text_that_cannot_be_sent_is_not_offered(new_caller):
    caller = new_caller(keeps=frozenset()).calls().presses("1", "4")
    assert "info_text" not in caller.words


def test_past_the_limit_of_a_call_everything_is_told_at_once(told):
    told.presses(*["*"] * 20)
    assert told.step == "person"
