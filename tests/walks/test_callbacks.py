"""Is somebody called back as they were promised, safely, and by whom they meet?"""

from datetime import UTC, datetime

import pytest
from calling_back import (
    AFTERNOON,
    EVENING,
    MORNING,
    SAFE,
    asks_for_a_call,
    consent,
    engaged,
    hello,
    how,
    later,
    promise,
    promised,
    promises,
    rings,
)
from town import CALLER, NEUTRAL, PHONES, Town

from ivr.models import CallbackState, CallState
from ivr.operations import consents, opt_outs
from ivr.sandbox import Answers, Busy, Dead, Fax, NoAnswer, Quiet, Voicemail

ON = Answers(keys="1")


def test_somebody_who_hangs_up_in_the_line_is_called_back_in_their_turn(either_town: Town) -> None:
    town = either_town
    first = engaged(town)
    asks_for_a_call(town, EVENING).hang_up()
    assert promise(town).state == CallbackState.PROMISED
    town.phone(CALLER).behaves(ON)
    first.hang_up()
    town.wait_until("ringing", "Ana", within=200)
    town.wait_until("ringing", CALLER)
    ana, theirs = town.leg("Ana"), town.leg(CALLER)
    assert town.phrase("promised_whisper", language="English", code="11") in town.heard(ana)[0]
    assert town.company(ana) == {PHONES["Ana"]}, "the responder is there before the phone rings"
    assert theirs.from_ == NEUTRAL
    town.wait_until("joined", CALLER)
    assert town.in_one_room(theirs, "Ana")
    town.wait(2)
    assert promise(town).state == CallbackState.KEPT
    assert town.heard(theirs) == [hello(town), town.phrase("connecting")]
    theirs.hang_up()
    town.wait(5)
    assert town.busy_with("Ana") == "wrapping_up"


def test_who_asked_in_the_line_comes_before_who_came_later(town: Town) -> None:
    first = engaged(town)
    asks_for_a_call(town, EVENING).hang_up()
    town.wait(20)
    later = town.dial(["1", "2", "", ""], number="+12125550126")
    town.wait(30)
    town.phone(CALLER).behaves(ON)
    first.hang_up()
    town.wait_until("joined", CALLER, within=200)
    assert town.in_one_room(town.leg(CALLER), "Ana")
    assert town.call(later).state == CallState.WAITING


def test_a_call_in_the_morning_comes_in_the_morning(town: Town) -> None:
    first = engaged(town)
    asks_for_a_call(town, MORNING).hang_up()
    first.hang_up()
    town.phone(CALLER).behaves(ON)
    assert promise(town).not_before == datetime(2027, 3, 6, 14, 0, tzinfo=UTC)
    later(town, hours=3)
    assert rings(town) == 0
    later(town, hours=13)
    town.wait_until("joined", CALLER)


def test_who_hides_their_number_types_another_and_is_called_there(town: Town) -> None:
    first = engaged(town)
    leg = asks_for_a_call(town, EVENING, number=("2125550144", "1"), withheld=True)
    assert town.words("will_call") in town.heard(leg)
    leg.hang_up()
    assert consents.number_of(town.rt, consent(town)) == SAFE
    town.phone(SAFE).behaves(ON)
    first.hang_up()
    town.wait_until("joined", SAFE, within=200)
    assert rings(town, CALLER) == 0


@pytest.mark.parametrize(
    "typed", ["9005550123", "2125550100", "1115550144", "0000000", "447911123456"]
)
def test_a_number_that_nobody_should_ring_is_not_promised_and_they_are_told(
    town: Town, typed: str
) -> None:
    engaged(town)
    leg = asks_for_a_call(town, EVENING, number=("2", typed, "1"))
    assert town.words("no_call") in town.heard(leg)
    assert town.words("will_call") not in town.heard(leg)
    assert promised(town) == []


def test_what_cannot_be_kept_is_never_said_to_be(town: Town) -> None:
    engaged(town)
    opt_outs.record(town.rt, CALLER)
    leg = asks_for_a_call(town, EVENING)
    assert town.words("no_call") in town.heard(leg)
    assert town.words("will_call") not in town.heard(leg)
    assert promised(town) == []


def test_who_stays_and_meets_somebody_is_not_called_again(town: Town) -> None:
    first = engaged(town)
    leg = asks_for_a_call(town, EVENING)
    first.hang_up()
    town.wait_until("joined", CALLER, within=200)
    town.wait(3)
    assert how(town) == ("kept", "talked")
    leg.hang_up()
    later(town, minutes=5)
    assert rings(town) == 0


def test_who_calls_again_and_meets_somebody_is_not_called_any_more(town: Town) -> None:
    promises(town, when="mornings")
    town.add("Ana")
    town.together(["1", "2"]).hang_up()
    town.wait(5)
    assert how(town) == ("kept", "talked")


def test_who_calls_again_and_meets_nobody_is_still_called(town: Town) -> None:
    promises(town, when="mornings")
    town.dial(["1", ""]).hang_up()
    town.wait(5)
    assert how(town) == ("promised", None)


def test_nobody_is_rung_while_they_are_on_the_phone_with_us(town: Town) -> None:
    promises(town)
    leg = town.dial(["1", "2", "1"])
    town.wait(60)
    town.add("Ben", knows="fraud")
    town.wait(60)
    assert rings(town) == 0
    leg.hang_up()


@pytest.mark.parametrize("phone", [Voicemail(), Fax(), Quiet(), Quiet(keys="1")])
def test_nothing_is_said_before_a_human_is_heard(town: Town, phone: object) -> None:
    promises(town)
    town.add("Ana")
    town.phone(CALLER).behaves(phone)  # type: ignore[arg-type]
    town.wait_until("ended", CALLER)
    assert town.heard(town.leg(CALLER)) == []
    town.wait(10)
    assert promise(town).state == CallbackState.PROMISED
    assert promise(town).attempts == 1
    assert town.phrase("promised_not_reached") in town.heard(town.leg("Ana"))


def test_one_neutral_line_is_left_where_that_was_agreed(town: Town) -> None:
    promises(town, voicemail=True)
    town.add("Ana")
    machine = town.phone(CALLER).behaves(Voicemail())
    town.wait_until("ended", CALLER)
    assert machine.recordings == [town.phrase("promised_message")]
    town.wait(10)
    assert promise(town).attempts == 1


@pytest.mark.parametrize("phone", [Fax(), Quiet()])
def test_a_line_is_left_on_a_machine_only(town: Town, phone: object) -> None:
    promises(town, voicemail=True)
    town.add("Ana")
    town.phone(CALLER).behaves(phone)  # type: ignore[arg-type]
    town.wait_until("ended", CALLER)
    assert town.heard(town.leg(CALLER)) == []


@pytest.mark.parametrize("phone", [NoAnswer(), Busy(), Dead()])
def test_who_is_not_reached_three_times_is_left_alone(town: Town, phone: object) -> None:
    promises(town, when=None)
    town.add("Ana")
    town.phone(CALLER).behaves(phone)  # type: ignore[arg-type]
    for times in (1, 2, 3):
        town.wait(90)
        assert rings(town) == times
        later(town, minutes=10)
        assert rings(town) == times, "not twice in ten minutes"
        later(town, minutes=60)
    assert how(town) == ("expired", "tried_enough")
    assert town.state_of("Ana") == "available"


def test_the_wrong_person_hears_a_farewell_and_is_never_rung_again(town: Town) -> None:
    promises(town)
    town.add("Ana")
    town.phone(CALLER).behaves(Answers(keys="2"))
    town.wait_until("ended", CALLER)
    assert town.heard(town.leg(CALLER)) == [hello(town), town.phrase("promised_goodbye")]
    later(town, hours=1)
    assert how(town) == ("declined", "not_them")
    assert rings(town) == 1


def test_who_presses_nothing_is_asked_once_more_and_called_another_time(town: Town) -> None:
    promises(town)
    town.add("Ana")
    town.phone(CALLER).behaves(Answers(keys=["", ""]))
    town.wait_until("ended", CALLER)
    assert town.heard(town.leg(CALLER)) == [hello(town)] * 2 + [town.phrase("promised_goodbye")]
    town.wait(10)
    assert how(town) == ("promised", "no_key")
    town.phone(CALLER).behaves(ON)
    later(town, minutes=20)
    town.wait_until("joined", CALLER)


@pytest.mark.parametrize("keys", [["4711"], ["4712", "4711"], ["", "4711"]])
def test_who_chose_a_code_word_is_asked_for_it(town: Town, keys: list[str]) -> None:
    promises(town, code="4711")
    town.add("Ana")
    town.phone(CALLER).behaves(Answers(keys=keys))
    town.wait_until("joined", CALLER)
    assert town.heard(town.leg(CALLER))[0] == town.phrase("promised_code")
    town.wait(2)
    assert promise(town).state == CallbackState.KEPT


@pytest.mark.parametrize("keys", [["4712", "4713"], ["1", "1#"], ["9#", "0#"]])
def test_who_does_not_know_the_code_word_learns_nothing(town: Town, keys: list[str]) -> None:
    promises(town, code="4711")
    town.add("Ana")
    town.phone(CALLER).behaves(Answers(keys=keys))
    town.wait_until("ended", CALLER)
    said = ["promised_code", "promised_code_again", "promised_goodbye"]
    assert town.heard(town.leg(CALLER)) == [town.phrase(name) for name in said]
    later(town, hours=1)
    assert how(town) == ("declined", "not_them")


@pytest.mark.parametrize("key", ["0", "9"])
def test_the_keys_for_a_person_and_for_danger_work_here_too(town: Town, key: str) -> None:
    promises(town)
    town.add("Ana")
    town.phone(CALLER).behaves(Answers(keys=key))
    town.wait_until("joined", CALLER)
    assert (town.call().need or {})["urgency"] == ("danger" if key == "9" else "normal")


def test_stop_ends_it_while_it_waits_and_while_the_phone_rings(town: Town) -> None:
    promises(town, when="mornings")
    opt_outs.record(town.rt, CALLER)
    assert how(town) == ("declined", "opted_out")


def test_stop_while_the_phone_rings_stops_the_ring(town: Town) -> None:
    promises(town)
    town.add("Ana")
    town.wait_until("ringing", CALLER)
    opt_outs.record(town.rt, CALLER)
    town.wait(15)
    assert town.leg(CALLER).finished
    assert town.heard(town.leg(CALLER)) == []
    assert how(town) == ("declined", "opted_out")
    assert town.phrase("promised_not_reached") in town.heard(town.leg("Ana"))


def test_a_consent_withdrawn_while_the_responder_listens_to_the_whisper_is_kept(
    town: Town,
) -> None:
    promises(town)
    town.add("Ana")
    town.wait_until("listening", "Ana")
    with town.rt.db.begin() as session:
        consents.withdraw(session, [promise(town).consent_id], town.rt.now())
    town.wait(60)
    assert rings(town) == 0
    assert how(town) == ("declined", "consent_withdrawn")


def test_a_window_that_closes_before_somebody_is_free_opens_again_the_next_day(
    town: Town,
) -> None:
    promises(town)
    town.wait(30)
    assert promise(town).state == CallbackState.DUE
    later(town, hours=4)
    assert promise(town).state == CallbackState.PROMISED
    assert promise(town).not_before == datetime(2027, 3, 6, 22, 0, tzinfo=UTC)
    town.add("Ana")
    town.wait(20)
    assert rings(town) == 0


def test_the_clock_is_put_forward_between_the_promise_and_the_ring(town: Town) -> None:
    later(town, days=8, hours=6)  # Saturday night, 13 March, before the clocks of New York change
    promises(town)
    town.add("Ana")
    town.phone(CALLER).behaves(ON)
    later(town, hours=16, minutes=15)  # a quarter to five there on Sunday
    assert rings(town) == 0
    later(town, minutes=16)
    town.wait_until("joined", CALLER)
    assert town.clock.now() < datetime(2027, 3, 14, 21, 5, tzinfo=UTC), "five on their own clock"


def test_after_seven_days_it_is_over_and_shown(town: Town) -> None:
    promises(town)
    later(town, days=7)
    assert how(town)[0] == "expired"
    assert consent(town).expires_at is not None


def test_a_responder_who_leaves_while_the_phone_rings_is_replaced(town: Town) -> None:
    promises(town)
    town.add("Ana")
    town.phone(CALLER).behaves(Answers(after=15, keys="1"))
    town.wait_until("ringing", CALLER)
    town.add("Ben")
    town.leg("Ana").hang_up()
    town.wait_until("joined", CALLER)
    town.wait(3)
    assert town.in_one_room(town.leg(CALLER), "Ben")
    assert rings(town) == 1
    assert promise(town).state == CallbackState.KEPT


def test_who_proves_who_they_are_when_the_responder_was_lost_waits_in_front(town: Town) -> None:
    promises(town)
    town.add("Ana")
    town.phone(CALLER).behaves(Answers(after=15, keys="1"))
    town.wait_until("ringing", CALLER)
    town.leg("Ana").hang_up()
    town.wait_until("queued", CALLER)
    town.add("Ben")
    town.wait_until("joined", CALLER)
    assert town.in_one_room(town.leg(CALLER), "Ben")
    town.wait(3)
    assert promise(town).state == CallbackState.KEPT


def test_who_is_cut_off_while_they_talk_waits_as_any_caller(town: Town) -> None:
    promises(town)
    town.add("Ana")
    town.phone(CALLER).behaves(ON)
    town.wait_until("joined", CALLER)
    town.wait(5)
    theirs = town.leg(CALLER)
    town.leg("Ana").hang_up()
    town.wait_until("joined", CALLER)
    assert town.in_one_room(theirs, "Ana"), "whom they know"
    assert rings(town) == 1


def test_two_promises_to_one_phone_are_not_rung_at_once(town: Town) -> None:
    promises(town)
    promises(town)
    town.add("Ana")
    town.add("Ben")
    town.phone(CALLER).behaves(Answers(after=12, keys="1"))
    town.wait_until("joined", CALLER)
    town.wait(5)
    assert rings(town) == 1


def test_the_shipped_flow_keeps_the_code_word_sealed(town: Town) -> None:
    engaged(town)
    leg = asks_for_a_call(town, AFTERNOON, code="4711")
    assert town.words("will_call") in town.heard(leg)
    assert consents.code_of(town.rt, consent(town)) == "4711"


def test_responders_on_duty_are_told_before_a_promised_call_comes(town: Town) -> None:
    promises(town, when="mornings")
    promises(town, "+12125550126", when="mornings")
    town.add("Ana")
    town.add("Carmen", speaks="es")
    later(town, hours=15, minutes=20)
    texts = [text.body for text in town.phone("Ana").inbox]
    assert texts == [town.phrase("promised_reminder", count="2", time="09:00")]
    assert town.phone("Carmen").inbox == [], "nobody who does not speak the language"
    town.wait(60)
    assert len(town.phone("Ana").inbox) == 1
