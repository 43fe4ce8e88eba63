"""Do the codes of choices say what was meant, and never what was pressed, typed or said?"""

from dataclasses import replace
from datetime import timedelta

import pytest

from ivr.flow import engine
from ivr.flow.choices import TYPED, begun, chosen, code_of, input_of
from ivr.flow.effects import WideningAgreed
from ivr.flow.engine import Facts
from ivr.flow.inputs import Failed, Keys, NobodyFree, Said, Silence


def code(caller, given) -> str:
    """The code of the answer that is given now."""
    reply = engine.resume(caller.book, caller.position, given, caller.facts)
    (one,) = chosen(caller.book, reply)
    return one.choice


def test_a_choice_is_told_with_where_it_was_made_and_where_it_led(caller):
    reply = engine.resume(caller.book, caller.position, Keys("2"), caller.facts)
    (one,) = chosen(caller.book, reply)
    assert (one.turn, one.step, one.choice) == (1, "welcome.hello", "offer.1")
    assert (one.to, one.language) == (reply.position.place, "es")


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        (Keys("0"), "person"),
        (Keys("9"), "danger"),
        (Keys("*"), "hear_again"),
        (Keys("#"), "finish"),
        (Keys("7"), "unclear"),
        (Silence(), "silent"),
        (Keys(""), "silent"),
        (Keys("1"), "choices.0"),
        (Said("three"), "unclear"),
        (Said("2"), "choices.1"),
        (Said("I need to know my rights"), "choices.0"),
        (Said("please call me back"), "choices.2"),
    ],
)
def test_what_is_pressed_or_said_in_a_menu_has_one_code(anna, given, meant):
    assert anna.step == "what"
    assert code(anna, given) == meant


def test_a_yes_in_words_and_by_key_are_the_same(anna):
    anna.presses("3")
    assert anna.step == "call_me"
    yes = anna.book.phrase("heard_yes", "en").split(",")[0]
    assert code(anna, Said(yes)) == code(anna, Keys("1")) == "kind"
    assert code(anna, Keys("2")) == "kind/1"
    assert code(anna, Said("mhm")) == "unclear"


def test_what_is_typed_is_never_told(anna):
    anna.presses("2")
    assert anna.step == "case"
    assert code(anna, Keys("55501234")) == TYPED
    assert code(anna, Keys("55")) == "unclear", "too short for a case number"
    assert code(anna, Keys("911")) == "danger"
    anna.presses("55501234")
    assert code(anna, Keys("1")) == "read_back"


def test_silence_in_the_line_is_no_answer(anna):
    anna.presses("0")
    assert anna.position.is_waiting
    reply = engine.resume(anna.book, anna.position, Silence(), anna.facts)
    assert list(chosen(anna.book, reply)) == []
    reply = engine.resume(anna.book, anna.position, Keys("7"), anna.facts)
    assert [one.choice for one in chosen(anna.book, reply)] == ["unclear"]


def test_who_agrees_to_widening_in_the_line_is_told_without_the_key(anna):
    anna.presses("0").waits(50)
    here = anna.listening.position
    given = [engine.resume(anna.book, here, Keys(key), anna.facts) for key in "123456789"]
    (agreed,) = (r for r in given if any(isinstance(e, WideningAgreed) for e in r.effects))
    assert [one.choice for one in chosen(anna.book, agreed)] == ["widened"]


def test_leaving_the_line_and_what_could_not_be_kept_are_answers_too(anna):
    anna.presses("0")
    for given, meant in ((NobodyFree(), "nobody"), (Failed(), "failed")):
        reply = engine.leave(anna.book, anna.position, given, anna.facts)
        assert [one.choice for one in chosen(anna.book, reply)] == [meant]


def test_being_asked_again_whether_to_wait_is_nobody_free(anna):
    anna.presses("0").waits(1)
    waited = timedelta(minutes=5)
    reply = engine.while_waiting(anna.book, anna.position, waited, anna.facts)
    assert [one.choice for one in chosen(anna.book, reply)] == ["nobody"]


def test_a_call_begins_at_the_first_step_of_its_flow_whatever_flow_speaks_first(anna):
    reply = engine.start(anna.book, "everything", Facts(anna.facts.now, number_hidden=True))
    one = begun(anna.book, reply, number_hidden=True)
    assert (one.turn, one.step, one.choice) == (0, "everything.look", "begins_hidden")
    assert one.to == reply.position.place


def test_an_answer_to_another_revision_means_nothing_here(caller):
    older = replace(caller.position, revision="0" * 16)
    reply = engine.resume(caller.book, older, Keys("1"), caller.facts)
    assert list(chosen(caller.book, reply)) == []


def test_every_code_of_a_choice_leads_back_to_its_key(sample_book, anna):
    for keys in ((), ("3",), ("2",)):
        anna.calls("everything").presses(*keys)
        position = anna.position
        for key in "123":
            meant = code_of(sample_book, position, Keys(key))
            if meant != "unclear":
                assert input_of(sample_book, position, meant) == Keys(key)
