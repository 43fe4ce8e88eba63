"""Are words understood beside keys, and never instead of them?"""

import pytest


def test_what_is_listened_for_goes_with_the_menu(anna):
    assert anna.listening.speech is True
    assert anna.listening.hints == (
        "rights", "the law", "case number", "number", "call me back"
    )  # fmt: skip


def test_a_menu_that_does_not_ask_for_words_listens_for_none(caller):
    caller.presses("1")
    assert (caller.listening.speech, caller.listening.hints) == (False, ())


@pytest.mark.parametrize(
    ("words", "step"),
    [
        ("the law", "tell"),
        ("I want to know about THE LAW, please.", "tell"),
        ("my Rights!", "tell"),
        ("a case number", "case"),
        ("2", "case"),
        ("nine", "what"),
        ("9", "emergency"),
        ("0.", "person"),
        ("lawless", "what"),
    ],
)
def test_words_choose_what_they_mean(anna, words, step):
    assert anna.says(words).step == step


def test_keys_always_work_beside_words(anna):
    assert anna.presses("2").step == "case"


def test_words_that_mean_nothing_are_unclear_not_silence(anna):
    anna.says("good morning")
    assert anna.position.tries == (("u:everything.what", 1),)
    assert anna.heard[0].words == "unclear_again"


def test_words_are_matched_in_the_callers_language(new_caller, anna):
    caller = new_caller(responders_free=anna.facts.responders_free).calls("everything", "es")
    assert "es rights" in caller.listening.hints
    assert caller.says("es rights").step == "tell"
