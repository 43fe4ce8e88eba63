"""What happens while a document rings other numbers?"""

import pytest

from ivr.sandbox import Answers, Busy, Dead, NoAnswer


def dial(town, nouns, attributes=""):
    town.on("/voice", f'<Dial action="/after" {attributes}>{nouns}</Dial><Say>Next.</Say>')
    town.on("/after", "<Say>After.</Say>")


def number(town, which, attributes=""):
    return f"<Number {attributes}>{which}</Number>"


def after(town):
    return town.hooks("/after")[0]


def test_two_people_talk_until_one_hangs_up(town):
    dial(town, town.ANA)
    town.exchange.phone(town.ANA).behaves(Answers(after=4, hang_up_after=60))
    leg = town.dial()
    town.wait(10)
    assert leg.doing == "talking"
    town.wait(60)
    hook = after(town)
    assert (hook["DialCallStatus"], hook["DialBridged"]) == ("completed", "true")
    assert hook["DialCallDuration"] == "60"
    assert hook["DialCallSid"].startswith("CA")
    assert leg.heard == [("After.", "en-US")]


def test_the_callers_number_is_shown_to_the_called(town):
    dial(town, town.ANA)
    town.exchange.phone(town.ANA).behaves(Answers())
    town.dial()
    town.wait(10)
    child = town.exchange.phone(town.ANA).leg
    assert (child.from_, child.direction) == (town.CALLER, "outbound-dial")


def test_a_callerid_that_is_not_ours_rings_nobody(town):
    dial(town, town.ANA, 'callerId="+12125550142"')
    town.dial()
    town.wait(2)
    assert town.warned() == [13214]
    assert after(town)["DialCallStatus"] == "failed"


@pytest.mark.parametrize(
    ("behaviour", "status"), [(NoAnswer(), "no-answer"), (Busy(), "busy"), (Dead(), "failed")]
)
def test_an_unanswered_number_says_why(town, behaviour, status):
    dial(town, town.ANA, 'timeout="10"')
    town.exchange.phone(town.ANA).behaves(behaviour)
    town.dial()
    town.wait(20)
    assert after(town)["DialCallStatus"] == status
    assert after(town)["DialBridged"] == "false"


def test_without_an_action_the_next_verb_follows(town):
    town.on("/voice", f"<Dial>{town.ANA}</Dial><Say>Next.</Say>")
    town.exchange.phone(town.ANA).behaves(Busy())
    leg = town.dial()
    town.wait(5)
    assert leg.heard == [("Next.", "en-US")]


def test_the_first_of_several_to_pick_up_wins_and_the_others_stop_ringing(town):
    dial(town, number(town, town.ANA) + number(town, town.BEN))
    town.exchange.phone(town.ANA).behaves(Answers(after=6))
    town.exchange.phone(town.BEN).behaves(Answers(after=4, hang_up_after=10))
    town.dial()
    town.wait(5)
    ana, ben = (town.exchange.phone(which).legs[0] for which in (town.ANA, town.BEN))
    assert (ana.status, ben.status) == ("canceled", "in-progress")
    town.wait(20)
    assert after(town)["DialCallSid"] == ben.sid


def test_a_voicemail_that_picks_up_first_wins_before_its_whisper_is_answered(town):
    screen = 'url="/whisper"'
    dial(town, number(town, town.ANA, screen) + number(town, town.BEN, screen))
    town.on("/whisper", '<Gather numDigits="1" action="/taken"/><Hangup/>')
    town.exchange.phone(town.ANA).behaves(Answers(after=2, keys=""))
    town.exchange.phone(town.BEN).behaves(Answers(after=3))
    leg = town.dial()
    town.wait(20)
    assert town.exchange.phone(town.BEN).legs[0].status == "canceled"
    assert (after(town)["DialCallStatus"], after(town)["DialBridged"]) == ("no-answer", "false")
    assert leg.heard == [("After.", "en-US")]


def test_a_key_in_the_whisper_lets_the_two_talk(town):
    dial(town, number(town, town.ANA, 'url="/whisper"'))
    town.on("/whisper", '<Gather numDigits="1" action="/taken"><Say>Duty call.</Say></Gather>'
            "<Hangup/>")  # fmt: skip
    town.on("/taken", "<Say>Thank you.</Say>")
    town.exchange.phone(town.ANA).behaves(Answers(after=2))
    leg = town.dial()
    town.wait(10)
    assert leg.doing == "talking"
    whisper = town.hooks("/whisper")[0]
    assert whisper["ParentCallSid"] == leg.sid
    assert whisper["Direction"] == "outbound-dial"


def test_a_whisper_may_not_dial(town):
    dial(town, number(town, town.ANA, 'url="/whisper"'))
    town.on("/whisper", f"<Dial>{town.BEN}</Dial>")
    town.exchange.phone(town.ANA).behaves(Answers())
    town.dial()
    town.wait(10)
    assert town.warned() == [12200]
    assert after(town)["DialBridged"] == "false"


def test_the_called_legs_notices_name_their_parent(town):
    events = 'statusCallback="/n/status" statusCallbackEvent="initiated ringing answered completed"'
    dial(town, number(town, town.ANA, events))
    town.exchange.phone(town.ANA).behaves(Answers(hang_up_after=5))
    leg = town.dial()
    town.wait(20)
    notices = town.hooks("/n/status")
    assert [n["CallStatus"] for n in notices] == [
        "initiated", "ringing", "in-progress", "completed",
    ]  # fmt: skip
    assert {n["ParentCallSid"] for n in notices} == {leg.sid}


def test_the_caller_hangs_up_while_it_rings(town):
    dial(town, town.ANA)
    town.exchange.phone(town.ANA).behaves(NoAnswer())
    town.dial(hang_up_after=5)
    town.wait(10)
    assert town.exchange.phone(town.ANA).legs[0].status == "canceled"
    assert (after(town)["CallStatus"], after(town)["DialCallStatus"]) == ("completed", "no-answer")


def test_a_star_ends_the_talk_where_that_was_asked_for(town):
    dial(town, town.ANA, 'hangupOnStar="true"')
    town.exchange.phone(town.ANA).behaves(Answers())
    leg = town.dial()
    town.wait(10)
    leg.press("*")
    town.wait(1)
    assert after(town)["DialBridged"] == "true"
    assert town.exchange.phone(town.ANA).leg is None


def test_a_time_limit_ends_the_talk(town):
    dial(town, town.ANA, 'timeLimit="20"')
    town.exchange.phone(town.ANA).behaves(Answers())
    town.dial()
    town.wait(30)
    assert after(town)["DialCallDuration"] == "20"


def test_answering_on_bridge_lets_the_caller_hear_it_ring(town):
    dial(town, town.ANA, 'answerOnBridge="true"')
    town.exchange.phone(town.ANA).behaves(Answers(after=8))
    leg = town.dial()
    town.wait(5)
    assert leg.status == "ringing"
    town.wait(5)
    assert leg.status == "in-progress"


def test_the_called_leg_can_be_sent_elsewhere(town):
    dial(town, town.ANA)
    town.on("/else", "<Say>Elsewhere.</Say>")
    town.exchange.phone(town.ANA).behaves(Answers())
    caller = town.dial()
    town.wait(10)
    child = town.exchange.phone(town.ANA).leg
    town.redirect(child, "/else")
    town.wait(0.1)
    assert child.heard == [("Elsewhere.", "en-US")]
    assert caller.heard == [("After.", "en-US")]


def test_a_room_and_numbers_do_not_go_together(town):
    dial(town, f"<Conference>r</Conference><Number>{town.ANA}</Number>")
    town.dial()
    town.wait(1)
    assert town.warned() == [12200]


def test_what_is_not_a_number_is_not_rung(town):
    dial(town, "911")
    town.dial()
    town.wait(1)
    assert town.warned() == [13224]
    assert after(town)["DialCallStatus"] == "failed"
