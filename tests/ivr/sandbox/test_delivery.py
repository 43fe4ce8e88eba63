"""How stubbornly, and how signed, does a webhook reach the application?"""

from dataclasses import dataclass, field

import pytest
from twilio.request_validator import RequestValidator

from ivr.sandbox.account import Account
from ivr.sandbox.delivery import (
    Answer,
    ConnectionFailed,
    Outgoing,
    Reply,
    Request,
    TooSlow,
    deliver,
)
from ivr.sandbox.signature import sign

URL = "https://helpline.test/voice?call=1"
OK = Reply(200, "text/xml", b"<Response/>")


@dataclass
class Road:
    """A transport that meets with these replies and problems, one after another."""

    meets: list[Reply | Exception]
    sent: list[Outgoing] = field(default_factory=list)

    def send(self, outgoing: Outgoing) -> Reply:
        self.sent.append(outgoing)
        outcome = self.meets.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


def send(road: Road, url: str = URL, method: str = "POST", *, notice: bool = False) -> Answer:
    request = Request(url, method, {"CallSid": "CA1", "Digits": "1"}, notice=notice)
    return deliver(road, Account("AC1", "token"), request, "a-token")


def test_twilios_own_validator_believes_our_signature():
    parameters = {"To": "+12125550100", "Body": "¿Qué?", "Digits": ""}
    signature = sign("token", URL, parameters)
    assert RequestValidator("token").validate(URL, parameters, signature)
    assert not RequestValidator("other").validate(URL, parameters, signature)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_request_is_signed_as_it_arrives(method):
    road = Road([OK])
    send(road, f"{URL}#rc=2", method)
    sent = road.sent[0]
    assert "#" not in sent.url
    signature = sent.headers["X-Twilio-Signature"]
    assert RequestValidator("token").validate(sent.url, dict(sent.form or {}), signature)
    assert sent.url == (URL if method == "POST" else f"{URL}&CallSid=CA1&Digits=1")


def test_a_failed_connection_is_tried_once_more_with_the_same_token():
    road = Road([ConnectionFailed(), OK])
    answer = send(road)
    assert (answer.status, answer.attempts) == (200, 2)
    assert {one.headers["I-Twilio-Idempotency-Token"] for one in road.sent} == {"a-token"}


def test_two_failed_connections_are_11205():
    assert send(Road([ConnectionFailed(), ConnectionFailed()])).error == 11205


@pytest.mark.parametrize("trouble", [Reply(503), Reply(404), TooSlow()])
def test_an_answer_that_is_bad_or_late_is_not_tried_again(trouble):
    answer = send(Road([trouble]))
    assert (answer.error, answer.attempts) == (11200, 1)


def test_a_notice_is_not_tried_again():
    assert send(Road([ConnectionFailed()]), notice=True).attempts == 1


def test_the_url_may_ask_for_more_patience():
    suffix = "#rc=2&rp=ct,rt,5xx&ct=1500&rt=4500"
    road = Road([Reply(500), TooSlow(), OK])
    answer = send(road, URL + suffix)
    assert (answer.status, answer.attempts) == (200, 3)
    assert (road.sent[0].connect_timeout, road.sent[0].read_timeout) == (1.5, 4.5)


def test_the_usual_patience_is_five_seconds_to_connect_and_fifteen_to_answer():
    road = Road([OK])
    send(road)
    assert (road.sent[0].connect_timeout, road.sent[0].read_timeout) == (5, 15)


def test_an_odd_policy_is_noted_as_11243():
    assert send(Road([OK]), f"{URL}#rp=6xx").warnings == (11243,)
    assert send(Road([OK]), f"{URL}#rt=99999").warnings == (11240,)


def test_redirects_are_followed_and_signed_anew():
    road = Road([Reply(307, location="/moved"), Reply(302, location="/again"), OK])
    answer = send(road)
    assert [one.method for one in road.sent] == ["POST", "POST", "GET"]
    assert answer.url == "https://helpline.test/again"
    last = road.sent[-1]
    assert RequestValidator("token").validate(last.url, {}, last.headers["X-Twilio-Signature"])


def test_an_eleventh_redirect_is_one_too_many():
    assert send(Road([Reply(302, location="/more")] * 11)).error == 11215


def test_too_large_an_answer_is_11750():
    assert send(Road([Reply(200, "text/xml", b"x" * 65_537)])).error == 11750
    assert send(Road([Reply(200, "text/xml", b"x" * 65_536)])).error is None
