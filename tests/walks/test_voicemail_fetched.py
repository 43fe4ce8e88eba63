"""Does a message come to us whole and once, whatever does not answer, lies or dies?"""

import pytest
from town import CALLER, SECOND_CALLER, Town
from voicemail_town import (
    DUTY,
    WORDS,
    Died,
    an_hour_passes,
    at_the_tone,
    dying,
    leaves,
    row,
    sounds,
    texts,
    there,
)

from ivr.models import VoicemailState
from ivr.operations import sweeps
from ivr.sandbox.faults import RoadFault

KEPT, NOTHING = VoicemailState.KEPT, VoicemailState.NOTHING


# -- when reports do not come ---------------------------------------------------------------------


def test_a_message_of_which_no_report_came_is_looked_for(answering: Town) -> None:
    answering.post.loses("/voice/voicemail/")
    leg = at_the_tone(answering)
    leg.speak(WORDS)
    answering.wait(5)
    leg.hang_up()
    answering.wait(30)
    assert (row(answering).state, there(answering)) == (VoicemailState.ASKED, 1)
    answering.wait(300)
    assert (row(answering).state, there(answering), len(sounds(answering))) == (KEPT, 0, 1)


def test_what_the_phone_company_never_shows_was_never_left(answering: Town) -> None:
    answering.post.loses("/voice/voicemail/")
    at_the_tone(answering).hang_up()
    answering.wait(500)
    assert row(answering).state == VoicemailState.ASKED
    an_hour_passes(answering)
    assert (row(answering).state, row(answering).try_at) == (NOTHING, None)


def test_a_report_that_comes_before_the_caller_is_done_counts_as_much(answering: Town) -> None:
    answering.exchange.faults.add(RoadFault("delay", where="/after", seconds=6))
    leaves(answering)
    answering.wait(40)
    assert (row(answering).state, len(sounds(answering)), there(answering)) == (KEPT, 1, 0)


def test_a_recording_that_failed_is_told_in_the_log_and_kept_nowhere(answering: Town) -> None:
    at_the_tone(answering).speak(WORDS)
    answering.wait(5)
    answering.worker_works = answering.clock_works = False
    answering.leg(CALLER).press("#")
    answering.wait(5)
    (recording,) = answering.exchange.recordings.values()
    recording.status = "failed"
    answering.worker_works = answering.clock_works = True
    answering.wait(20)
    assert (row(answering).state, there(answering), sounds(answering)) == (
        VoicemailState.LOST,
        0,
        [],
    )


def test_what_is_no_sound_is_asked_for_again_and_deleted_nowhere(answering: Town) -> None:
    real, answering.rest._client.get = answering.rest._client.get, _nonsense  # type: ignore[method-assign]
    leaves(answering)
    answering.wait(60)
    assert (row(answering).state, there(answering)) == (VoicemailState.RECORDED, 1)
    answering.rest._client.get = real  # type: ignore[method-assign]
    answering.wait(60)
    assert (row(answering).state, there(answering)) == (KEPT, 0)


class _Nonsense:
    status_code, data = 200, b"<html>a proxy</html>"


def _nonsense(*_given: object, **_more: object) -> _Nonsense:
    return _Nonsense()


# -- when something dies --------------------------------------------------------------------------


def leaves_and_waits(town: Town) -> None:
    """A message, and what comes of it in the next seconds."""
    leaves(town)
    town.wait(10)


QUESTIONS = ["recording", "recorded_sound", "forget"]


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_worker_that_dies_anywhere_on_the_way_loses_nothing(
    answering: Town, question: str
) -> None:
    with dying(answering, question) as died:
        with pytest.raises(Died):
            leaves_and_waits(answering)
        assert died == [question]
        assert sounds(answering) or there(answering)
        answering.wait(120)
    assert (row(answering).state, len(sounds(answering)), there(answering)) == (KEPT, 1, 0)
    assert row(answering).gone_at is not None


REFUSALS = [
    ("GET", "/Recordings/", {"status": 500, "code": 20500}),
    ("GET", "/Recordings/", {"status": 429, "code": 20429}),
    ("GET", "/Recordings/", {}),
    ("GET", ".wav", {"status": 500}),
    ("GET", ".wav", {"status": 404}),
    ("DELETE", "/Recordings/", {"status": 500, "code": 20500}),
    ("DELETE", "/Recordings/", {}),
    ("DELETE", "/Recordings/", {"done": True}),
    ("DELETE", "/Recordings/", {"status": 429, "code": 20429}),
]


@pytest.mark.parametrize(("method", "place", "how"), REFUSALS)
@pytest.mark.parametrize("times", [1, pytest.param(4, marks=pytest.mark.long)])
def test_a_phone_company_that_fails_delays_a_message_and_loses_none(
    answering: Town, method: str, place: str, how: dict[str, object], times: int
) -> None:
    answering.rest.fails(method, place, times=times, **how)
    leaves(answering)
    for _ in range(60):
        answering.wait(10)
        assert len(sounds(answering)) == 1 or there(answering) == 1
    assert (row(answering).state, len(sounds(answering)), there(answering)) == (KEPT, 1, 0)


def test_what_the_phone_company_says_it_deleted_is_looked_at(answering: Town) -> None:
    answering.rest.fails("DELETE", "/Recordings/", status=204)
    leaves(answering)
    answering.wait(5)
    assert (there(answering), row(answering).gone_at) == (1, None)
    answering.wait(60)
    assert (there(answering), row(answering).gone_at is not None) == (0, True)


def test_a_clock_that_does_it_itself_does_one_in_a_sweep_so_that_no_ring_waits(
    answering: Town,
) -> None:
    answering.worker_works = False
    leaves(answering)
    leaves(answering, number=SECOND_CALLER)
    answering.wait(5)
    answering.clock_works = False
    answering.wait(120)
    for kept in (1, 2):
        sweeps.sweep_promises(answering.rt)
        assert len(sounds(answering)) == kept


def test_without_a_worker_the_clock_brings_it(answering: Town) -> None:
    answering.worker_works = False
    leaves(answering)
    answering.wait(200)
    assert (row(answering).state, there(answering), len(texts(answering, DUTY))) == (KEPT, 0, 1)


# -- what strangers and machines say --------------------------------------------------------------

GOOD = "RE" + "0" * 32
ODD: list[dict[str, str]] = [
    {},
    {"RecordingSid": "RE' OR 1=1", "RecordingStatus": "completed"},
    {"RecordingSid": "../../Accounts", "RecordingStatus": "completed"},
    {"RecordingSid": GOOD + "0", "RecordingStatus": "completed", "RecordingDuration": "9"},
    {"RecordingUrl": "https://evil.test/" + GOOD[:-1], "RecordingStatus": "completed"},
    {"RecordingSid": "", "RecordingStatus": "completed", "RecordingDuration": "-1"},
    {"RecordingDuration": "9" * 400, "RecordingStatus": "failed"},
]


@pytest.mark.parametrize("odd", ODD)
def test_a_report_that_names_no_recording_changes_nothing(
    answering: Town, odd: dict[str, str]
) -> None:
    leg = at_the_tone(answering)
    path = answering.next_address(CALLER).removesuffix("/after") + "/notice"
    before = row(answering)
    answer = answering.posts(path, CallSid=leg.sid, **odd)
    after = row(answering)
    assert (answer.status_code, after.sid, after.state) == (204, None, before.state)


def test_a_report_about_another_call_is_not_heard(answering: Town) -> None:
    at_the_tone(answering)
    path = answering.next_address(CALLER).removesuffix("/after") + "/notice"
    told = {"RecordingSid": GOOD, "RecordingStatus": "completed", "RecordingDuration": "9"}
    answering.posts(path, CallSid="CA" + "1" * 32, **told)
    assert row(answering).sid is None


def test_a_recording_that_is_not_there_ends_as_lost_and_nobody_is_told(answering: Town) -> None:
    leg = at_the_tone(answering)
    path = answering.next_address(CALLER).removesuffix("/after") + "/notice"
    told = {"RecordingSid": GOOD, "RecordingStatus": "completed", "RecordingDuration": "9"}
    answering.posts(path, CallSid=leg.sid, **told)
    leg.hang_up()
    answering.wait(60)
    assert row(answering).state == VoicemailState.RECORDED
    an_hour_passes(answering)
    assert (row(answering).state, texts(answering, DUTY)) == (VoicemailState.LOST, [])
