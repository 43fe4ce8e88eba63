"""Is nobody asked how it was who does not want to be, or was in danger?"""

import pytest

from ivr.flow.effects import Answered


@pytest.fixture
def asked(anna):
    """A caller who is asked how it was."""
    return anna.presses("2", "20264471", "1")


def answers(caller):
    return [(e.question, e.choice) for e in caller.has(Answered)]


def test_each_question_is_answered_by_a_key_and_counted_by_its_code(asked):
    assert asked.words.startswith("Did you feel heard? menu_choice 1 Yes")
    asked.presses("2")
    assert asked.words.startswith("Would you call again?")
    asked.presses("1")
    assert answers(asked) == [("felt_heard", "no"), ("would_call_again", "yes")]
    assert asked.gone


@pytest.mark.parametrize("answer", ["#", ""])
def test_it_can_be_left_at_any_question(asked, answer):
    asked.presses("1", answer)
    assert answers(asked) == [("felt_heard", "yes")]
    assert asked.gone


def test_a_key_that_means_nothing_is_asked_for_once_more_and_let_go(asked):
    asked.presses("7")
    assert asked.words.startswith("unclear_again Did you feel heard?")
    asked.presses("7")
    assert (answers(asked), asked.gone) == ([], True)


def test_star_says_the_same_question_again(asked):
    before = asked.presses("1").words
    assert asked.presses("*").words == before
    assert answers(asked.presses("2"))[-1] == ("would_call_again", "no")


def test_who_was_in_danger_is_not_asked(anna):
    anna.presses("2", "9")
    assert anna.position.in_danger
    anna.finds_nobody()
    anna.position = anna.position.at("case")
    anna.presses("20264471", "1")
    assert anna.gone
    assert anna.words == "Take care."


def test_the_person_key_works_there_too(asked):
    assert asked.presses("0").step == "person"
