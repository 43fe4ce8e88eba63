"""Twelve whole calls of the bridging pattern: which hooks come, in which order, with what?"""

from typing import Any

import pytest

from ivr.sandbox import Answers, Busy, Dead, Declines, NoAnswer, Rejects, Voicemail


def statuses(town: Any, path: str = "/leg/status") -> list[str]:
    return [hook["CallStatus"] for hook in town.hooks(path)]


def room_events(town: Any) -> list[str]:
    return [hook["StatusCallbackEvent"] for hook in town.hooks("/room")]


def test_a_responder_accepts_and_both_are_connected(connected):
    town, caller, ana = connected
    caller.hang_up()
    town.wait(10)

    first, menu = town.hooks("/voice")[0], town.hooks("/menu")[0]
    assert (first["CallStatus"], first["Direction"]) == ("ringing", "inbound")
    assert (menu["CallStatus"], menu["Digits"]) == ("in-progress", "1")
    wait = town.hooks("/wait")[0]
    assert wait["QueuePosition"] == "1"
    assert wait["QueueTime"] == "0"
    assert wait["MaxQueueSize"] == "1000"
    assert wait["CurrentQueueSize"] == "1"
    assert wait["QueueSid"].startswith("QU")
    assert statuses(town) == ["initiated", "ringing", "in-progress", "completed"]
    assert [hook["SequenceNumber"] for hook in town.hooks("/leg/status")] == ["0", "1", "2", "3"]
    assert town.hooks("/left-line")[0]["QueueResult"] == "redirected"
    assert room_events(town) == [
        "participant-join",
        "participant-join",
        "conference-start",
        "participant-leave",
        "participant-leave",
        "conference-end",
    ]
    leave, end = town.hooks("/room")[3], town.hooks("/room")[5]
    assert leave["CallSid"] == caller.sid
    assert leave["ReasonParticipantLeft"] == "participant_hung_up"
    assert end["ReasonConferenceEnded"] == "participant-with-end-conference-on-exit-left"
    assert end["CallSidEndingConference"] == caller.sid
    assert end["ParticipantLabelEndingConference"] == "caller"
    assert town.hooks("/after")[0]["DialCallStatus"] == "answered"
    assert town.hooks("/after")[0]["CallStatus"] == "completed"
    assert town.hooks("/voice/status")[0]["CallStatus"] == "completed"
    assert town.hooks("/voice/status")[0]["CallDuration"] == str(caller.duration)
    assert "DialCallSid" not in town.hooks("/left-room")[0]
    assert ("Thank you.", "en-US") in ana.heard


def test_the_whole_accepted_call_asks_in_this_order(connected):
    town, caller, _ = connected
    caller.hang_up()
    town.wait(10)
    told = [path for path in town.paths() if path not in ("/wait", "/leg/status", "/room")]
    assert told == [
        "/voice", "/menu", "/leg", "/confirm", "/connecting", "/left-line", "/join",
        "/after", "/left-room", "/voice/status",
    ]  # fmt: skip


def test_a_responder_declines_and_the_caller_goes_on_waiting(helpline):
    helpline.exchange.phone(helpline.ANA).behaves(Declines())
    caller = helpline.dial("1")
    helpline.wait(5)
    helpline.ring(helpline.ANA)
    helpline.wait(20)
    assert helpline.hooks("/confirm")[0]["Digits"] == "2"
    assert statuses(helpline)[-1] == "completed"
    assert caller.doing == "waiting"


@pytest.mark.parametrize(
    ("behaviour", "ending", "seconds"),
    [(NoAnswer(), "no-answer", 24), (Busy(), "busy", 3), (Rejects(), "busy", 5),
     (Dead(), "failed", 3)],
)  # fmt: skip
def test_nobody_picks_up(helpline, behaviour, ending, seconds):
    helpline.exchange.phone(helpline.ANA).behaves(behaviour)
    helpline.ring(helpline.ANA)
    helpline.wait(seconds)
    assert statuses(helpline) == ["initiated", "ringing", ending]
    last = helpline.hooks("/leg/status")[-1]
    assert last["CallDuration"] == "0"
    assert ("ErrorCode" in last) == (ending == "failed")
    assert helpline.hooks("/leg") == []


def test_the_carrier_lets_it_ring_five_seconds_longer_than_asked(helpline):
    helpline.exchange.phone(helpline.ANA).behaves(NoAnswer())
    leg = helpline.ring(helpline.ANA, Timeout="18")
    helpline.wait(23)
    assert leg.status == "ringing"
    helpline.wait(1)
    assert leg.status == "no-answer"


def test_a_voicemail_presses_nothing_and_keeps_only_what_came_after_its_greeting(helpline):
    phone = helpline.exchange.phone(helpline.ANA).behaves(Voicemail(after=4, greeting=6))
    helpline.on(
        "/leg",
        '<Gather numDigits="1" timeout="8" actionOnEmptyResult="true" action="/confirm">'
        "<Say>Duty call.</Say></Gather>",
    )
    helpline.on("/confirm", "<Say>Nobody pressed a key.</Say><Hangup/>")
    helpline.ring(helpline.ANA)
    helpline.wait(30)
    assert helpline.hooks("/confirm")[0]["Digits"] == ""
    assert phone.recordings == ["Nobody pressed a key."]
    assert statuses(helpline)[-1] == "completed"


def test_the_caller_hangs_up_while_a_phone_rings(helpline):
    helpline.exchange.phone(helpline.ANA).behaves(NoAnswer())
    caller = helpline.dial("1")
    helpline.wait(5)
    ana = helpline.ring(helpline.ANA)
    helpline.wait(3)
    caller.hang_up()
    helpline.wait(1)
    assert helpline.hooks("/left-line")[0]["QueueResult"] == "hangup"
    assert helpline.hooks("/voice/status")[0]["CallStatus"] == "completed"
    helpline.post(f"/Calls/{ana.sid}.json", Status="completed")
    helpline.wait(1)
    assert statuses(helpline) == ["initiated", "ringing", "canceled"]


def test_a_call_canceled_before_its_turn_is_reported_to_nobody(helpline):
    helpline.ring(helpline.BEN)
    queued = helpline.ring(helpline.ANA, "/other")
    assert queued.status == "queued"
    helpline.post(f"/Calls/{queued.sid}.json", Status="completed")
    helpline.wait(60)
    assert queued.status == "canceled"
    assert helpline.hooks("/other/status") == []


def test_the_caller_is_gone_when_they_should_join(helpline):
    caller = helpline.dial("1", hang_up_after=19.0)
    helpline.wait(10)
    ana = helpline.ring(helpline.ANA)
    helpline.wait(10)
    late = helpline.rest("POST", f"/Calls/{caller.sid}.json", Url=f"{helpline.HOST}/join")
    assert (late.status_code, late.json["code"]) == (400, 21220)
    helpline.on("/gone", "<Say>The caller has left.</Say><Hangup/>")
    helpline.redirect(ana, "/gone")
    helpline.wait(10)
    assert helpline.hooks("/left-room")[0]["DialCallStatus"] == "answered"
    assert ana.heard[-1] == ("The caller has left.", "en-US")
    assert ana.status == "completed"


def test_two_phones_are_answered_and_the_second_is_told(helpline):
    ben = helpline.exchange.phone(helpline.BEN).behaves(Answers(after=5))
    helpline.dial("1")
    helpline.wait(5)
    helpline.ring(helpline.ANA)
    second = helpline.ring(helpline.BEN)
    taken = []

    def confirm(hook):
        taken.append(hook["CallSid"])
        words = "<Dial><Conference>case-1</Conference></Dial>"
        late = "<Say>Already answered.</Say><Hangup/>"
        return f"<Response>{words if len(taken) == 1 else late}</Response>"

    helpline.answers["/confirm"] = confirm
    helpline.wait(15)
    assert taken[1] == second.sid
    assert second.heard[-1][0] == "Already answered."
    assert ben.leg is None


def test_the_responder_drops_and_the_caller_is_still_there(connected):
    town, caller, ana = connected
    ana.hang_up()
    town.wait(2)
    leave = town.hooks("/room")[-1]
    assert leave["StatusCallbackEvent"] == "participant-leave"
    assert leave["ParticipantCallStatus"] == "completed"
    assert leave["ReasonParticipantLeft"] == "participant_hung_up"
    assert statuses(town)[-1] == "completed"
    assert caller.status == "in-progress"
    town.on("/reconnect", '<Say>We lost the connection.</Say><Enqueue waitUrl="/wait">l</Enqueue>')
    town.redirect(caller, "/reconnect")
    town.wait(5)
    assert town.hooks("/after")[0]["DialCallStatus"] == "answered"
    assert caller.doing == "waiting"


def test_a_warm_transfer_keeps_the_caller_on_hold(connected):
    town, caller, ana = connected
    town.on("/left-room", '<Gather numDigits="1" action="/menu-of-ana"><Say>?</Say></Gather>')
    town.on("/menu-of-ana", "<Dial><Conference>case-1</Conference></Dial>")
    town.on("/hold", "<Say>One moment, please.</Say>")
    conference = town.hooks("/room")[0]["ConferenceSid"]
    ana.press("*")
    town.wait(0.1)
    assert town.hooks("/left-room")[0]["DialCallStatus"] == "answered"
    path = f"/Conferences/{conference}/Participants/caller.json"
    town.post(path, Hold="true", HoldUrl=f"{town.HOST}/hold")
    town.wait(1)
    ana.press("1")
    town.wait(2)
    assert town.hooks("/room")[-2]["StatusCallbackEvent"] == "participant-hold"
    assert ("One moment, please.", "en-US") in caller.heard
    town.exchange.phone(town.BEN).behaves(Answers())
    ben = town.ring(town.BEN, "/leg")
    town.wait(10)
    town.post(path, Hold="false")
    ana.hang_up()
    town.wait(1)
    events = room_events(town)
    assert "participant-unhold" in events
    assert "conference-end" not in events
    assert {ben.doing, caller.doing} == {"in a room"}


def test_an_interpreter_joins_by_the_same_whisper(connected):
    town, caller, ana = connected
    town.exchange.phone(town.BEN).behaves(Answers())
    interpreter = town.ring(town.BEN)
    town.wait(10)
    conference = town.exchange.conferences.alive("case-1")
    assert {one.leg for one in conference.participants} == {caller, ana, interpreter}


def test_a_supervisor_listens_coaches_and_joins(connected):
    town, _, ana = connected
    town.exchange.phone(town.BEN).behaves(Answers())
    town.on("/listen", '<Dial><Conference muted="true">case-1</Conference></Dial>')
    supervisor = town.ring(town.BEN, "/listen")
    town.wait(10)
    conference = town.hooks("/room")[0]["ConferenceSid"]
    path = f"/Conferences/{conference}/Participants/{supervisor.sid}.json"
    assert town.hooks("/room")[-1]["Muted"] == "true"
    town.post(path, Coaching="true", CallSidToCoach=ana.sid, Muted="false")
    town.wait(1)
    modify = next(h for h in town.hooks("/room") if "modify" in h["StatusCallbackEvent"])
    assert (modify["Coaching"], modify["CallSidToCoach"]) == ("true", ana.sid)
    assert room_events(town)[-1] == "participant-unmute"
    joined = town.post(path, Coaching="false", Muted="false")
    assert joined["coaching"] is False
