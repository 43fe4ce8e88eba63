"""Is a caller asked in the line before somebody else than they wished for takes their call?"""

from dataclasses import replace
from datetime import timedelta

import pytest

from ivr.flow import engine
from ivr.flow.effects import WideningAgreed
from ivr.flow.finding import BrokenFlows
from ivr.flow.instructions import LeaveLine
from ivr.flow.reader import read_set
from routing.need import Stage
from routing.widening import waits

QUESTION = "ask_interpreter 2"
OFFER = "menu_choice 1 To be called back"


@pytest.fixture
def waiting(anna):
    """A caller in a line that asks about an interpreter after 45 seconds."""
    return anna.presses("4").waits(0)


def test_nobody_is_asked_before_the_time(waiting):
    assert QUESTION not in waiting.waits(44).words


def test_the_question_comes_as_soon_as_it_is_due_and_then_with_the_words(waiting):
    waiting.waits(30)
    assert waiting.waits(15).words == QUESTION
    assert waiting.waits(5).words == ""
    assert waiting.waits(20).words == f"You are still connected. {OFFER} {QUESTION}"


def test_where_nobody_speaks_the_language_the_question_comes_at_once(anna):
    anna.facts = replace(anna.facts, unspoken=True)
    assert QUESTION in anna.presses("4").waits(0).words


def test_who_agrees_is_put_back_in_line_with_the_stage_agreed(waiting):
    waiting.waits(45).presses("2")
    assert waiting.effects[-1] == WideningAgreed("interpreter")
    assert waiting.need.agreed == ("interpreter",)
    assert waiting.words == "back_in_line"
    assert waiting.position.line == "everything.person"


def test_who_agreed_is_not_asked_again(waiting):
    waiting.waits(45).presses("2")
    assert QUESTION not in waiting.waits(30).words
    assert waiting.presses("2").words == "in_line"


def test_a_late_answer_counts_too(waiting):
    waiting.waits(45).waits(5).presses("2")
    assert waiting.has(WideningAgreed)


def test_silence_never_agrees(waiting):
    for _ in range(5):
        waiting.waits(45).stays_silent()
    assert waiting.has(WideningAgreed) == []
    assert waiting.need.agreed == ()


def test_the_key_means_nothing_before_the_question_was_heard(waiting):
    waiting.waits(20).presses("2")
    assert waiting.words == "in_line"
    assert waiting.has(WideningAgreed) == []


def test_what_nobody_can_bring_is_not_asked_about(new_caller):
    caller = new_caller(responders_free=frozenset({("en", "harm")})).calls("everything")
    caller.presses("4").waits(0).waits(60)
    assert QUESTION not in caller.words


def test_leaving_to_widen_leaves_the_line_for_a_moment_only(waiting):
    waiting.waits(45)
    reply = engine.resume(waiting.book, waiting.position, engine.Keys("2"), waiting.facts)
    assert reply.instructions == (LeaveLine(),)
    assert reply.position.place == "everything.person"


def asking_first(files, anna):
    changed = files["everything.yaml"].replace(
        "- {after: 30s, to: any_specialty}", "- {after: 30s, to: any_specialty, ask_first: yes}"
    )
    anna.book = read_set({**files, "everything.yaml": changed}, allow_test_numbers=True)
    return anna.calls("everything").presses("4").waits(0)


def test_a_stage_that_is_asked_about_is_not_routed_before_the_caller_agrees(files, anna):
    caller = asking_first(files, anna)
    assert Stage.ANY_SPECIALTY not in waits(caller.need.need)
    caller.waits(30)
    assert "ask_any_specialty 2" in caller.words
    caller.presses("2")
    assert waits(caller.need.need)[Stage.ANY_SPECIALTY] == timedelta(seconds=30)


def test_two_questions_have_two_keys_that_keep_their_meaning(files, anna):
    caller = asking_first(files, anna)
    assert "ask_any_specialty 2 ask_interpreter 3" in caller.waits(45).words
    caller.presses("2").waits(30)
    assert "ask_interpreter 3" in caller.words
    assert "ask_any_specialty" not in caller.words
    caller.presses("3")
    assert caller.need.agreed == ("any_specialty", "interpreter")


def test_the_place_a_caller_chose_goes_with_them_where_the_step_lets_it_count(waiting):
    assert waiting.need.wishes == (("area", "north"),)


def test_a_place_nobody_chose_or_the_step_does_not_ask_about_is_no_wish(files, anna):
    assert anna.presses("0").need.wishes == ()
    changed = files["everything.yaml"].replace(", wishes: [area]", "")
    anna.book = read_set({**files, "everything.yaml": changed}, allow_test_numbers=True)
    assert anna.calls("everything").presses("4").need.wishes == ()


def test_ringing_times_go_with_the_caller(waiting):
    assert waiting.need.ring_for == timedelta(seconds=18)


def ringing(files, at_once: str) -> dict[str, str]:
    """The sample with this many phones at once in its line."""
    changed = files["everything.yaml"].replace("ring_for: 18s", f"ring_at_once: {at_once}")
    return {**files, "everything.yaml": changed}


def test_how_many_phones_ring_goes_with_the_caller(files, anna, waiting):
    assert waiting.need.ring_at_once == 1, "one, unless a step says otherwise"
    anna.book = read_set(ringing(files, "3"), allow_test_numbers=True)
    assert anna.calls("everything").presses("4").waits(0).need.ring_at_once == 3


@pytest.mark.parametrize("at_once", ["0", "6", "-1", "all", "2.5"])
def test_no_line_rings_none_or_the_whole_house(files, at_once):
    with pytest.raises(BrokenFlows):
        read_set(ringing(files, at_once), allow_test_numbers=True)


def test_a_usual_position_in_a_line_stays_short(waiting):
    waiting.waits(45).presses("2").waits(30).presses("9").finds_nobody()
    assert len(waiting.position.to_bytes()) < 250
