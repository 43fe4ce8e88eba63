"""What does the caller hear next?"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ivr.flow import engine
from ivr.flow.effects import DangerPressed, LanguageChosen, Marked, TextPromised
from ivr.flow.inputs import Failed, Keys, NobodyFree, Silence
from ivr.flow.instructions import Continue, EnterLine, HangUp, LeaveLine, Listen, Say
from routing.need import Urgency, Widen

SUNDAY_NOON = datetime(2026, 3, 1, 17, 0, tzinfo=UTC)


def test_each_language_is_offered_in_its_own_voice(caller):
    assert [say.language for say in caller.heard] == ["en", "en", "es", "es"]
    assert caller.heard[3].words == "language_choice 2 español"


def test_a_chosen_language_is_spoken_from_then_on(caller):
    caller.presses("2")
    assert {say.language for say in caller.heard} == {"es"}
    assert caller.effects == [LanguageChosen("es")]


def test_a_number_known_to_speak_spanish_is_answered_in_spanish(new_caller):
    caller = new_caller().calls(language="es")
    assert caller.position.language == "es"


def test_a_language_nobody_offers_is_answered_in_the_first(new_caller):
    assert new_caller().calls(language="so").position.language == "en"


def test_menu_words_are_made_from_the_choices(caller):
    caller.presses("1")
    assert [say.words for say in caller.heard] == [
        "What is it about?",
        "key_danger 9",
        "key_person 0",
        "menu_choice 1 To talk to someone",
        "menu_choice 2 For harm",
        "menu_choice 3 For a child",
        "menu_choice 4 To hear more",
    ]


def test_a_choice_marks_the_call_and_shapes_the_need(caller):
    caller.presses("2", "2")
    need = caller.need.need
    assert (need.language, need.specialty, need.protected) == ("es", "harm", False)
    assert need.widen[:1] == (Widen(timedelta(seconds=40), "any_specialty"),)
    assert caller.effects[-1] == Marked("harm")


def test_a_protected_kind_of_harm_stays_protected(caller):
    caller.presses("1", "3")
    assert caller.need.need.protected is True


def test_who_chose_nothing_needs_nobody_special(caller):
    caller.presses("1", "1")
    assert caller.need.need.specialty is None


def test_silence_is_met_kindly_before_the_call_goes_on(caller):
    caller.stays_silent()
    assert (caller.step, caller.heard[0].words) == ("hello", "silent_again")
    caller.stays_silent()
    assert caller.step == "choices"


def test_silence_leads_to_a_person_and_is_marked(caller):
    caller.presses("1").stays_silent(2)
    assert caller.step == "person"
    assert caller.effects[-1] == Marked("may_be_unable_to_speak")
    assert caller.heard[0].words == "silent_is_okay"
    assert "may_be_unable_to_speak" in caller.position.marks


def test_silence_is_marked_also_when_words_come_before_the_person(new_caller):
    caller = new_caller(now=SUNDAY_NOON).calls().stays_silent(2)
    assert caller.step == "person"
    assert caller.effects == [Marked("may_be_unable_to_speak")]


def test_a_silent_caller_is_marked_once(caller):
    caller.presses("1").stays_silent(2).finds_nobody().stays_silent()
    assert caller.step == "duty_phones"
    assert caller.effects.count(Marked("may_be_unable_to_speak")) == 1


def test_the_latest_choice_shapes_the_need(caller):
    position = replace(caller.position, marks=("child", "harm", "may_be_unable_to_speak"))
    caller._take(engine.present(caller.book, position.at("person"), caller.facts))
    assert caller.need.need.specialty == "harm"


def test_a_person_reached_by_a_key_is_not_marked_as_silent(caller):
    caller.stays_silent(2).presses("1")
    assert caller.effects == []


def test_silence_and_unclear_keys_are_counted_apart(caller):
    caller.presses("1").stays_silent().presses("7")
    assert (caller.step, caller.heard[0].words) == ("choices", "unclear_again")
    caller.presses("8")
    assert caller.step == "person"


def test_keys_that_mean_nothing_lead_to_a_person_and_are_marked(caller):
    caller.presses("1", "7", "8")
    assert caller.step == "person"
    assert caller.effects[-1] == Marked("may_be_unable_to_speak")


def test_silences_are_counted_for_the_whole_call_not_per_visit(caller):
    caller.presses("1").stays_silent().presses("4").is_failed()
    present = engine.present(caller.book, caller.position.at("choices"), caller.facts)
    caller._take(present)
    caller.stays_silent()
    assert caller.step == "person"


def test_a_burst_of_keys_is_an_unclear_answer(caller):
    caller.presses("1", "1234567890123456")
    assert (caller.step, caller.heard[0].words) == ("choices", "unclear_again")


def test_empty_keys_are_silence(caller):
    caller.presses("")
    assert caller.heard[0].words == "silent_again"


@pytest.mark.parametrize("keys", [(), ("1",), ("1", "4")], ids=["language", "menu", "info"])
def test_the_person_key_works_at_every_listening_step(caller, keys):
    caller.presses(*keys, "0")
    assert caller.step == "person"


@pytest.mark.parametrize("keys", [(), ("1",), ("1", "4"), ("1", "1")])
def test_the_danger_key_works_everywhere_also_in_line(caller, keys):
    caller.presses(*keys, "9")
    assert caller.step == "danger_line"
    assert caller.need.need.urgency is Urgency.DANGER
    assert DangerPressed() in caller.effects
    assert "emergency 9 1 1" in caller.words


def test_star_says_it_again_without_counting_against_the_caller(caller):
    first = caller.presses("1").words
    assert caller.presses("*").words == first
    assert caller.position.tries == ()


def test_hash_goes_on_from_what_has_been_told(caller):
    caller.presses("1", "4", "#")
    assert caller.gone
    assert caller.words == "Take care."


def test_information_names_other_services_digit_by_digit(caller):
    caller.presses("1", "4").stays_silent()
    assert "service 1, 8 0 0, 5 5 5, 0 1 0 0 The other line" in caller.words


def test_information_is_offered_as_a_text(caller):
    caller.presses("1", "4")
    assert "info_text 1" in caller.words
    assert caller.presses("1").step == "text_me"


def test_who_hides_their_number_is_not_offered_a_text(new_caller):
    caller = new_caller(number_hidden=True).calls().presses("1", "4")
    assert "info_text" not in caller.words


def test_an_unclear_key_in_the_information_tells_it_again(caller):
    caller.presses("1", "4", "5")
    assert (caller.step, caller.heard[0].words) == ("more", "unclear_again")


def test_closed_hours_take_another_way(new_caller):
    caller = new_caller(now=SUNDAY_NOON).calls().presses("1")
    assert caller.heard[0].words == "We are closed, and someone still answers."
    assert caller.step == "person"


def test_agreeing_to_a_text_promises_it_in_the_callers_language(caller):
    caller.presses("2", "1").waits(0).presses("1")
    assert "es Is a text safe?" in caller.words
    caller.presses("1")
    assert caller.effects[-1] == TextPromised("list", "es")
    assert caller.step == "person"
    assert caller.words == "text_promised back_in_line"


@pytest.mark.parametrize("answer", ["2", "#", ""])
def test_only_the_key_that_says_yes_consents(caller, answer):
    caller.presses("1", "1").waits(0).presses("1", answer)
    assert caller.step == "person"
    assert not any(isinstance(effect, TextPromised) for effect in caller.effects)


def test_an_unclear_answer_to_a_consent_is_asked_once_more_and_then_is_a_no(caller):
    caller.presses("1", "1").waits(0).presses("1", "5")
    assert (caller.step, caller.heard[0].words) == ("text_me", "unclear_again")
    caller.presses("6")
    assert caller.step == "person"
    assert not any(isinstance(effect, TextPromised) for effect in caller.effects)


def test_who_hides_their_number_is_told_that_no_text_is_sent(new_caller):
    caller = new_caller(number_hidden=True).calls().presses("1", "1").waits(0).presses("1")
    assert caller.words == "No text is sent. back_in_line"
    assert caller.step == "person"


def test_a_refused_text_takes_its_exit_for_failure(caller):
    caller.presses("1", "1").waits(0).presses("1")
    refused = engine.resume(caller.book, caller.position, Failed(), caller.facts)
    assert Say("No text is sent.", "en") in refused.instructions
    assert refused.effects == ()


def test_a_text_is_promised_once_per_call(caller):
    caller.presses("1", "1").waits(0).presses("1", "1").waits(30).presses("1")
    assert caller.step == "person"
    assert [type(effect) for effect in caller.effects].count(TextPromised) == 1


def test_nobody_free_asks_the_caller_what_they_want(caller):
    caller.presses("1", "1").finds_nobody()
    assert caller.step == "busy"


def test_who_keeps_waiting_comes_back_patient(caller):
    caller.presses("1", "1")
    assert caller.need.patient is False
    caller.finds_nobody().presses("1")
    assert caller.need.patient is True
    assert caller.words == "back_in_line"


def test_a_line_that_cannot_be_entered_rings_the_duty_phones(caller):
    caller.presses("1", "1").is_failed()
    assert (caller.step, caller.duty_rings) == ("duty_phones", 1)


def test_duty_phones_nobody_answers_end_in_a_goodbye(caller):
    caller.presses("1", "1").is_failed().finds_nobody()
    assert caller.gone
    assert caller.last == (Say("Take care.", "en"), HangUp())


def test_a_step_without_a_failure_exit_leaves_by_the_flows_last_way(caller):
    caller.presses("1").is_failed()
    assert caller.step == "duty_phones"


def test_the_same_input_at_the_same_place_gives_the_same_reply(caller):
    replies = {
        engine.resume(caller.book, caller.position, Keys("2"), caller.facts) for _ in range(3)
    }
    assert len(replies) == 1


def test_every_answered_input_is_one_turn(caller):
    assert caller.position.turn == 0
    assert caller.presses("1", "7", "1").position.turn == 3


def test_the_steps_that_were_heard_are_named(new_caller, sample_book):
    caller = new_caller(now=SUNDAY_NOON).calls()
    reply = engine.resume(sample_book, caller.position, Keys("1"), caller.facts)
    assert reply.heard == ("welcome.open_now", "welcome.closed", "welcome.person")


def test_past_the_limit_nothing_is_asked_and_a_person_is_found(caller):
    caller.presses("1", *["*"] * 20)
    assert caller.step == "person"
    assert isinstance(caller.last[-1], EnterLine)


def test_past_the_limit_a_person_step_that_cannot_help_takes_the_flows_last_way(caller):
    caller.presses("1", *["*"] * 20).finds_nobody()
    assert caller.step == "duty_phones"
    caller.finds_nobody()
    assert caller.gone


def test_past_the_limit_a_person_step_is_not_tried_twice(caller):
    caller.presses("1", "1")
    spent = replace(caller.position, turn=25)
    reply = engine.resume(caller.book, spent, NobodyFree(), caller.facts)
    assert reply.heard == ("welcome.duty_phones",)


def test_past_the_limit_and_its_last_ways_only_failure_exits_are_taken(caller):
    caller.presses("1", "1")
    spent = replace(caller.position, turn=25, tries=(("l:", 2),))
    reply = engine.resume(caller.book, spent, NobodyFree(), caller.facts)
    assert reply.heard == ("welcome.duty_phones",)


def test_a_call_keeps_its_place_when_a_new_revision_still_has_the_step(caller):
    older = replace(caller.position, revision="0" * 16)
    assert engine.present(caller.book, older, caller.facts).position == caller.position


def test_a_step_that_a_new_revision_has_not_becomes_its_person(caller):
    older = replace(caller.position, revision="0" * 16, step="gone")
    assert engine.present(caller.book, older, caller.facts).position.step == "person"


def test_a_line_that_a_new_revision_has_not_becomes_its_person(caller):
    older = replace(caller.position, revision="0" * 16, step="busy", phase="waiting")
    reply = engine.present(caller.book, older, caller.facts)
    assert (reply.position.step, reply.heard) == ("person", ("welcome.person",))


def test_a_waiting_caller_of_an_older_revision_goes_on_waiting(caller):
    caller.presses("1", "1")
    older = replace(caller.position, revision="0" * 16)
    again = engine.while_waiting(caller.book, older, timedelta(seconds=3), caller.facts)
    assert isinstance(again.instructions[-1], Continue)


def test_a_flow_the_book_does_not_have_is_said_so(caller):
    with pytest.raises(engine.NoSuchPlace):
        engine.start(caller.book, "nowhere", caller.facts)
    with pytest.raises(engine.NoSuchPlace):
        engine.present(caller.book, replace(caller.position, flow="nowhere"), caller.facts)


def test_a_caller_who_comes_back_to_the_line_is_put_back_without_words(caller):
    caller.presses("1", "1")
    reply = engine.present(caller.book, caller.position, caller.facts)
    assert reply.instructions == (caller.need,)


def test_leaving_the_line_from_inside_the_wait_document(caller):
    caller.presses("1", "1")
    gone = engine.leave(caller.book, caller.position, NobodyFree(), caller.facts)
    assert gone.instructions == (LeaveLine(),)
    assert gone.position.step == "busy"
    lost = engine.leave(caller.book, caller.position, Failed(), caller.facts)
    assert lost.position.step == "duty_phones"


def test_one_key_is_listened_for_and_hash_is_a_key(caller):
    listen = caller.last[-1]
    assert isinstance(listen, Listen)
    assert (listen.keys, listen.finish_on) == (1, "")


def test_silence_after_the_duty_phones_counts_as_nobody(caller):
    caller.presses("1", "1").is_failed()
    assert isinstance(
        engine.resume(caller.book, caller.position, Silence(), caller.facts).instructions[-1],
        HangUp,
    )
