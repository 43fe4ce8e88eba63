"""Can a caller type a number, safely, and be sure it was understood?"""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ivr.flow import engine
from ivr.flow.effects import DangerPressed, DigitsConfirmed, DigitsGiven, DigitsTakenBack
from ivr.flow.inputs import Keys
from ivr.flow.reader import read_set

PLACE = "everything.case"
NUMBER = "20264471"
NOON = datetime(2026, 3, 2, 17, tzinfo=UTC)


@pytest.fixture
def typing(anna):
    """A caller who is asked for a case number."""
    return anna.presses("2")


def test_as_many_digits_as_there_can_be_are_waited_for_and_hash_finishes(typing):
    assert (typing.listening.keys, typing.listening.finish_on) == (10, "#")
    assert typing.words == "Type your case number. digits_finish key_hash"


def test_the_last_three_digits_are_read_back_one_by_one(typing):
    typing.presses(NUMBER)
    assert "digits_back 4 7 1" in typing.words
    assert NUMBER not in typing.words


def test_the_digits_leave_the_flow_once_and_are_confirmed_by_a_key(typing):
    typing.presses(NUMBER)
    assert typing.effects == [DigitsGiven(PLACE, NUMBER)]
    typing.presses("1")
    assert typing.effects == [DigitsGiven(PLACE, NUMBER), DigitsConfirmed(PLACE)]
    assert typing.step == "how_was_it"


def test_digits_are_in_no_position_and_in_nothing_that_is_printed(typing):
    typing.presses(NUMBER)
    assert NUMBER.encode() not in typing.position.to_bytes()
    assert b"471" not in typing.position.to_bytes().split(b"|", 2)[2]
    assert NUMBER not in repr(typing.effects)
    assert NUMBER not in repr(Keys(NUMBER))


def test_who_says_it_is_not_right_types_again_and_the_last_one_counts(typing):
    typing.presses(NUMBER, "2", "5550144", "1")
    assert typing.effects == [
        DigitsGiven(PLACE, NUMBER),
        DigitsTakenBack(PLACE),
        DigitsGiven(PLACE, "5550144"),
        DigitsConfirmed(PLACE),
    ]


def test_typing_again_because_it_was_not_right_costs_no_try(typing):
    typing.presses(NUMBER, "2", NUMBER, "2", NUMBER, "2")
    assert typing.position.tries == ()


@pytest.mark.parametrize("odd", ["123", "12345678901", "12*45", "*1234"])
def test_too_few_too_many_and_stars_are_kindly_asked_for_again(typing, odd):
    typing.presses(odd)
    assert typing.words.startswith("unclear_again Type your case number.")
    assert typing.effects == []


def test_digits_of_another_script_are_no_entry(typing):
    typing.presses("١٢٣٤٥")
    assert typing.effects == []


def test_unclear_entries_lead_on_after_as_many_as_the_step_bears(typing):
    assert typing.presses("1", "2").step == "person"


def test_silence_while_typing_and_while_confirming_are_counted_together(typing):
    typing.stays_silent().presses(NUMBER).stays_silent()
    assert typing.step == "person"


@pytest.mark.parametrize("answer", ["", "7", "#"])
def test_only_the_key_for_right_confirms_and_anything_else_is_forgotten(typing, answer):
    typing.presses(NUMBER, answer)
    assert typing.step == "case"
    assert typing.effects == [DigitsGiven(PLACE, NUMBER), DigitsTakenBack(PLACE)]


@pytest.mark.parametrize(("key", "step"), [("0", "person"), ("9", "emergency")])
def test_an_entry_of_one_universal_key_means_what_it_always_means(typing, key, step):
    assert typing.presses(key).step == step


@pytest.mark.parametrize("number", ["911", "112", "999"])
def test_an_emergency_number_typed_is_danger(typing, number):
    typing.presses(number)
    assert typing.step == "emergency"
    assert typing.effects == [DangerPressed()]


def test_the_emergency_number_of_the_settings_is_danger_too(files):
    there = files["settings.yaml"].replace("emergency_number: 911", "emergency_number: 110")
    book = read_set({**files, "settings.yaml": there}, allow_test_numbers=True)
    facts = engine.Facts(NOON, number_hidden=False, responders_free=frozenset({("en", "harm")}))
    asked = engine.resume(
        book, engine.start(book, "everything", facts).position, Keys("2"), facts
    ).position
    assert engine.resume(book, asked, Keys("110"), facts).effects == (DangerPressed(),)


def test_star_reads_back_again_for_who_knows_the_end(new_caller):
    caller = new_caller(typed=NUMBER, responders_free=frozenset({("en", "harm")}))
    caller.calls("everything").presses("2", NUMBER, "*")
    assert "digits_back 4 7 1" in caller.words
    assert caller.presses("1").step == "how_was_it"


def test_star_asks_to_type_again_where_the_end_is_not_known(typing):
    assert typing.presses(NUMBER, "*").words.startswith("Type your case number.")


def test_words_are_not_taken_for_digits(typing):
    typing.says("one two three four")
    assert typing.effects == []
    assert typing.step == "case"


@pytest.mark.parametrize(
    "written", ["2026 4471", "2026-4471.", "٢٠٢٦٤٤٧١", "२०२६ ४४७१", "２０２６４４７１"]
)
def test_a_number_written_in_a_text_is_understood_in_the_digits_of_any_script(typing, written):
    typing.says(written)
    assert typing.effects == [DigitsGiven(PLACE, NUMBER)]
    assert "digits_back 4 7 1" in typing.words


@pytest.mark.parametrize(
    "written", ["No. 20264471", "20264471x", "½½½½", "१२३四五", "1'; DROP TABLE typed;--"]
)
def test_what_is_more_than_digits_is_asked_for_again(typing, written):
    typing.says(written)
    assert typing.effects == []
    assert typing.words.startswith("unclear_again Type your case number.")


@pytest.mark.parametrize(
    ("written", "step"), [("٩", "emergency"), ("٠", "person"), ("٩١١", "emergency")]
)
def test_danger_and_a_person_are_understood_in_any_script(typing, written, step):
    assert typing.says(written).step == step


def read_whole(files, anna, **facts):
    changed = files["everything.yaml"].replace("read_back: yes", "read_back: whole")
    anna.book = read_set({**files, "everything.yaml": changed}, allow_test_numbers=True)
    anna.facts = replace(anna.facts, **facts)
    return anna.calls("everything").presses("2")


def test_a_number_that_is_nobodys_telephone_can_be_read_back_whole_in_threes(files, anna):
    caller = read_whole(files, anna).presses(NUMBER)
    assert "digits_whole 2 0 2, 6 4 4, 7 1" in caller.words
    assert caller.presses("1").effects[-1] == DigitsConfirmed(PLACE)


def test_star_reads_the_whole_number_back_again(files, anna):
    caller = read_whole(files, anna, typed=NUMBER).presses(NUMBER, "*")
    assert "digits_whole 2 0 2, 6 4 4, 7 1" in caller.words


def test_the_place_read_back_is_told_only_while_it_is_read_back(typing):
    assert engine.reading_back(typing.book, typing.position) == ""
    typing.presses(NUMBER)
    assert engine.reading_back(typing.book, typing.position) == PLACE
    typing.presses("2")
    assert engine.reading_back(typing.book, typing.position) == ""


def test_a_place_of_another_revision_reads_nothing_back(typing):
    gone = replace(typing.presses(NUMBER).position, step="long_gone")
    assert engine.reading_back(typing.book, gone) == ""
    assert engine.reading_back(typing.book, replace(gone, flow="long_gone")) == ""


def test_without_reading_back_the_caller_goes_on_at_once(files, anna):
    changed = files["everything.yaml"].replace("    read_back: yes\n", "    read_back: no\n")
    anna.book = read_set({**files, "everything.yaml": changed}, allow_test_numbers=True)
    anna.calls("everything").presses("2", NUMBER)
    assert anna.effects == [DigitsGiven(PLACE, NUMBER), DigitsConfirmed(PLACE)]
    assert anna.step == "how_was_it"
