"""Do we ask Twilio for what we mean, and understand what it answers?"""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from werkzeug.test import Client

from ivr.sandbox import Account, ByHand, Exchange, OwnedNumber, VirtualClock, WsgiTransport
from ivr.sandbox import create_app as create_sandbox
from ivr.telephony.phone import AskLater, Gone, Record, Refused, Ring, Text
from ivr.telephony.twilio import TwilioPhone

NOW = datetime(2027, 3, 5, 22, 30, tzinfo=UTC)
ACCOUNT, TOKEN = "AC" + "5a" * 16, "token"
HELPLINE, NEUTRAL, ANA, CALLER = "+12125550100", "+12125550101", "+12125550111", "+12125550123"
HOST = "http://helpline.test"
RING = Ring(ANA, HELPLINE, f"{HOST}/whisper", f"{HOST}/notice", 18)
TEXT = Text(CALLER, NEUTRAL, "Here's the list you asked for.", f"{HOST}/receipt", 7200)
SID = "CA" + "0" * 32


class InProcess(TwilioHttpClient):  # type: ignore[misc]
    """The official client, talking to the sandbox's REST without a socket."""

    def __init__(self, rest: Any) -> None:
        super().__init__()
        self._client = Client(rest)
        self.forms: list[dict[str, Any]] = []

    def request(  # type: ignore[no-untyped-def]
        self, method, url, params=None, data=None, _headers=None, auth=None, **_other
    ):
        path = url.removeprefix("https://api.twilio.com")
        self.forms.append(dict(data or params or {}))
        answer = self._client.open(path, method=method, query_string=params, data=data, auth=auth)
        return Response(answer.status_code, answer.get_data(as_text=True))


class Town:
    """A phone company with two of our numbers, and our phone that speaks to it."""

    def __init__(self) -> None:
        self.clock = VirtualClock(NOW)
        self.documents = {"/whisper": "<Pause length='30'/>", "/again": "<Pause length='60'/>"}
        numbers = [
            OwnedNumber(number, f"{HOST}/calls", f"{HOST}/status", f"{HOST}/texts")
            for number in (HELPLINE, NEUTRAL)
        ]
        account = Account(ACCOUNT, TOKEN)
        transport = WsgiTransport({HOST: self._answer})
        self.exchange = Exchange(account, self.clock, transport, numbers=numbers)
        self.http = InProcess(create_sandbox(self.exchange))
        self.phone = TwilioPhone(ACCOUNT, TOKEN, "https://unused.test", http=self.http)

    def _answer(self, environ: Any, start: Any) -> list[bytes]:
        start("200 OK", [("Content-Type", "text/xml")])
        verbs = self.documents.get(environ["PATH_INFO"], "")
        return [f"<Response>{verbs}</Response>".encode()]

    def answered(self) -> str:
        """Ana's phone rings and she picks it up."""
        self.exchange.phone(ANA).behaves(ByHand())
        sid = self.phone.ring(RING)
        self.exchange.run_for(3)
        self.exchange.phone(ANA).answer()
        self.exchange.run_for(1)
        return sid


@pytest.fixture
def town() -> Town:
    return Town()


def test_ana_is_rung_from_our_number_for_as_long_as_we_said(town: Town) -> None:
    sid = town.phone.ring(RING)
    assert town.http.forms[-1] == {
        "To": ANA,
        "From": HELPLINE,
        "Url": RING.url,
        "Method": "POST",
        "Timeout": 18,
        "StatusCallback": RING.status_url,
        "StatusCallbackMethod": "POST",
        "StatusCallbackEvent": ["initiated", "ringing", "answered", "completed"],
    }
    town.exchange.run_for(2)
    assert town.phone.leg(sid).status == "ringing"
    town.exchange.run_for(60)
    assert town.phone.leg(sid).over


def test_a_leg_that_was_placed_can_be_found_again(town: Town) -> None:
    sid = town.phone.ring(RING)
    town.exchange.run_for(2)
    found = town.phone.legs_to(ANA, NOW - timedelta(minutes=1))
    assert [(leg.sid, leg.status, leg.over) for leg in found] == [(sid, "ringing", False)]
    assert town.phone.legs_to(CALLER, NOW - timedelta(minutes=1)) == []
    assert town.phone.legs_to(ANA, NOW + timedelta(minutes=1)) == []


def test_somebody_on_the_line_is_moved_to_other_words(town: Town) -> None:
    sid = town.answered()
    town.phone.redirect(sid, f"{HOST}/again")
    town.exchange.run_for(1)
    asked = [e.details["url"] for e in town.exchange.record if e.kind == "requested"]
    assert asked[-1] == f"{HOST}/again"


def test_a_ringing_or_talking_leg_is_ended_and_ending_it_again_is_fine(town: Town) -> None:
    talking = town.answered()
    assert town.phone.hang_up(talking)
    assert town.http.forms[-1] == {"Status": "completed"}, "canceled would race with an answer"
    town.exchange.run_for(1)
    assert town.phone.leg(talking).status == "completed"
    assert not town.phone.hang_up(talking)
    ringing = town.phone.ring(RING)
    town.exchange.run_for(3)
    town.phone.hang_up(ringing)
    town.exchange.run_for(1)
    assert town.phone.leg(ringing).over


def test_who_is_gone_cannot_be_moved_and_who_never_was_is_gone_too(town: Town) -> None:
    sid = town.answered()
    town.phone.hang_up(sid)
    town.exchange.run_for(1)
    with pytest.raises(Gone):
        town.phone.redirect(sid, f"{HOST}/again")
    for ask in (town.phone.leg, lambda leg: town.phone.redirect(leg, f"{HOST}/again")):
        with pytest.raises(Gone):
            ask(SID)
    assert not town.phone.hang_up(SID)


def test_who_is_in_a_room_is_known(town: Town) -> None:
    town.documents["/whisper"] = "<Dial><Conference>c1-1</Conference></Dial>"
    assert town.phone.in_room("c1-1") == frozenset()
    sid = town.answered()
    assert town.phone.in_room("c1-1") == {sid}
    assert town.phone.in_room("c1-2") == frozenset()
    town.phone.hang_up(sid)
    town.exchange.run_for(1)
    assert town.phone.in_room("c1-1") == frozenset()


def test_a_text_comes_from_the_neutral_number_and_can_be_found_again(town: Town) -> None:
    sid = town.phone.send(TEXT)
    town.exchange.run_for(10)
    inbox = town.exchange.phone(CALLER).inbox
    assert [(text.from_, text.body) for text in inbox] == [(NEUTRAL, TEXT.words)]
    assert town.http.forms[-1]["ValidityPeriod"] == 7200
    found = town.phone.texts_to(CALLER, NOW - timedelta(minutes=1))
    assert [(text.sid, text.words) for text in found] == [(sid, TEXT.words)]
    assert town.phone.texts_to(CALLER, NOW + timedelta(hours=1)) == []


def test_somebody_who_said_stop_is_not_texted(town: Town) -> None:
    town.exchange.phone(CALLER).text(NEUTRAL, "STOP")
    town.exchange.run_for(5)
    with pytest.raises(Refused) as raised:
        town.phone.send(TEXT)
    assert raised.value.code == 21610


def test_a_number_we_do_not_own_cannot_ring_anybody(town: Town) -> None:
    with pytest.raises(Refused) as raised:
        town.phone.ring(Ring(ANA, CALLER, RING.url, RING.status_url, 18))
    assert raised.value.code == 21210


def test_the_wrong_token_is_turned_away(town: Town) -> None:
    stranger = TwilioPhone(ACCOUNT, "wrong", "https://unused.test", http=town.http)
    with pytest.raises(Refused) as raised:
        stranger.in_room("c1-1")
    assert raised.value.code == 401
    with pytest.raises(Refused) as raised:
        stranger.ring(RING)
    assert raised.value.code == 20003


def test_a_server_that_knows_no_such_account_turns_us_away_and_nobody_is_gone(town: Town) -> None:
    """Or every leg would be taken for ended because of one wrong setting."""
    stranger = TwilioPhone("AC" + "0" * 32, TOKEN, "https://x.test", http=NotFound())
    since = NOW - timedelta(hours=1)
    questions: list[Callable[[], object]] = [
        lambda: stranger.ring(RING),
        lambda: stranger.send(TEXT),
        lambda: stranger.in_room("c1-1"),
        lambda: stranger.legs_to(ANA, since),
        lambda: stranger.texts_to(CALLER, since),
    ]
    for question in questions:
        with pytest.raises(Refused):
            question()


class NotFound(TwilioHttpClient):  # type: ignore[misc]
    """A server that has never heard of anything."""

    def request(self, *_args: object, **_named: object) -> Response:
        return Response(404, json.dumps({"code": 20404, "message": "not found", "status": 404}))


def test_a_recording_is_found_by_its_leg_and_forgotten(town: Town) -> None:
    record = f"<Record action='{HOST}/again'/>"
    town.documents["/calls"] = record
    caller = town.exchange.phone(CALLER).dial(HELPLINE)
    town.exchange.run_for(2)
    caller.speak("One two three four five six")
    town.exchange.run_for(4)
    caller.press("#")
    town.exchange.run_for(0.1)
    (found,) = town.phone.recordings_of(caller.sid)
    assert (found.status, found.is_ready) == ("processing", False)
    town.exchange.run_for(5)
    known = town.phone.recording(found.sid)
    assert (known.is_ready, known.seconds, known.came_to_nothing) == (True, 2, False)
    town.phone.forget(Record.RECORDING, found.sid)
    town.phone.forget(Record.RECORDING, found.sid)
    assert town.phone.recordings_of(caller.sid) == []
    with pytest.raises(Gone):
        town.phone.recording(found.sid)


def test_records_of_a_number_are_found_at_either_end_and_deleted_once_they_are_over(
    town: Town,
) -> None:
    ring, other = town.phone.ring(RING), town.phone.ring(replace(RING, to=CALLER))
    text = town.phone.send(replace(TEXT, to=ANA))
    town.exchange.phone(ANA).text(NEUTRAL, "hello")
    with pytest.raises(AskLater):
        town.phone.forget(Record.CALL, ring)
    with pytest.raises(AskLater):
        town.phone.forget(Record.TEXT, text)
    town.exchange.run_for(120)
    until = town.clock.now()
    found = town.phone.records_of(ANA, until)
    assert {(Record.CALL, ring), (Record.TEXT, text)} < set(found)
    assert len(found) == 3, "the text she wrote as well"
    for record, sid in found:
        town.phone.forget(record, sid)
        town.phone.forget(record, sid)
    assert town.phone.records_of(ANA, until) == []
    assert town.phone.records_of(CALLER, until) == [(Record.CALL, other)]
    assert town.phone.records_of(CALLER, NOW - timedelta(minutes=1)) == []
