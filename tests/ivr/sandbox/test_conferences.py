"""What happens in a room, and what is told of it?"""

import pytest

from ivr.sandbox import Answers

ROOM = 'statusCallback="/room" statusCallbackEvent="start end join leave mute hold modify"'


def room(town, path, attributes="", dial="", after="<Say>Next.</Say>"):
    town.on(
        path,
        f'<Dial action="{path}/left" {dial}><Conference {ROOM} {attributes}>r</Conference></Dial>',
        after,
    )
    town.on(f"{path}/left", "<Say>Out.</Say>")


def join(town, number, path):
    """Somebody answers at once and follows the document at `path`."""
    town.exchange.phone(number).behaves(Answers(after=0, keys=""))
    leg = town.ring(number, path)
    town.wait(2)
    return leg


def events(town):
    return [hook["StatusCallbackEvent"] for hook in town.hooks("/room")]


def test_no_key_leaves_a_room(town):
    room(town, "/a")
    leg = join(town, town.ANA, "/a")
    for key in "0123456789#*":
        leg.press(key)
    town.wait(5)
    assert [d["listened_for"] for d in town.happened("pressed", leg)] == [False] * 12
    assert leg.doing == "in a room"
    assert town.hooks("/a/left") == []


def test_a_star_leaves_where_that_was_asked_for_and_no_other_key(town):
    room(town, "/a", dial='hangupOnStar="true"')
    leg = join(town, town.ANA, "/a")
    leg.press("1")
    town.wait(1)
    assert town.hooks("/a/left") == []
    leg.press("*")
    town.wait(2)
    hook = town.hooks("/a/left")[0]
    assert hook["DialCallStatus"] == "answered"
    assert "Digits" not in hook
    assert leg.heard[-1] == ("Out.", "en-US")


def test_one_person_alone_does_not_begin_a_conference(town):
    room(town, "/a")
    join(town, town.ANA, "/a")
    assert events(town) == ["participant-join"]
    assert town.exchange.conferences.alive("r").status == "init"


def test_two_who_may_not_begin_wait_for_a_third(town):
    room(town, "/a", 'startConferenceOnEnter="false"')
    room(town, "/b")
    join(town, town.ANA, "/a")
    join(town, town.BEN, "/a")
    assert "conference-start" not in events(town)
    join(town, "+12125550113", "/b")
    assert events(town)[-1] == "conference-start"


def test_the_first_to_join_decides_who_is_told(town):
    room(town, "/a")
    town.on("/b", '<Dial><Conference statusCallback="/other/room" statusCallbackEvent="join">r'
            "</Conference></Dial>")  # fmt: skip
    join(town, town.ANA, "/a")
    join(town, town.BEN, "/b")
    assert town.hooks("/other/room") == []
    assert events(town) == ["participant-join", "participant-join", "conference-start"]


def test_without_wished_events_nothing_is_told(town):
    town.on("/a", '<Dial><Conference statusCallback="/room">r</Conference></Dial>')
    join(town, town.ANA, "/a")
    assert town.hooks("/room") == []


def test_room_notices_are_numbered_and_name_no_caller(town):
    room(town, "/a", 'participantLabel="ana"')
    join(town, town.ANA, "/a")
    hook = town.hooks("/room")[0]
    assert hook["SequenceNumber"] == "1"
    assert hook["ParticipantLabel"] == "ana"
    assert hook["FriendlyName"] == "r"
    assert (hook["Muted"], hook["Hold"], hook["Coaching"]) == ("false", "false", "false")
    assert (hook["EndConferenceOnExit"], hook["StartConferenceOnEnter"]) == ("false", "true")
    assert not {"From", "To", "CallStatus"} & set(hook)


def test_a_label_in_use_keeps_the_second_out_and_its_next_verb_follows(town):
    room(town, "/a", 'participantLabel="same"')
    join(town, town.ANA, "/a")
    second = join(town, town.BEN, "/a")
    assert town.warned() == [16025]
    assert second.heard[-1] == ("Next.", "en-US")


@pytest.mark.parametrize("label", ["a/b", "x" * 129, "CA" + "0" * 32])
def test_an_impossible_label_keeps_somebody_out(town, label):
    room(town, "/a", f'participantLabel="{label}"')
    join(town, town.ANA, "/a")
    assert town.warned() == [16023]


def test_whoever_coaches_nobody_goes_to_the_action(town):
    room(town, "/a", 'coach="CA0123"')
    join(town, town.ANA, "/a")
    assert town.warned() == [13240]
    assert len(town.hooks("/a/left")) == 1


def test_a_room_holds_no_more_than_it_may(town):
    room(town, "/a", 'maxParticipants="2"')
    for number in (town.ANA, town.BEN, "+12125550113"):
        last = join(town, number, "/a")
    assert len(town.exchange.conferences.alive("r").participants) == 2
    assert last.doing == ""


def test_who_waits_alone_hears_the_wait_document_until_somebody_comes(town):
    room(town, "/a", 'waitUrl="/music"')
    town.on("/music", "<Say>Please stay.</Say>", '<Pause length="3"/>', "<Redirect/>")
    ana = join(town, town.ANA, "/a")
    town.wait(10)
    assert len(ana.heard) >= 3
    join(town, town.BEN, "/a")
    heard = len(ana.heard)
    town.wait(30)
    assert len(ana.heard) == heard


def test_a_wait_document_that_listens_for_keys_is_refused(town):
    room(town, "/a", 'waitUrl="/music"')
    town.on("/music", "<Gather><Say>Press 1.</Say></Gather>")
    ana = join(town, town.ANA, "/a")
    assert town.warned() == [13238]
    assert ana.heard == []
    assert ana.doing == "in a room"


def test_the_room_ends_with_the_last_to_leave(town):
    room(town, "/a")
    ana, ben = join(town, town.ANA, "/a"), join(town, town.BEN, "/a")
    ana.hang_up()
    town.wait(1)
    assert events(town)[-1] == "participant-leave"
    ben.hang_up()
    town.wait(1)
    assert town.hooks("/room")[-1]["ReasonConferenceEnded"] == "last-participant-left"
    again = join(town, town.ANA, "/a")
    sids = {hook["ConferenceSid"] for hook in town.hooks("/room")}
    assert len(sids) == 2
    assert again.doing == "in a room"


def test_the_room_is_ended_through_the_api(town):
    room(town, "/a")
    ana, ben = join(town, town.ANA, "/a"), join(town, town.BEN, "/a")
    sid = town.hooks("/room")[0]["ConferenceSid"]
    town.post(f"/Conferences/{sid}.json", Status="completed")
    town.wait(1)
    end = town.hooks("/room")[-1]
    assert end["ReasonConferenceEnded"] == "conference-ended-via-api"
    assert "CallSidEndingConference" not in end
    left = [h for h in town.hooks("/room") if h["StatusCallbackEvent"] == "participant-leave"]
    assert {h["ReasonParticipantLeft"] for h in left} == {"conference_ended_via_api"}
    assert {h["ParticipantCallStatus"] for h in left} == {"in-progress"}
    assert ana.heard[-1] == ben.heard[-1] == ("Out.", "en-US")


def test_somebody_taken_out_goes_on_with_their_own_document(town):
    room(town, "/a")
    ana, ben = join(town, town.ANA, "/a"), join(town, town.BEN, "/a")
    sid = town.hooks("/room")[0]["ConferenceSid"]
    assert town.rest("DELETE", f"/Conferences/{sid}/Participants/{ana.sid}.json").status_code == 204
    town.wait(2)
    leave = town.hooks("/room")[-1]
    assert leave["ReasonParticipantLeft"] == "participant_updated_via_api"
    assert ana.heard[-1] == ("Out.", "en-US")
    assert ben.doing == "in a room"


def test_who_ends_the_room_by_being_taken_out_was_kicked(town):
    room(town, "/a", 'endConferenceOnExit="true"')
    ana = join(town, town.ANA, "/a")
    join(town, town.BEN, "/a")
    sid = town.hooks("/room")[0]["ConferenceSid"]
    town.rest("DELETE", f"/Conferences/{sid}/Participants/{ana.sid}.json")
    town.wait(1)
    end = town.hooks("/room")[-1]
    assert end["ReasonConferenceEnded"] == "participant-with-end-conference-on-exit-kicked"


def test_an_ending_changed_in_time_saves_the_room(town):
    room(town, "/a", 'endConferenceOnExit="true"')
    ana, ben = join(town, town.ANA, "/a"), join(town, town.BEN, "/a")
    sid = town.hooks("/room")[0]["ConferenceSid"]
    path = f"/Conferences/{sid}/Participants/{ana.sid}.json"
    town.post(path, EndConferenceOnExit="false")
    town.wait(1)
    assert events(town)[-1] == "participant-modify"
    ana.hang_up()
    town.wait(1)
    assert ben.doing == "in a room"


def test_somebody_who_hangs_up_after_a_while_in_the_room(town):
    room(town, "/a")
    town.exchange.phone(town.ANA).behaves(Answers(after=0, keys="", hang_up_after=30))
    leg = town.ring(town.ANA, "/a")
    town.wait(29)
    assert leg.status == "in-progress"
    town.wait(3)
    assert leg.status == "completed"
