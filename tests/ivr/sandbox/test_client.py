"""Does Twilio's own client believe that it talks to Twilio?"""

from datetime import UTC, datetime

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.rest import Client


class InProcess(HttpClient):
    """Carries the client's requests to the sandbox without a socket."""

    def __init__(self, town):
        super().__init__(logger=None, is_async=False, timeout=None)
        self.town = town

    def request(self, method, url, params=None, data=None, headers=None, auth=None, **_how):
        path = url.removeprefix("https://api.twilio.com")
        answer = self.town.api.open(
            path, method=method, query_string=params, data=data, headers=headers, auth=auth
        )
        return Response(answer.status_code, answer.text)


@pytest.fixture
def twilio(town):
    return Client(town.SID, town.TOKEN, http_client=InProcess(town))


def test_a_call_is_made_followed_and_ended(town, twilio):
    made = twilio.calls.create(
        to=town.ANA,
        from_=town.HELPLINE,
        url=f"{town.HOST}/leg",
        timeout=18,
        status_callback=f"{town.HOST}/leg/status",
        status_callback_event=["initiated", "ringing", "answered", "completed"],
    )
    assert made.status == "queued"
    assert made.date_created == datetime(2027, 3, 5, 22, 30, tzinfo=UTC)
    town.wait(3)
    assert twilio.calls(made.sid).fetch().status == "ringing"
    assert twilio.calls(made.sid).update(status="completed").status == "canceled"
    assert town.hooks("/leg/status")[0]["CallStatus"] == "initiated"
    with pytest.raises(TwilioRestException) as caught:
        twilio.calls(made.sid).update(url=f"{town.HOST}/x")
    assert (caught.value.code, caught.value.status) == (21220, 400)


def test_lists_are_walked_page_by_page(town, twilio):
    for number in range(3):
        twilio.calls.create(to=f"+1212555013{number}", from_=town.HELPLINE, url=f"{town.HOST}/leg")
    assert len(twilio.calls.list(page_size=1)) == 3
    assert len(twilio.calls.list(to="+12125550131")) == 1
    town.wait(10)
    later = datetime(2027, 3, 5, 22, 30, 1, tzinfo=UTC)
    assert len(twilio.calls.list(start_time_after=later)) == 2


def test_a_text_is_sent_and_emptied(town, twilio):
    made = twilio.messages.create(to=town.ANA, from_=town.NEUTRAL, body="Hello")
    town.wait(3)
    sent = twilio.messages(made.sid).fetch()
    assert (sent.status, sent.body, sent.num_segments) == ("delivered", "Hello", "1")
    assert sent.date_sent is not None
    assert twilio.messages(made.sid).update(body="").body == ""
    assert twilio.messages(made.sid).delete()
    with pytest.raises(TwilioRestException) as caught:
        twilio.messages(made.sid).fetch()
    assert caught.value.code == 20404


def test_a_room_and_its_people_are_read(connected):
    town, caller, ana = connected
    twilio = Client(town.SID, town.TOKEN, http_client=InProcess(town))
    room = twilio.conferences.list(friendly_name="case-1", status="in-progress")[0]
    people = twilio.conferences(room.sid).participants.list()
    assert {one.call_sid for one in people} == {caller.sid, ana.sid}
    held = twilio.conferences(room.sid).participants("caller").update(hold=True)
    assert (held.hold, held.label, held.end_conference_on_exit) == (True, "caller", True)
    twilio.conferences(room.sid).update(status="completed")
    ended = twilio.conferences(room.sid).fetch()
    assert (ended.status, ended.reason_conference_ended) == (
        "completed",
        "conference-ended-via-api",
    )


def test_lines_numbers_and_the_account_are_read(town, twilio):
    town.on("/voice", "<Enqueue>line-en</Enqueue>")
    leg = town.dial()
    town.wait(5)
    line = twilio.queues.list()[0]
    assert (line.friendly_name, line.current_size, line.max_size) == ("line-en", 1, 1000)
    assert twilio.queues(line.sid).members("Front").fetch().call_sid == leg.sid
    number = twilio.incoming_phone_numbers.list(phone_number=town.HELPLINE)[0]
    assert number.voice_url == f"{town.HOST}/voice"
    changed = twilio.incoming_phone_numbers(number.sid).update(sms_url=f"{town.HOST}/t2")
    assert changed.sms_url == f"{town.HOST}/t2"
    assert twilio.api.accounts(town.SID).fetch().status == "active"


def test_a_wrong_token_is_turned_away(town):
    stranger = Client(town.SID, "wrong", http_client=InProcess(town))
    with pytest.raises(TwilioRestException) as caught:
        stranger.api.accounts(town.SID).fetch()
    assert (caught.value.status, caught.value.code) == (401, 20003)
