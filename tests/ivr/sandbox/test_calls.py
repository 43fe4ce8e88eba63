"""How does a call begin, go wrong and end?"""

import pytest
from flask import Flask

from ivr.sandbox import Answers, Fax, Quiet, Voicemail, WsgiTransport

APOLOGY = "We are sorry, an application error has occurred. Goodbye."
EXACTLY = """
CallSid AccountSid From To CallStatus ApiVersion Direction Caller Called CallerCity CallerState
CallerZip CallerCountry CalledCity CalledState CalledZip CalledCountry FromCity FromState FromZip
FromCountry ToCity ToState ToZip ToCountry StirVerstat
"""


def test_the_first_request_carries_twenty_six_parameters(town):
    town.on("/voice", "<Hangup/>")
    town.dial()
    town.wait(1)
    hook = town.hooks("/voice")[0]
    assert set(hook) == set(EXACTLY.split())
    assert (hook["From"], hook["Caller"]) == (town.CALLER, town.CALLER)
    assert (hook["FromCity"], hook["FromState"], hook["FromCountry"]) == ("NEW YORK", "NY", "US")


def test_a_hidden_caller_comes_as_a_keypad_spelling(town):
    town.on("/voice", "<Hangup/>")
    town.dial(withheld=True)
    town.wait(1)
    hook = town.hooks("/voice")[0]
    assert (hook["From"], hook["FromCountry"]) == ("+266696687", "LS")
    assert "StirVerstat" not in hook


def test_a_hidden_caller_may_come_as_a_word(town):
    town = type(town)().open(withheld_spelt=False)
    town.on("/voice", "<Hangup/>")
    town.dial(withheld="restricted")
    town.wait(1)
    assert town.hooks("/voice")[0]["From"] == "restricted"


def test_a_document_without_verbs_ends_the_call(town):
    town.on("/voice")
    leg = town.dial()
    town.wait(1)
    assert leg.status == "completed"


def test_only_words_pick_up_a_call_a_first_pause_lets_it_ring(town):
    town.on("/voice", '<Pause length="5"/><Say>Hello</Say>')
    leg = town.dial()
    town.wait(4)
    assert leg.status == "ringing"
    town.wait(2)
    assert leg.status == "completed"
    assert leg.duration == 0


@pytest.mark.parametrize(("reason", "status"), [("", "no-answer"), ('reason="busy"', "busy")])
def test_a_rejected_call_was_never_answered(town, reason, status):
    town.on("/voice", f"<Reject {reason}/>")
    leg = town.dial()
    town.wait(1)
    assert (leg.status, leg.answered_at) == (status, None)
    assert town.hooks("/voice/status")[0]["CallStatus"] == status


def test_the_numbers_notice_says_how_long_it_took(town):
    town.on("/voice", '<Say>a</Say><Pause length="100"/>')
    town.dial(hang_up_after=70)
    town.wait(80)
    notice = town.hooks("/voice/status")[0]
    assert (notice["CallDuration"], notice["Duration"]) == ("70", "2")
    assert notice["CallbackSource"] == "call-progress-events"
    assert notice["SequenceNumber"] == "0"
    assert notice["Timestamp"] == "Fri, 05 Mar 2027 22:31:10 +0000"
    assert len(town.hooks("/voice/status")) == 1


def test_somebody_who_hangs_up_before_the_answer_was_not_answered(town):
    town.on("/voice", '<Pause length="9"/>')
    leg = town.dial(hang_up_after=3)
    town.wait(5)
    assert leg.status == "no-answer"


@pytest.mark.parametrize(
    ("answer", "code"),
    [(("<Response/>", 500), 11200), (("", 404), 11200), ("<Response>", 12100), ("<R/>", 12102),
     ("<Response>" + "<Pause/>" * 9000 + "</Response>", 11750)],
)  # fmt: skip
def test_a_broken_document_is_apologised_for_and_the_call_ends(town, answer, code):
    town.answers["/voice"] = answer
    leg = town.dial()
    town.wait(10)
    assert leg.heard == [(APOLOGY, "en-US")]
    assert leg.status == "completed"
    assert town.warned() == [code]


def test_the_fallback_is_told_what_went_wrong(town):
    town.answers["/voice"] = ("", 500)
    town.on("/spare", "<Say>Here is somebody.</Say>")
    leg = town.exchange.phone(town.CALLER).dial(town.NEUTRAL)
    town.wait(5)
    hook = town.hooks("/spare")[0]
    assert (hook["ErrorCode"], hook["ErrorUrl"]) == ("11200", f"{town.HOST}/voice")
    assert leg.heard == [("Here is somebody.", "en-US")]


def test_the_fallback_also_helps_in_the_middle_of_a_call(town):
    town.on("/voice", "<Redirect>/broken</Redirect>")
    town.answers["/broken"] = "<Response><Say"
    town.on("/spare", "<Say>Here is somebody.</Say>")
    leg = town.exchange.phone(town.CALLER).dial(town.NEUTRAL)
    town.wait(5)
    assert town.hooks("/spare")[0]["ErrorCode"] == "12100"
    assert leg.heard[-1] == ("Here is somebody.", "en-US")


def test_a_fallback_that_fails_too_is_not_asked_again(town):
    town.answers["/voice"] = town.answers["/spare"] = ("", 500)
    leg = town.exchange.phone(town.CALLER).dial(town.NEUTRAL)
    town.wait(10)
    assert len(town.hooks("/spare")) == 1
    assert leg.heard == [(APOLOGY, "en-US")]


def test_an_application_that_is_down_is_tried_twice(town):
    town = type(town)().open(transport=WsgiTransport({"http://elsewhere.test": Flask("x")}))
    leg = town.dial()
    town.wait(10)
    assert town.happened("requested", leg)[0]["attempts"] == 2
    assert town.warned()[0] == 11205


def test_a_broken_voice_document_does_not_stop_the_next_verb_from_being_relative(town):
    town.on("/voice", "<Redirect>deep/er/page?x=1</Redirect>")
    town.on("/deep/er/page", "<Redirect>../other</Redirect>")
    town.on("/deep/other", "<Hangup/>")
    town.dial()
    town.wait(1)
    assert town.paths()[:3] == ["/voice", "/deep/er/page", "/deep/other"]
    assert town.hooks("/deep/er/page")[0]["x"] == "1"


def test_documents_that_only_point_at_each_other_do_not_stop_the_clock(town):
    town.on("/voice", "<Redirect/>")
    leg = town.dial(hang_up_after=10)
    town.wait(11)
    assert leg.status == "completed"
    assert len(town.hooks("/voice")) <= 121


def test_one_call_a_second_is_placed(town):
    legs = [town.ring(number) for number in (town.ANA, town.BEN, "+12125550113")]
    town.wait(0.4)
    assert [leg.status for leg in legs] == ["initiated", "queued", "queued"]
    town.wait(1)
    assert [leg.status for leg in legs] == ["ringing", "initiated", "queued"]


def test_without_pacing_all_are_placed_at_once(town):
    town = type(town)().open(calls_per_second=None)
    legs = [town.ring(number) for number in (town.ANA, town.BEN)]
    town.wait(0)
    assert [leg.status for leg in legs] == ["initiated", "initiated"]


def test_only_wished_events_are_reported_and_numbered_from_nought(town):
    town.ring(town.ANA, StatusCallbackEvent="completed")
    town.wait(60)
    assert [hook["SequenceNumber"] for hook in town.hooks("/leg/status")] == ["0"]


def test_a_phone_in_use_is_engaged(town):
    town.on("/voice", '<Pause length="1"/><Say>a</Say><Pause length="60"/>')
    town.exchange.phone(town.ANA).dial(town.HELPLINE)
    town.wait(2)
    leg = town.ring(town.ANA)
    town.wait(5)
    assert leg.status == "busy"


def test_a_call_to_nobodys_number_is_not_put_through(town):
    leg = town.exchange.phone(town.CALLER).dial("+12125550177")
    assert leg.status == "failed"
    assert "not in service" in leg.heard[0][0]


def test_inline_twiml_needs_absolute_addresses(town):
    town.exchange.phone(town.ANA).behaves(Answers(after=1))
    leg = town.ring(town.ANA, Url="", Twiml="<Response><Redirect>/there</Redirect></Response>")
    town.wait(10)
    assert town.warned() == [15004]
    assert leg.heard == [(APOLOGY, "en-US")]


def test_the_same_seed_gives_the_same_record(town):
    def life():
        there = type(town)().open(whims=None, seed=7)
        there.on("/voice", '<Enqueue action="/out" waitUrl="/wait">l</Enqueue>')
        there.on("/wait", "<Say>Please stay.</Say>")
        there.dial(hang_up_after=20)
        there.wait(30)
        return [event.as_json() for event in there.exchange.record]

    assert life() == life()


def test_ten_minutes_of_waiting_take_no_time(town):
    import time

    town.on("/voice", '<Enqueue waitUrl="/wait">l</Enqueue>')
    town.on("/wait", '<Say>Please stay.</Say><Pause length="9"/>')
    leg = town.dial()
    started = time.monotonic()
    town.wait(600)
    assert time.monotonic() - started < 2
    assert leg.doing == "waiting"
    assert 55 <= len(town.hooks("/wait")) <= 65


@pytest.mark.parametrize(
    ("behaviour", "answered_by"),
    [
        (Answers(), "human"),
        (Voicemail(), "machine_start"),
        (Fax(), "fax"),
        (Quiet(), "unknown"),
    ],
)
def test_a_machine_is_told_from_a_person_before_anything_is_said(town, behaviour, answered_by):
    town.exchange.phone(town.ANA).behaves(behaviour)
    town.on("/leg", "<Say>Hello.</Say>")
    leg = town.ring(town.ANA, MachineDetection="Enable")
    town.wait(6)
    assert (leg.status, town.hooks("/leg")) == ("in-progress", [])
    town.wait(3)
    assert town.hooks("/leg")[0]["AnsweredBy"] == answered_by
