"""Is nobody recorded who did not hear for how long, and agree?"""

from datetime import timedelta

import pytest

from ivr.flow import engine
from ivr.flow.effects import RecordingAsked
from ivr.flow.facts import EVERY_PROMISE
from ivr.flow.inputs import Failed
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


@pytest.mark.parametrize("answers", [("",), ("2",), ("#",), ("5", "5")])
def test_who_does_not_agree_is_not(asked, answers):
    asked.presses(*answers)
    assert asked.effects == []
    assert asked.step == "phones"


def test_a_helpline_that_may_not_record_does_not_ask(files, asked):
    changed = files["settings.yaml"].replace("  recording: yes\n", "")
    asked.book = read_set({**files, "settings.yaml": changed}, allow_test_numbers=True)
    assert asked.calls("everything").step == "phones"


def test_what_cannot_be_recorded_now_is_not_asked_about(new_caller):
    assert new_caller(switches={"closed_today": True}).calls("everything").step == "phones"


def test_a_recording_that_fails_takes_its_exit(asked):
    failed = engine.resume(asked.book, asked.position, Failed(), asked.facts)
    assert failed.position.step == "phones"
