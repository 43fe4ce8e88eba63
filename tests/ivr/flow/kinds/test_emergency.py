"""Is a caller in danger told what helps at once, and connected before everybody?"""

from ivr.flow import engine
from routing.need import Urgency


def test_the_emergency_sentence_comes_before_the_wait(anna):
    anna.presses("9")
    assert anna.words == "I am here. emergency 9 1 1"


def test_the_need_is_urgent_and_names_the_centre_a_responder_can_bring_in(anna):
    anna.presses("9")
    assert anna.need.need.urgency is Urgency.DANGER
    assert anna.need.centre == "county"


def test_the_kind_of_harm_chosen_before_goes_with_it(anna):
    anna.presses("1", "#", "1")
    anna.presses("9")
    assert anna.need.need.specialty == "harm"


def test_waiting_in_danger_has_its_own_words(anna):
    anna.presses("9").waits(0).waits(20)
    assert anna.words == "I keep calling."


def test_nobody_free_and_a_line_that_fails_take_their_exits(anna):
    assert anna.presses("9").finds_nobody().step == "phones"
    anna.calls("everything").presses("9").is_failed()
    assert anna.step == "phones"


def test_who_waits_a_minute_is_not_left_waiting(anna):
    anna.presses("9").waits(0).waits(59)
    assert anna.step == "emergency"
    assert anna.waits(1).step == "phones"


def test_danger_is_remembered_for_the_call(anna):
    anna.presses("9")
    assert anna.position.in_danger
    assert anna.finds_nobody().position.in_danger


def test_an_urgent_line_reached_without_the_key_is_remembered_too(caller):
    chosen = caller.position.at("danger_line")
    reply = engine.present(caller.book, chosen, caller.facts)
    assert reply.position.in_danger
    assert not chosen.in_danger


def test_coming_back_to_the_danger_line_repeats_nothing(anna):
    anna.presses("9").waits(0)
    back = engine.present(anna.book, anna.position.at("emergency"), anna.facts)
    assert [i.words for i in back.instructions[:-1]] == ["back_in_line"]
