"""What does the API answer, and when does it refuse?"""

from base64 import b64encode

import pytest

from ivr.sandbox import Answers, NoAnswer

CALL = {"To": "+12125550111", "From": "+12125550100", "Url": "http://helpline.test/leg"}
TEXT = {"To": "+12125550111", "From": "+12125550100", "Body": "Hello"}


def refused(town, path, form, method="POST"):
    response = town.rest(method, path, **form)
    body = response.json
    assert set(body) == {"code", "message", "more_info", "status"}
    assert body["status"] == response.status_code
    assert body["more_info"].endswith(str(body["code"]))
    return response.status_code, body["code"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Basic !!!"},
        {"Authorization": "Bearer x"},
        {"Authorization": "Basic " + b64encode(b"AC1:wrong").decode()},
        {"Authorization": "Basic " + b64encode("AC1:пароль".encode()).decode()},
    ],
)
def test_nobody_gets_in_without_the_accounts_token(town, headers):
    for path in ("/Calls.json", ".json", "/Nothing.json"):
        address = f"/2010-04-01/Accounts/{town.SID}{path}"
        response = town.api.get(address, headers=headers)
        assert (response.status_code, response.json["code"]) == (401, 20003)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"To": ""}, 21201),
        ({"To": "911"}, 21211),
        ({"To": "hello"}, 21211),
        ({"From": ""}, 21213),
        ({"From": "+1555"}, 21212),
        ({"From": "+12125550142"}, 21210),
        ({"Url": ""}, 21205),
        ({"Url": "/leg"}, 21205),
        ({"Url": "ftp://helpline.test/leg"}, 21205),
        ({"Url": "", "Twiml": "<Response/>" + " " * 4000}, 32018),
        ({"StatusCallback": "nowhere"}, 21205),
        ({"Timeout": "soon"}, 20001),
        ({"Timeout": "601"}, 20001),
        ({"Method": "PUT"}, 20001),
    ],
)
def test_a_call_that_cannot_be_made(town, change, code):
    assert refused(town, "/Calls.json", {**CALL, **change}) == (400, code)
    assert town.happened("ordered") == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"To": ""}, 21604),
        ({"To": "+1555"}, 21211),
        ({"From": ""}, 21603),
        ({"From": "nobody"}, 21212),
        ({"From": "+12125550142"}, 21606),
        ({"Body": ""}, 21602),
        ({"Body": "x" * 1601}, 21617),
        ({"ValidityPeriod": "0"}, 20001),
        ({"StatusCallback": "nowhere"}, 21205),
    ],
)
def test_a_text_that_cannot_be_sent(town, change, code):
    assert refused(town, "/Messages.json", {**TEXT, **change}) == (400, code)
    assert town.happened("text_ordered") == []


def test_a_text_to_a_landline_is_refused(town):
    town.exchange.phone(town.ANA).text_error = 30006
    assert refused(town, "/Messages.json", TEXT) == (400, 21614)


@pytest.mark.parametrize(
    "path",
    ["/Calls/CA1.json", "/Messages/SM1.json", "/Conferences/CF1.json", "/Queues/QU1.json",
     "/IncomingPhoneNumbers/PN1.json", "/Conferences/CF1/Participants.json", "/Nothing.json",
     "/Queues/QU1/Members/Front.json", "/Calls/CA1"],
)  # fmt: skip
def test_what_is_not_there_is_20404(town, path):
    assert refused(town, path, {}, "GET") == (404, 20404)


def test_a_wrong_method_is_20004(town):
    assert refused(town, "/Calls.json", {}, "DELETE") == (405, 20004)


def test_a_created_call_is_queued_at_once(town):
    made = town.post("/Calls.json", **CALL)
    assert (made["status"], made["direction"]) == ("queued", "outbound-api")
    assert made["to_formatted"] == "(212) 555-0111"
    assert made["duration"] is None
    assert made["date_created"] == "Fri, 05 Mar 2027 22:30:00 +0000"
    assert made["uri"] == f"/2010-04-01/Accounts/{town.SID}/Calls/{made['sid']}.json"


def test_an_american_number_may_be_written_plainly(town):
    made = town.post("/Calls.json", **{**CALL, "To": "(212) 555-0111"})
    assert made["to"] == "+12125550111"


@pytest.mark.parametrize("wish", [{"Url": "http://helpline.test/x"}, {"Status": "completed"}])
def test_a_finished_call_cannot_be_changed(town, wish):
    town.on("/voice")
    leg = town.dial()
    town.wait(1)
    assert refused(town, f"/Calls/{leg.sid}.json", wish) == (400, 21220)


def test_a_call_that_rings_cannot_be_redirected(town):
    town.exchange.phone(town.ANA).behaves(NoAnswer())
    leg = town.ring(town.ANA)
    town.wait(2)
    form = {"Url": "http://helpline.test/x"}
    assert refused(town, f"/Calls/{leg.sid}.json", form) == (400, 21220)


def test_canceling_does_not_touch_a_call_that_goes_on(town):
    town.exchange.phone(town.ANA).behaves(Answers(after=0))
    town.on("/leg", '<Pause length="60"/>')
    leg = town.ring(town.ANA)
    town.wait(2)
    assert town.post(f"/Calls/{leg.sid}.json", Status="canceled")["status"] == "in-progress"
    assert town.post(f"/Calls/{leg.sid}.json", Status="completed")["status"] == "completed"


def test_an_odd_status_is_refused(town):
    leg = town.ring(town.ANA)
    assert refused(town, f"/Calls/{leg.sid}.json", {"Status": "busy"}) == (400, 20001)


def test_only_a_finished_call_can_be_deleted(town):
    leg = town.ring(town.ANA)
    assert refused(town, f"/Calls/{leg.sid}.json", {}, "DELETE") == (409, 20009)
    town.wait(60)
    assert town.rest("DELETE", f"/Calls/{leg.sid}.json").status_code == 204
    assert refused(town, f"/Calls/{leg.sid}.json", {}, "GET") == (404, 20404)
    assert town.rest("GET", "/Calls.json").json["calls"] == []


def test_calls_are_found_by_what_they_are(town):
    town.on("/voice", "<Say>a</Say>", '<Pause length="60"/>')
    caller = town.dial()
    town.wait(30)
    ana = town.ring(town.ANA)
    town.wait(2)

    def found(**wish):
        return [call["sid"] for call in town.rest("GET", "/Calls.json", **wish).json["calls"]]

    assert found() == [ana.sid, caller.sid]
    assert found(Status="in-progress") == [caller.sid]
    assert found(To=town.ANA) == [ana.sid]
    assert found(From=town.CALLER) == [caller.sid]
    assert found(**{"StartTime>": "2027-03-05T22:30:10Z"}) == [ana.sid]
    assert found(**{"StartTime<": "2027-03-05T22:30:10Z"}) == [caller.sid]
    assert found(StartTime="2027-03-05") == [ana.sid, caller.sid]
    assert found(StartTime="2027-03-06") == []
    assert refused(town, "/Calls.json", {"StartTime": "yesterday"}, "GET") == (400, 20001)


def test_a_list_comes_in_pages(town):
    for number in range(5):
        town.post("/Calls.json", **{**CALL, "To": f"+1212555013{number}"})
    first = town.rest("GET", "/Calls.json", PageSize="2").json
    assert (len(first["calls"]), first["page"], first["page_size"]) == (2, 0, 2)
    second = town.api.get(first["next_page_uri"], auth=(town.SID, town.TOKEN)).json
    last = town.api.get(second["next_page_uri"], auth=(town.SID, town.TOKEN)).json
    assert last["next_page_uri"] is None
    numbers = [call["to"] for page in (first, second, last) for call in page["calls"]]
    assert numbers == [f"+1212555013{number}" for number in (4, 3, 2, 1, 0)]


def test_a_line_can_be_made_resized_and_removed(town):
    line = town.post("/Queues.json", FriendlyName="line-en", MaxSize="5000")
    assert (line["max_size"], line["current_size"]) == (5000, 0)
    assert refused(town, "/Queues.json", {"FriendlyName": "line-en"}) == (400, 22001)
    big = {"FriendlyName": "x", "MaxSize": "5001"}
    assert refused(town, "/Queues.json", big) == (400, 22003)
    town.on("/voice", "<Enqueue>line-en</Enqueue>")
    leg = town.dial()
    town.wait(30)
    assert refused(town, f"/Queues/{line['sid']}.json", {}, "DELETE") == (409, 20009)
    members = town.rest("GET", f"/Queues/{line['sid']}/Members.json").json["queue_members"]
    assert (members[0]["call_sid"], members[0]["wait_time"]) == (leg.sid, 30)
    leg.hang_up()
    town.wait(1)
    assert town.rest("DELETE", f"/Queues/{line['sid']}.json").status_code == 204


def test_the_first_in_line_can_be_called_out(town):
    town.on("/voice", '<Enqueue action="/out">line-en</Enqueue>')
    town.on("/next", "<Say>You are next.</Say>")
    town.on("/out", "<Hangup/>")
    leg = town.dial()
    town.wait(10)
    queue = next(iter(town.exchange.queues.all))
    form = {"Url": f"{town.HOST}/next"}
    member = town.post(f"/Queues/{queue}/Members/Front.json", **form)
    town.wait(1)
    assert member["call_sid"] == leg.sid
    assert leg.heard == [("You are next.", "en-US")]
    assert town.hooks("/out")[0]["QueueResult"] == "redirected"


def test_a_numbers_addresses_can_be_changed(town):
    found = town.rest("GET", "/IncomingPhoneNumbers.json", PhoneNumber=town.HELPLINE).json
    number = found["incoming_phone_numbers"][0]
    path = f"/IncomingPhoneNumbers/{number['sid']}.json"
    form = {"VoiceUrl": "here"}
    assert refused(town, path, form) == (400, 21205)
    town.post(path, VoiceUrl=f"{town.HOST}/new", VoiceFallbackMethod="GET")
    town.on("/new", "<Say>New.</Say>")
    leg = town.dial()
    town.wait(1)
    assert leg.heard == [("New.", "en-US")]


def test_somebody_is_put_straight_into_a_room(town):
    town.exchange.phone(town.ANA).behaves(Answers(after=0))
    form = {"To": town.ANA, "From": town.HELPLINE, "Label": "ana", "EndConferenceOnExit": "true"}
    made = town.post("/Conferences/room/Participants.json", **form)
    assert made["status"] == "queued"
    town.wait(3)
    room = town.exchange.conferences.alive("room")
    assert room.find("ana").leg.sid == made["call_sid"]
    assert room.find("ana").terms.end_on_exit


def test_coaching_somebody_who_is_not_there_is_refused(connected):
    town, caller, _ = connected
    sid = town.hooks("/room")[0]["ConferenceSid"]
    path = f"/Conferences/{sid}/Participants/{caller.sid}.json"
    form = {"Coaching": "true", "CallSidToCoach": "CA1"}
    assert refused(town, path, form) == (400, 13240)


def test_every_request_is_written_down(town):
    town.rest("POST", "/Calls.json", **CALL)
    asked = town.happened("asked")[0]
    assert (asked["method"], asked["status"]) == ("POST", 201)
    assert asked["parameters"]["To"] == ["+12125550111"]
