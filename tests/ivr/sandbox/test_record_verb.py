"""What is recorded after the tone, and what becomes of it?"""

import io
import wave

import pytest


def record(town, attributes=""):
    town.on("/voice", f'<Record action="/got" {attributes}/><Say>Nothing was said.</Say>')
    town.on("/got", "<Hangup/>")


def test_what_was_said_is_recorded_until_a_key(town):
    record(town)
    leg = town.dial()
    town.wait(1)
    leg.speak("Please call me back after six in the evening")
    town.wait(4)
    leg.press("#")
    town.wait(1)
    hook = town.hooks("/got")[0]
    assert (hook["Digits"], hook["RecordingDuration"]) == ("#", "4")
    assert hook["RecordingUrl"].startswith("https://api.twilio.com/2010-04-01/Accounts/AC")


def test_silence_ends_a_recording(town):
    record(town, 'timeout="3"')
    leg = town.dial()
    town.wait(1)
    leg.speak("One two three four five")
    town.wait(8)
    assert town.hooks("/got")[0]["Digits"] == ""


def test_nothing_said_means_nothing_recorded(town):
    record(town)
    leg = town.dial()
    town.wait(10)
    assert town.hooks("/got") == []
    assert leg.heard == [("Nothing was said.", "en-US")]


def test_hanging_up_ends_a_recording(town):
    record(town, 'recordingStatusCallback="/kept/status"')
    leg = town.dial(hang_up_after=4)
    town.wait(1)
    leg.speak("One two three")
    town.wait(5)
    assert town.hooks("/got")[0]["Digits"] == "hangup"
    assert town.hooks("/kept/status")[0]["RecordingStatus"] == "completed"


def keeps(town, attributes=""):
    """Somebody says something for three seconds and hangs up; the recording's name."""
    record(town, f'recordingStatusCallback="/kept/status" {attributes}')
    leg = town.dial()
    town.wait(1)
    leg.speak("One two three four five six seven")
    town.wait(4)
    leg.hang_up()
    town.wait(0.5)
    return next(iter(town.exchange.recordings))


def test_a_recording_can_be_fetched_when_it_has_been_processed(town):
    sid = keeps(town)
    assert town.rest("GET", f"/Recordings/{sid}.json").json["status"] == "processing"
    assert town.rest("GET", f"/Recordings/{sid}.wav").status_code == 404
    assert town.hooks("/kept/status") == []
    town.wait(2)
    assert town.rest("GET", f"/Recordings/{sid}.json").json["status"] == "completed"
    assert [hook["RecordingStatus"] for hook in town.hooks("/kept/status")] == ["completed"]


def test_a_recording_is_a_sound_of_its_length_for_who_signs_in(town):
    sid = keeps(town)
    town.wait(2)
    address = f"/2010-04-01/Accounts/{town.SID}/Recordings/{sid}.wav"
    assert town.api.get(address).status_code == 401
    answer = town.rest("GET", f"/Recordings/{sid}.wav")
    assert answer.content_type == "audio/x-wav"
    with wave.open(io.BytesIO(answer.data)) as sound:
        assert (sound.getframerate(), sound.getnframes() / 8000) == (8000, 3)


def test_silence_around_the_words_is_cut_off_unless_it_is_asked_for(town):
    sid = keeps(town, 'trim="do-not-trim"')
    assert town.exchange.recordings[sid].seconds == 5


def test_recordings_are_found_by_their_call(town):
    sid = keeps(town)
    call = town.exchange.recordings[sid].call
    for path in (f"/Calls/{call}/Recordings.json", "/Recordings.json"):
        assert [one["sid"] for one in town.rest("GET", path).json["recordings"]] == [sid]
    assert town.rest("GET", "/Recordings.json", CallSid="CA0").json["recordings"] == []
    assert town.rest("GET", "/Calls/CA0/Recordings.json").status_code == 404


def test_what_is_deleted_is_gone(town):
    sid = keeps(town)
    assert town.rest("DELETE", f"/Recordings/{sid}.json").status_code == 204
    for ending in (".json", ".wav", ""):
        assert town.rest("GET", f"/Recordings/{sid}{ending}").status_code == 404
    assert town.rest("DELETE", f"/Recordings/{sid}.json").status_code == 404


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ("in-progress completed absent", ["in-progress", "absent"]),
        ("completed absent", ["absent"]),
        ("completed", []),
    ],
)
def test_that_nothing_was_said_is_told_to_who_asked(town, wanted, told):
    record(town, f'recordingStatusCallback="/kept/status" recordingStatusCallbackEvent="{wanted}"')
    town.dial()
    town.wait(10)
    assert [hook["RecordingStatus"] for hook in town.hooks("/kept/status")] == told


def test_who_is_moved_elsewhere_in_the_middle_has_been_recorded(town):
    record(town)
    town.on("/elsewhere", "<Hangup/>")
    leg = town.dial()
    town.wait(1)
    leg.speak("One two three four five")
    town.wait(3)
    town.redirect(leg, "/elsewhere")
    town.wait(2)
    assert len(town.exchange.recordings) == 1
