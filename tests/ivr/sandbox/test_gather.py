"""What is gathered from a caller's keys?"""

import pytest

PROMPT = "<Say>Please press a key now, any key at all.</Say>"  # nine words: 3.6 seconds


def gather(town, attributes="", after="<Say>Nothing came.</Say>"):
    town.on("/voice", f'<Gather action="/got" {attributes}>{PROMPT}</Gather>{after}')
    town.on("/got", "<Say>Thank you.</Say>")


def digits(town):
    return [hook["Digits"] for hook in town.hooks("/got")]


def test_one_key_is_enough_when_one_is_asked_for(town):
    gather(town, 'numDigits="1"')
    leg = town.dial("7")
    town.wait(5)
    assert digits(town) == ["7"]
    assert leg.heard[-1] == ("Thank you.", "en-US")


def test_a_key_during_the_prompt_cuts_it_short(town):
    gather(town, 'numDigits="1"')
    leg = town.dial()
    town.wait(1)
    leg.press("3")
    town.wait(0.1)
    assert digits(town) == ["3"]


def test_without_barge_in_keys_during_the_prompt_are_lost(town):
    gather(town, 'numDigits="1" bargeIn="false"')
    leg = town.dial()
    town.wait(1)
    leg.press("3")
    town.wait(3)
    assert digits(town) == []
    leg.press("4")
    town.wait(1)
    assert digits(town) == ["4"]


def test_silence_falls_through_to_the_next_verb(town):
    gather(town)
    leg = town.dial()
    town.wait(12)
    assert digits(town) == []
    assert leg.heard[-1][0] == "Nothing came."
    assert leg.status == "completed"


def test_silence_asks_the_action_when_it_wants_to_know(town):
    gather(town, 'actionOnEmptyResult="true"')
    town.dial()
    town.wait(12)
    assert digits(town) == [""]


@pytest.mark.parametrize(("timeout", "asked_after"), [("", 8.6), ('timeout="2"', 5.6)])
def test_the_patience_begins_when_the_prompt_is_over(town, timeout, asked_after):
    gather(town, f'actionOnEmptyResult="true" {timeout}')
    town.dial()
    town.wait(asked_after - 0.1)
    assert digits(town) == []
    town.wait(0.2)
    assert digits(town) == [""]


def test_the_finishing_key_is_not_among_the_digits(town):
    gather(town)
    town.dial("2125#")
    town.wait(10)
    assert digits(town) == ["2125"]


def test_a_lone_finishing_key_looks_like_silence(town):
    gather(town)
    leg = town.dial("#")
    town.wait(10)
    assert digits(town) == []
    assert leg.heard[-1][0] == "Nothing came."


def test_a_lone_finishing_key_is_empty_when_the_action_wants_to_know(town):
    gather(town, 'actionOnEmptyResult="true"')
    town.dial("#")
    town.wait(6)
    assert digits(town) == [""]


def test_without_a_finishing_key_a_hash_is_a_key_like_any_other(town):
    gather(town, 'numDigits="1" finishOnKey=""')
    town.dial("#")
    town.wait(6)
    assert digits(town) == ["#"]


def test_another_key_may_finish(town):
    gather(town, 'finishOnKey="*"')
    town.dial("12#*")
    town.wait(8)
    assert digits(town) == ["12#"]


def test_keys_that_stop_coming_are_handed_over_after_the_timeout(town):
    gather(town, 'timeout="3"')
    town.dial("12")
    town.wait(7)
    assert digits(town) == []
    town.wait(2)
    assert digits(town) == ["12"]


def test_a_burst_of_keys_ends_at_the_number_asked_for(town):
    gather(town, 'numDigits="4"')
    leg = town.dial("1234567890123456")
    town.wait(12)
    assert digits(town) == ["1234"]
    assert [d["listened_for"] for d in town.happened("pressed", leg)].count(True) == 4


def test_keys_pressed_before_anybody_listens_are_lost(town):
    town.on("/voice", PROMPT, '<Gather numDigits="1" action="/got"/>')
    leg = town.dial()
    town.wait(1)
    leg.press("5")
    town.wait(12)
    assert town.hooks("/got") == []
    assert leg.status == "completed"


def test_without_an_action_the_document_itself_is_asked(town):
    town.on("/voice", '<Gather numDigits="1"/>')
    town.dial("6")
    town.wait(3)
    assert town.hooks("/voice")[1]["Digits"] == "6"


def test_what_stands_behind_is_not_reached_once_something_was_pressed(town):
    gather(town, 'numDigits="1"', after="<Redirect>/never</Redirect>")
    town.dial("1")
    town.wait(10)
    assert town.hooks("/never") == []


def test_a_word_is_heard_where_speech_is_asked_for(town):
    gather(town, 'input="dtmf speech"')
    leg = town.dial()
    town.wait(1)
    leg.speak("help me")
    town.wait(1)
    hook = town.hooks("/got")[0]
    assert (hook["SpeechResult"], "Digits" in hook) == ("help me", False)
    assert 0 < float(hook["Confidence"]) < 1


def test_keys_are_not_heard_where_only_speech_is_asked_for(town):
    gather(town, 'input="speech"')
    leg = town.dial()
    town.wait(1)
    leg.press("1")
    town.wait(10)
    assert digits(town) == []


def test_an_action_may_be_asked_by_get(town):
    gather(town, 'numDigits="1" method="GET"')
    town.dial("8")
    town.wait(6)
    assert digits(town) == ["8"]
    assert town.headers[1]["method"] == "GET"
