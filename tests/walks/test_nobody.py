"""What does a caller hear when there is nobody who could take the call?"""

from datetime import timedelta

import pytest
from town import CALLER, HELPLINE, SECOND_CALLER, Town

from ivr.operations import duty
from ivr.sandbox import Answers, ByHand, NoAnswer, Voicemail

KEEP_WAITING, RING_THE_PERSON_IN_CHARGE, OTHER_PLACES = "1", "2", "3"


def test_with_nobody_on_duty_the_caller_is_told_and_asked_what_to_do(town: Town) -> None:
    leg = town.dial("12")
    town.wait(10)
    assert town.words("everyone_busy") in " ".join(town.heard(leg))
    assert town.offers() == town.rung() == []


@pytest.mark.parametrize(
    "who",
    [
        {"speaks": "en"},
        {"certified_for": timedelta(days=-1)},
        {"on_duty": False},
    ],
    ids=["does not speak Spanish", "has an expired certificate", "is off duty"],
)
def test_who_cannot_take_the_call_is_never_rung(town: Town, who: dict[str, object]) -> None:
    town.add("Ana", **who)  # type: ignore[arg-type]
    leg = town.dial("22")
    town.wait(60)
    assert "Ana" not in town.rung()
    assert town.words("everyone_busy", language="es") in town.heard(leg)


def test_a_certificate_that_runs_out_while_it_rings_does_not_count(town: Town) -> None:
    town.add("Ana", certified_for=timedelta(seconds=12))
    town.phone("Ana").behaves(ByHand())
    town.dial("12")
    town.wait_until("ringing", "Ana")
    town.wait(16)
    town.phone("Ana").answer()
    town.wait_until("listening", "Ana")
    town.phone("Ana").press("1")
    town.wait_until("heard", "Ana")
    assert town.heard(town.leg("Ana"))[-1] == town.phrase("already_answered")
    assert not town.events("joined")


def test_after_half_a_minute_a_certificate_of_another_kind_will_do(either_town: Town) -> None:
    town = either_town
    town.add("Ana", knows="legal")
    leg = town.dial("22")
    town.wait_until("queued", CALLER)
    town.wait(20)
    assert town.rung() == []
    town.wait_until("joined", CALLER)
    assert town.in_one_room(leg, "Ana")
    waited = town.events("ringing", "Ana")[0].at - (town.call().waiting_since or town.clock.now())
    assert 30 <= waited.total_seconds() < 33


def test_a_protected_harm_never_goes_to_somebody_trained_for_another(town: Town) -> None:
    town.add("Ana", knows="legal domestic_abuse")
    town.dial("231")
    town.wait(300)
    assert "Ana" not in town.rung()


def test_who_keeps_waiting_keeps_the_place(town: Town) -> None:
    first = town.dial(["1", "2", KEEP_WAITING])
    town.wait(60)
    second = town.dial(["1", "2", KEEP_WAITING], number=SECOND_CALLER)
    town.wait(90)
    assert town.phrase("back_in_line") in town.heard(first)
    town.add("Ana")
    town.wait_until("joined", CALLER)
    assert town.in_one_room(first, "Ana")
    assert not second.finished


def test_who_keeps_waiting_is_asked_again_after_five_minutes_and_not_before(town: Town) -> None:
    leg = town.dial(["1", "2", KEEP_WAITING])
    town.wait(295)
    assert town.heard(leg).count(town.words("everyone_busy")) == 1
    town.wait(30)
    assert town.heard(leg).count(town.words("everyone_busy")) == 2


def test_when_the_last_responder_goes_off_duty_the_caller_is_asked(town: Town) -> None:
    town.add("Ana")
    town.phone("Ana").behaves(ByHand())
    leg = town.dial("12")
    town.wait_until("ringing", "Ana")
    duty.off(town.rt, "Ana")
    town.wait(25)
    assert town.words("everyone_busy") in town.heard(leg)
    assert town.leg("Ana").finished


def test_the_person_in_charge_takes_the_call_with_a_key(town: Town) -> None:
    town.phone("first duty phone").behaves(Answers(keys="1"))
    leg = town.dial(["2", "2", RING_THE_PERSON_IN_CHARGE])
    town.wait_until("bridged", "first duty phone")
    assert town.heard(town.leg("first duty phone")) == [
        f"{town.phrase('duty_call', language='Spanish')} {town.phrase('whisper_keys')}"
    ]
    assert town.leg("first duty phone").from_ == HELPLINE
    town.wait(60)
    assert not leg.finished
    leg.hang_up()
    town.wait(1)
    assert town.leg("first duty phone").finished


def test_a_voicemail_at_the_first_duty_phone_does_not_win(town: Town) -> None:
    town.phone("first duty phone").behaves(Voicemail())
    town.phone("second duty phone").behaves(Answers(keys="1"))
    town.dial(["1", "2", RING_THE_PERSON_IN_CHARGE])
    town.wait_until("bridged", "second duty phone")
    assert town.rung() == ["first duty phone", "second duty phone"]
    assert not town.events("bridged", "first duty phone")


def test_when_no_duty_phone_answers_other_lines_are_named_and_then_goodbye(town: Town) -> None:
    for name in ("first duty phone", "second duty phone"):
        town.phone(name).behaves(NoAnswer())
    leg = town.dial(["1", "2", RING_THE_PERSON_IN_CHARGE])
    town.wait_until("ended", CALLER, within=300)
    said = " ".join(town.heard(leg))
    book = town.rt.books.live()
    named = book.flows["welcome"].steps["other_lines"].services
    assert named
    for service in named:
        title, number = book.service(service, "en")
        assert title in said
        assert number in said
    assert town.heard(leg)[-1] == town.words("goodbye")
    assert town.call().ending == "goodbye"


def test_silence_alone_ends_in_a_goodbye_and_never_goes_round(town: Town) -> None:
    leg = town.dial("")
    town.wait_until("ended", CALLER, within=600)
    assert town.rung() == ["first duty phone", "second duty phone"]
    assert town.heard(leg)[-1] == town.words("goodbye")


def test_silence_alone_reaches_a_responder_when_there_is_one(town: Town) -> None:
    town.add("Ana", knows="legal")
    leg = town.dial("")
    town.wait_until("joined", CALLER)
    assert town.in_one_room(leg, "Ana")


def test_nobody_takes_the_caller_away_from_the_person_in_charge(town: Town) -> None:
    town.phone("first duty phone").behaves(Answers(keys="1"))
    leg = town.dial(["1", "2", RING_THE_PERSON_IN_CHARGE])
    town.wait_until("bridged", "first duty phone")
    town.add("Ana")
    town.wait(60)
    assert "Ana" not in town.rung()
    assert town.leg("first duty phone").status == leg.status == "in-progress"
    leg.hang_up()
    town.wait(5)
    assert town.call().ending == "talked"


def test_a_responder_who_is_rung_when_the_person_in_charge_answers_is_let_go(town: Town) -> None:
    town.phone("first duty phone").behaves(Answers(after=8, keys="1"))
    town.dial(["1", "2", RING_THE_PERSON_IN_CHARGE])
    town.wait_until("ringing", "first duty phone")
    town.add("Ana")
    town.phone("Ana").behaves(ByHand())
    town.wait_until("ringing", "Ana")
    town.wait_until("bridged", "first duty phone")
    town.wait(3)
    assert town.leg("Ana").finished
    assert town.state_of("Ana") == "available"


def test_when_the_person_in_charge_is_lost_the_caller_is_asked_whether_they_had_finished(
    town: Town,
) -> None:
    town.phone("first duty phone").behaves(Answers(keys="1", hang_up_after=20))
    leg = town.dial(["1", "2", RING_THE_PERSON_IN_CHARGE, "1"])
    town.wait_until("ended", CALLER)
    assert town.phrase("lost_connection") in town.heard(leg)
    assert town.heard(leg)[-1] == town.phrase("finished_goodbye")


def test_who_had_not_finished_with_the_person_in_charge_is_helped_on(town: Town) -> None:
    town.phone("first duty phone").behaves(Answers(keys="1", hang_up_after=20))
    leg = town.dial(["1", "2", RING_THE_PERSON_IN_CHARGE, ""])
    town.wait_until("ended", "first duty phone")
    town.wait_until("bridged", "first duty phone")
    assert not leg.finished


def test_a_caller_who_lost_the_person_in_charge_kept_the_place_in_line(town: Town) -> None:
    town.phone("first duty phone").behaves(Answers(keys="1", hang_up_after=20))
    leg = town.dial(["1", "2", RING_THE_PERSON_IN_CHARGE, ""])
    town.wait_until("ended", "first duty phone")
    town.phone("first duty phone").behaves(NoAnswer())
    town.add("Ana")
    town.wait_until("joined", CALLER)
    assert town.in_one_room(leg, "Ana")
