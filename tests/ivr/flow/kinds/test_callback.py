"""Is a call promised only at a time, on a number and in a way that is safe?"""

from dataclasses import replace

import pytest

from ivr.flow import engine
from ivr.flow.effects import CallbackPromised, DangerPressed, DigitsConfirmed, DigitsGiven
from ivr.flow.facts import Promise
from ivr.flow.inputs import Failed
from ivr.flow.reader import read_set

PLACE = "everything.call_me"
NUMBER = "2125550144"


@pytest.fixture
def asked(anna):
    """A caller who is asked whether a call is safe."""
    return anna.presses("3")


def promise(caller) -> CallbackPromised:
    """What was promised, to who says nothing to the last question: no text before the call."""
    if caller.position.phase == "may_we_remind":
        caller.stays_silent()
    (promised,) = caller.has(CallbackPromised)
    assert isinstance(promised, CallbackPromised)
    return promised


def test_consent_comes_first(asked):
    assert asked.words == "We can call you. Is that safe? consent_keys 2 1"


def test_the_callers_own_number_at_a_time_of_theirs(asked):
    asked.presses("1", "1", "2", "1").stays_silent()
    assert promise(asked) == CallbackPromised(PLACE, "callers", "nights", True, False, "en")
    assert [said.words for said in asked.heard[:2]] == ["At night", "We call you then."]


def test_another_number_is_typed_read_back_and_confirmed(asked):
    asked.presses("1", "2")
    assert "Type the number that is safe." in asked.words
    assert (asked.listening.keys, asked.listening.finish_on) == (15, "#")
    asked.presses(NUMBER)
    assert "digits_back 1 4 4" in asked.words
    asked.presses("1", "1", "2", "#")
    number = f"{PLACE}.safe_number"
    assert asked.effects[:2] == [DigitsGiven(number, NUMBER), DigitsConfirmed(number)]
    assert promise(asked).number == "typed"
    assert promise(asked).message is False


def test_what_is_typed_is_in_no_position(asked):
    asked.presses("1", "2", NUMBER)
    assert NUMBER[-3:].encode() not in asked.position.to_bytes().split(b"|", 2)[2]


def test_a_number_that_is_not_right_is_typed_again(asked):
    asked.presses("1", "2", NUMBER, "2")
    assert "Type the number that is safe." in asked.words
    asked.presses("2125550177", "1")
    assert [e.digits for e in asked.has(DigitsGiven)] == [NUMBER, "2125550177"]
    assert len(asked.has(DigitsConfirmed)) == 1


def test_who_hides_their_number_types_one(hidden_anna):
    hidden_anna.presses("3", "1")
    assert "Type the number that is safe." in hidden_anna.words
    hidden_anna.presses(NUMBER, "1", "1").stays_silent(2)
    assert promise(hidden_anna).number == "typed"


def test_who_hides_their_number_is_not_asked_where_no_number_is_asked_for(files, hidden_anna):
    changed = files["everything.yaml"].replace(
        "      - what: safe_number\n        say: Type the number that is safe.\n", ""
    )
    words = files["wording/es.yaml"]
    start = words.index("  everything.call_me.safe_number:")
    cut = words[:start] + words[words.index("  everything.call_me.safe_time:") :]
    book = read_set(
        {**files, "everything.yaml": changed, "wording/es.yaml": cut}, allow_test_numbers=True
    )
    hidden_anna.book = book
    hidden_anna.calls("everything").presses("3")
    assert hidden_anna.heard[0].words == "We cannot call you."
    assert hidden_anna.step == "person"


def test_a_code_word_is_four_keys_and_never_in_the_position(asked):
    asked.presses("1", "1", "1", "2")
    assert (asked.listening.keys, "skip key_hash" in asked.words) == (4, True)
    asked.presses("4711")
    assert asked.effects[0] == DigitsGiven(f"{PLACE}.code_word", "4711")
    assert promise(asked).code_word is True
    assert b"4711" not in asked.position.to_bytes().split(b"|", 2)[2]


@pytest.mark.parametrize("answers", [("",), ("2",), ("#",), ("7", "7")])
def test_only_a_clear_yes_consents(asked, answers):
    asked.presses(*answers)
    assert asked.step == "person"
    assert asked.has(CallbackPromised) == []


@pytest.mark.parametrize(
    ("words", "agrees"),
    [("heard_yes", True), ("heard_no", False), ("heard_yes, but heard_no", False)],
)
def test_yes_and_no_may_be_said(asked, words, agrees):
    asked.says(words)
    assert (asked.step == "call_me") is agrees


def test_words_that_are_neither_yes_nor_no_are_asked_again_and_then_are_a_no(asked):
    asked.says("perhaps")
    assert (asked.step, asked.heard[0].words) == ("call_me", "unclear_again")
    assert asked.says("perhaps").step == "person"
    assert asked.has(CallbackPromised) == []


def test_silence_about_the_time_is_asked_again_and_then_promises_nothing(asked):
    asked.presses("1", "1").stays_silent()
    assert asked.words.startswith("unclear_again When is it safe?")
    asked.stays_silent(2)
    assert asked.step == "person"
    assert asked.has(CallbackPromised) == []


def test_silence_about_a_message_leaves_none(asked):
    asked.presses("1", "1", "1").stays_silent(2)
    assert promise(asked).message is False


def test_a_text_before_the_call_is_sent_only_to_who_says_yes_to_it(asked):
    asked.presses("1", "1", "2", "1", "#")
    assert asked.words.startswith("May we text you before?")
    assert asked.presses("1").has(CallbackPromised)
    assert promise(asked).reminder == "soon"


@pytest.mark.parametrize("answers", [("2",), ("#",), ("",), ("7", "7", "7")])
def test_anything_but_a_yes_to_a_text_before_the_call_is_a_no(asked, answers):
    asked.presses("1", "1", "2", "1", "#", *answers)
    assert promise(asked).reminder == ""


def test_nobody_is_asked_about_a_text_that_cannot_be_sent(anna):
    anna.facts = replace(anna.facts, keeps=anna.facts.keeps - {Promise.TEXT})
    anna.presses("3", "1", "1", "2", "1", "#")
    assert promise(anna).reminder == ""


def test_unclear_answers_about_a_message_are_a_no_in_the_end(asked):
    asked.presses("1", "1", "1", "7", "7", "7").stays_silent()
    assert promise(asked).message is False


@pytest.mark.parametrize("number", ["911", "112"])
def test_an_emergency_number_typed_as_the_safe_one_is_danger(asked, number):
    asked.presses("1", "2", number)
    assert (asked.step, asked.effects) == ("emergency", [DangerPressed()])


@pytest.mark.parametrize("keys", [(), ("1",), ("1", "2"), ("1", "1"), ("1", "1", "1"),
                                  ("1", "1", "1", "1"), ("1", "2", NUMBER)])  # fmt: skip
@pytest.mark.parametrize(("key", "step"), [("0", "person"), ("9", "emergency")])
def test_the_universal_keys_work_at_every_question(asked, keys, key, step):
    assert asked.presses(*keys, key).step == step


@pytest.mark.parametrize("keys", [(), ("1",), ("1", "2"), ("1", "1"), ("1", "1", "1"),
                                  ("1", "1", "1", "1")])  # fmt: skip
def test_star_says_the_same_question_again(asked, keys):
    before = asked.presses(*keys).words
    assert asked.presses("*").words == before


def test_a_call_is_promised_once(asked):
    asked.presses("1", "1", "1", "1", "#", "2")
    again = engine.present(asked.book, asked.position.at("call_me"), asked.facts)
    assert again.position.step == "how_was_it"
    assert again.effects == ()


def test_a_call_that_cannot_be_promised_is_not_asked_about(new_caller):
    caller = new_caller(responders_free=frozenset({("en", "harm")})).calls("everything")
    caller.presses("3")
    assert caller.heard[0].words == "We cannot call you."
    assert caller.effects == []


def test_a_promise_that_is_refused_takes_its_exit_for_failure(asked):
    asked.presses("1", "1", "1", "1")
    refused = engine.resume(asked.book, asked.position, Failed(), asked.facts)
    assert refused.heard[0] == "everything.no_call"
    assert refused.position.notes == ()


def test_from_the_line_and_back_the_place_is_kept(anna):
    anna.presses("4").waits(0).presses("1")
    assert anna.step == "call_me"
    anna.presses("2")
    assert anna.position.line == "everything.person"
    assert anna.words == "back_in_line"


def test_a_promised_call_is_not_offered_again_in_line(anna):
    anna.presses("4").waits(0)
    assert "To be called back" in anna.words
    promised = anna.position.counted("d:everything.call_me")
    anna.position = promised
    assert "To be called back" not in anna.waits(30).words


def test_who_is_asked_twice_begins_anew(asked):
    asked.presses("1", "1", "2", "0").waits(0).presses("1")
    assert asked.position.notes == ()
    asked.presses("1", "1", "1", "2", "#")
    assert promise(asked).window == "office"
