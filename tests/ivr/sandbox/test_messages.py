"""Which texts arrive, and which may not be sent?"""

import pytest

from ivr.sandbox import OwnedNumber
from ivr.sandbox.segments import count_segments


def send(town, body="Hello", **form):
    wishes = {"To": town.CALLER, "From": town.NEUTRAL, "Body": body,
              "StatusCallback": f"{town.HOST}/text/status", **form}  # fmt: skip
    return town.rest("POST", "/Messages.json", **wishes)


def bodies(town):
    return [text.body for text in town.exchange.phone(town.CALLER).inbox]


def test_a_text_is_queued_sent_and_delivered(town):
    made = send(town).json
    assert (made["status"], made["direction"]) == ("queued", "outbound-api")
    town.wait(3)
    notices = town.hooks("/text/status")
    assert [n["MessageStatus"] for n in notices] == ["queued", "sent", "delivered"]
    assert notices[2]["MessageSid"] == notices[2]["SmsSid"] == made["sid"]
    assert notices[2]["RawDlrDoneDate"] == "2703052230"
    assert notices[0]["SmsStatus"] == "queued"
    assert bodies(town) == ["Hello"]


def test_a_phone_that_is_off_gets_nothing(town):
    town.exchange.phone(town.CALLER).text_error = 30003
    sid = send(town).json["sid"]
    town.wait(3)
    assert town.hooks("/text/status")[-1]["MessageStatus"] == "undelivered"
    assert town.hooks("/text/status")[-1]["ErrorCode"] == "30003"
    assert town.rest("GET", f"/Messages/{sid}.json").json["error_code"] == 30003
    assert bodies(town) == []


def test_an_incoming_text_is_told_and_answered(town):
    town.on("/text", "<Message><Body>Thank you.</Body></Message>")
    town.exchange.phone(town.CALLER).text(town.HELPLINE, "Hello there")
    town.wait(3)
    hook = town.hooks("/text")[0]
    assert (hook["Body"], hook["From"], hook["To"]) == ("Hello there", town.CALLER, town.HELPLINE)
    assert hook["MessageSid"] == hook["SmsSid"] == hook["SmsMessageSid"]
    assert (hook["NumMedia"], hook["NumSegments"]) == ("0", "1")
    assert "OptOutType" not in hook
    assert bodies(town) == ["Thank you."]


def test_a_line_break_in_an_answer_is_one_on_the_phone(town):
    town.on("/text", "<Message>Two  choices:\n 1 English\n2 español</Message>")
    town.exchange.phone(town.CALLER).text(town.HELPLINE, "Hello there")
    town.wait(3)
    assert bodies(town) == ["Two choices:\n1 English\n2 español"]


def test_a_number_that_is_bought_later_is_texted_like_the_others(town):
    late = "+12125550177"
    town.on("/late", "<Message>Here.</Message>")
    caller = town.exchange.phone(town.CALLER)
    caller.text(late, "Hello?")
    town.exchange.own(OwnedNumber(late, "", "", f"{town.HOST}/late"))
    caller.text(late, "Hello?")
    town.wait(3)
    assert [(text.from_, text.body) for text in caller.inbox] == [(late, "Here.")]


@pytest.mark.parametrize("answer", [("", 204), "<Response/>"])
def test_an_empty_answer_sends_nothing(town, answer):
    town.answers["/text"] = answer
    town.exchange.phone(town.CALLER).text(town.HELPLINE, "Hello")
    town.wait(3)
    assert bodies(town) == []
    assert town.warned() == []


@pytest.mark.parametrize("word", ["STOP", "stop ", "Unsubscribe", "END", "quit", "CANCEL"])
def test_stop_is_final_for_this_number(town, word):
    town.on("/text", "<Message>Are you sure?</Message>")
    town.exchange.phone(town.CALLER).text(town.NEUTRAL, word)
    town.wait(3)
    assert town.hooks("/text")[0]["OptOutType"] == "STOP"
    assert len(bodies(town)) == 1
    assert "unsubscribed" in bodies(town)[0]
    refused = send(town)
    assert (refused.status_code, refused.json["code"]) == (400, 21610)
    assert send(town, From=town.HELPLINE).status_code == 201


def test_start_undoes_stop(town):
    phone = town.exchange.phone(town.CALLER)
    town.on("/text")
    phone.text(town.NEUTRAL, "STOP")
    phone.text(town.NEUTRAL, "START")
    town.wait(3)
    assert town.hooks("/text")[1]["OptOutType"] == "START"
    assert send(town).status_code == 201


def test_a_sentence_with_stop_in_it_is_no_opt_out(town):
    town.on("/text")
    town.exchange.phone(town.CALLER).text(town.NEUTRAL, "make him stop")
    town.wait(3)
    assert "OptOutType" not in town.hooks("/text")[0]
    assert send(town).status_code == 201


def test_help_is_answered_by_the_network(town):
    town.on("/text", "<Message>more</Message>")
    town.exchange.phone(town.CALLER).text(town.NEUTRAL, "help")
    town.wait(3)
    assert town.hooks("/text")[0]["OptOutType"] == "HELP"
    assert bodies(town) == ["Reply STOP to unsubscribe. Msg&Data Rates May Apply."]


def test_an_answer_may_lead_elsewhere(town):
    town.on("/text", "<Redirect>/other</Redirect>")
    town.on("/other", "<Message>From elsewhere.</Message>")
    town.exchange.phone(town.CALLER).text(town.HELPLINE, "Hello")
    town.wait(3)
    assert bodies(town) == ["From elsewhere."]


@pytest.mark.parametrize(
    ("body", "segments"),
    [("x" * 160, 1), ("x" * 161, 2), ("€" * 80, 1), ("€" * 81, 2), ("ї" * 70, 1), ("ї" * 71, 2),
     ("😀" * 35, 1), ("😀" * 36, 2)],
)  # fmt: skip
def test_the_network_counts_segments(body, segments):
    assert count_segments(body) == segments
