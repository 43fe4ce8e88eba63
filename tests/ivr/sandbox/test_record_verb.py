"""What is recorded after the tone?"""


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
    assert (hook["Digits"], hook["RecordingDuration"]) == ("#", "5")
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
