"""What does somebody hear who leaves a message, and what is kept of it?"""

from datetime import timedelta

import pytest
from town import SECOND_CALLER, Town
from typing_town import breaking
from voicemail_town import (
    DUTY,
    LEFT,
    MESSAGE,
    NO,
    WORDS,
    YES,
    at_the_tone,
    leaves,
    row,
    rows,
    sounds,
    texts,
    there,
)

from ivr.models import CallState, VoicemailState
from ivr.sandbox import Answers

KEPT, NOTHING = VoicemailState.KEPT, VoicemailState.NOTHING
WEEK = timedelta(days=7)


# -- what the caller hears ------------------------------------------------------------------------


def test_a_message_comes_to_us_sealed_and_is_gone_at_the_phone_company(answering: Town) -> None:
    leg = leaves(answering)
    answering.wait(20)
    assert LEFT in " ".join(answering.heard(leg))
    kept = row(answering)
    assert (kept.state, kept.seconds, kept.place) == (KEPT, 4, "welcome.message")
    assert (there(answering), kept.gone_at is not None, kept.try_at) == (0, True, None)
    (sound,) = sounds(answering)
    assert (sound[:4], len(sound)) == (b"RIFF", 44 + 4 * 16_000)
    assert answering.call(leg).ending == "goodbye"


def test_how_long_it_is_kept_is_heard_before_the_tone(answering: Town) -> None:
    leg = answering.dial([MESSAGE, "", NO])
    answering.wait(25)
    assert answering.phrase("kept_days", days="7") in answering.heard(leg)
    assert answering.events("recording") == []
    assert rows(answering) == []


def test_a_withheld_caller_leaves_one_too(answering: Town) -> None:
    leaves(answering, withheld=True)
    answering.wait(20)
    assert (row(answering).state, len(sounds(answering))) == (KEPT, 1)


def test_who_hangs_up_in_the_middle_has_left_what_was_said(answering: Town) -> None:
    leg = at_the_tone(answering)
    leg.speak(WORDS)
    answering.wait(6)
    leg.hang_up()
    answering.wait(20)
    assert (row(answering).state, len(sounds(answering)), there(answering)) == (KEPT, 1, 0)
    assert answering.call(leg).state == CallState.ENDED


def test_who_says_nothing_is_not_told_that_they_were_heard(answering: Town) -> None:
    answering.phone(DUTY).behaves(Answers(keys="1"))
    leg = at_the_tone(answering)
    answering.wait(60)
    heard = " ".join(answering.heard(leg))
    assert LEFT not in heard
    assert "That's okay. Nothing was recorded." in heard
    assert (row(answering).state, sounds(answering), texts(answering, DUTY)) == (NOTHING, [], [])


def test_less_than_a_second_is_nothing_and_stays_nowhere(answering: Town) -> None:
    leg = at_the_tone(answering)
    leg.speak("Oh")
    answering.wait(0.4)
    leg.press("#")
    answering.wait(30)
    assert (row(answering).state, sounds(answering), there(answering)) == (NOTHING, [], 0)
    assert LEFT not in " ".join(answering.heard(leg))


def test_who_talks_on_is_stopped_kindly_and_has_left_all_there_was_room_for(
    answering: Town,
) -> None:
    leg = at_the_tone(answering)
    for _ in range(30):
        leg.speak(" ".join(["and"] * 20))
        answering.wait(8)
        if leg.finished or answering.events("recorded"):
            break
    answering.wait(20)
    assert LEFT in " ".join(answering.heard(leg))
    assert (row(answering).seconds, len(sounds(answering)[0])) == (180, 44 + 180 * 16_000)


@pytest.mark.parametrize(("key", "urgency"), [("0", "normal"), ("9", "danger")])
def test_the_keys_for_a_person_and_for_danger_work_in_a_message(
    answering: Town, key: str, urgency: str
) -> None:
    answering.add("Ana", speaks="en", knows="advocacy")
    answering.phone("Ana").behaves(Answers(after=60))
    leg = leaves(answering, key=key)
    answering.wait(10)
    need = answering.call(leg).need or {}
    assert (answering.call(leg).state, need["urgency"]) == (CallState.WAITING, urgency)
    assert row(answering).state == KEPT


def test_a_yes_that_cannot_be_written_down_is_followed_by_no_tone(answering: Town) -> None:
    answering.phone(DUTY).behaves(Answers(keys="1"))
    answering.dial([MESSAGE, YES])
    with breaking(answering, "INTO voicemail"):
        answering.wait_until("ringing", DUTY)
    assert (answering.events("recording"), rows(answering)) == ([], [])


def test_every_report_brought_twice_keeps_one_message(answering: Town) -> None:
    answering.post.doubles = True
    leaves(answering)
    answering.wait(30)
    assert ([one.state for one in rows(answering)], len(sounds(answering))) == ([KEPT], 1)
    assert answering.post.differing == []


def test_two_callers_leave_a_message_each(answering: Town) -> None:
    leaves(answering)
    leaves(answering, number=SECOND_CALLER)
    answering.wait(30)
    assert ([one.state for one in rows(answering)], there(answering)) == ([KEPT, KEPT], 0)


def test_a_helpline_that_may_not_record_records_nobody(answering: Town) -> None:
    book = answering.rt.books.live()
    object.__setattr__(book.settings.confidentiality, "recording", False)
    try:
        leg = answering.dial([MESSAGE])
        answering.wait(20)
        assert answering.phrase("kept_days", days="7") not in answering.heard(leg)
        assert (answering.events("recording"), rows(answering)) == ([], [])
    finally:
        object.__setattr__(book.settings.confidentiality, "recording", True)
