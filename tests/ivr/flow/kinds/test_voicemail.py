"""Is nobody recorded who did not hear for how long, and agree?"""

from dataclasses import replace
from datetime import timedelta

import pytest

from ivr.flow import engine
from ivr.flow.effects import RecordingAsked
from ivr.flow.facts import EVERY_PROMISE
from ivr.flow.inputs import Failed
from ivr.flow.instructions import TakeMessage
from ivr.flow.reader import read_set


@pytest.fixture
def asked(new_caller):
    """A caller of a closed helpline that can record."""
    closed = {"closed_today": True}
    return new_caller(keeps=EVERY_PROMISE, switches=closed).calls("everything")


def test_how_long_it_is_kept_is_heard_before_the_keys(asked):
    assert [say.words for say in asked.heard] == [
        "Nobody is here. You can leave a message.",
        "kept_days 7",
        "consent_keys 2 1",
    ]


def test_one_day_is_said_as_one_day(files, asked):
    changed = files["everything.yaml"].replace("keep_for: 7d", "keep_for: 1d")
    asked.book = read_set({**files, "everything.yaml": changed}, allow_test_numbers=True)
    assert "kept_one_day" in asked.calls("everything").words


def test_who_agrees_is_recorded(asked):
    asked.presses("1")
    assert asked.effects == [
        RecordingAsked(
            place="everything.leave_message",
            longest=timedelta(minutes=2),
            keep_for=timedelta(days=7),
            alert="supervisor",
            language="en",
        )
    ]


def test_the_tone_comes_after_the_yes_and_before_any_other_word(asked):
    asked.presses("1")
    assert asked.last == (TakeMessage(asked.position, timedelta(minutes=2)),)
    assert asked.step == "leave_message"


@pytest.mark.parametrize("key", ["#", "1", "2", "5", "*"])
def test_any_key_ends_the_message_and_the_flow_goes_on(asked, key):
    asked.presses("1", key)
    assert asked.step == "how_was_it"


def test_the_keys_for_a_person_and_for_danger_mean_the_same_in_a_message(asked):
    asked.presses("1", "0")
    assert asked.step == asked.book.flows["everything"].person
    asked.calls("everything").presses("1", "9")
    assert asked.step == asked.book.flows["everything"].danger


def test_who_says_nothing_after_the_tone_goes_on_as_who_left_no_message(asked):
    asked.presses("1").stays_silent()
    assert asked.step == "forget_me"


def test_one_message_is_taken_at_one_place_of_a_call(asked):
    asked.presses("1", "#")
    left = replace(asked.position.at("leave_message"), phase="")
    again = engine.present(asked.book, left, asked.facts)
    assert again.position.step == "how_was_it"


def test_a_message_that_could_not_be_taken_is_not_said_to_be_left(asked):
    asked.presses("1").is_failed()
    assert asked.step == "phones"
    again = engine.present(asked.book, asked.position.at("leave_message"), asked.facts)
    assert again.position.step == "leave_message"


@pytest.mark.parametrize("answers", [("",), ("2",), ("#",), ("5", "5")])
def test_who_does_not_agree_is_not(asked, answers):
    asked.presses(*answers)
    assert asked.effects == []
    assert asked.step == "forget_me"


def test_a_helpline_that_may_not_record_does_not_ask(files, asked):
    changed = files["settings.yaml"].replace("  recording: yes\n", "")
    asked.book = read_set({**files, "settings.yaml": changed}, allow_test_numbers=True)
    assert asked.calls("everything").step == "phones"


def test_what_cannot_be_recorded_now_is_not_asked_about(new_caller):
    assert new_caller(switches={"closed_today": True}).calls("everything").step == "phones"


def test_a_recording_that_fails_takes_its_exit(asked):
    failed = engine.resume(asked.book, asked.position, Failed(), asked.facts)
    assert failed.position.step == "phones"
