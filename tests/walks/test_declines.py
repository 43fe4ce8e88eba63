"""Who is rung next when a responder does not take the call?"""

import pytest
from town import CALLER, SECOND_CALLER, Town, at

from ivr.sandbox import Answers, Busy, Dead, Declines, NoAnswer, Rejects, Voicemail
from ivr.sandbox.behaviours import Behaviour


@pytest.fixture
def two(town: Town) -> Town:
    """Ana, who is rung first, and Ben, who takes whatever comes."""
    town.add("Ana")
    town.wait(5)
    town.add("Ben")
    return town


NOT_TAKEN = {
    "declines": (Declines(), "declined"),
    "is engaged": (Busy(), "missed"),
    "refuses": (Rejects(), "missed"),
    "does not answer": (NoAnswer(), "missed"),
    "has a voicemail": (Voicemail(), "missed"),
    "has a dead number": (Dead(), "failed"),
    "says nothing": (Answers(keys=["", ""]), "missed"),
    "presses wrong keys": (Answers(keys=["5", "*"]), "missed"),
}


@pytest.mark.parametrize("what", NOT_TAKEN)
def test_when_ana_does_not_take_it_ben_is_rung(two: Town, what: str) -> None:
    behaviour, ending = NOT_TAKEN[what]
    two.phone("Ana").behaves(behaviour)
    leg = two.together()
    assert two.rung() == ["Ana", "Ben"]
    assert two.offers() == [("Ana", ending), ("Ben", "accepted")]
    assert two.in_one_room(leg, "Ben")
    assert two.leg("Ana").finished


def test_a_declined_call_is_answered_by_the_next(either_town: Town) -> None:
    town = either_town
    town.add("Ana")
    town.phone("Ana").behaves(Declines())
    town.wait(5)
    town.add("Ben")
    leg = town.together()
    assert town.in_one_room(leg, "Ben")
    assert town.offers() == [("Ana", "declined"), ("Ben", "accepted")]


def test_who_declined_is_not_asked_again_for_this_call_but_for_the_next(town: Town) -> None:
    town.add("Ana")
    town.phone("Ana").behaves(Declines())
    first = town.dial()
    town.wait_until("ended", "Ana")
    town.wait(100)
    assert town.rung().count("Ana") == 1
    first.hang_up()
    town.phone("Ana").behaves(Answers())
    second = town.together(number=SECOND_CALLER)
    assert town.in_one_room(second, "Ana")


@pytest.mark.parametrize("behaviour", [NoAnswer(), Busy(), Voicemail()])
def test_who_misses_a_call_is_left_alone_for_a_minute(town: Town, behaviour: Behaviour) -> None:
    town.add("Ana")
    town.phone("Ana").behaves(behaviour)
    town.dial()
    town.wait_until("ended", "Ana")
    ended = town.events("ended", "Ana")[0].at
    assert (town.state_of("Ana"), town.busy_with("Ana")) == ("paused", "paused")
    town.phone("Ana").behaves(Answers())
    town.wait_until("ringing", "Ana")
    assert 50 < (town.clock.now() - ended).total_seconds() < 65
    town.wait_until("joined", CALLER)


def test_the_pause_holds_for_other_callers_too(town: Town) -> None:
    town.add("Ana")
    town.phone("Ana").behaves(NoAnswer())
    town.dial()
    town.wait_until("ended", "Ana")
    town.dial(number=SECOND_CALLER)
    town.wait(55)
    assert town.rung() == ["Ana"]


def test_a_number_the_phone_company_refuses_to_ring_lets_ben_be_rung(two: Town) -> None:
    two.rest.fails("POST", "/Calls.json", status=400, code=21211)
    leg = two.together()
    assert two.offers() == [("Ana", "failed"), ("Ben", "accepted")]
    assert two.rung() == ["Ben"]
    assert two.in_one_room(leg, "Ben")


def test_a_phone_company_that_is_too_busy_is_asked_again_in_a_moment(town: Town) -> None:
    town.add("Ana")
    town.rest.fails("POST", "/Calls.json", status=429, code=20429, times=2)
    leg = town.together()
    assert town.offers() == [("Ana", "accepted")]
    assert town.in_one_room(leg, "Ana")


def test_a_ring_whose_answer_was_lost_is_known_by_its_own_reports(town: Town) -> None:
    town.add("Ana")
    town.rest.fails("POST", "/Calls.json", done=True)
    leg = town.together()
    assert town.rung() == ["Ana"]
    assert town.in_one_room(leg, "Ana")


def test_a_ring_that_was_never_placed_is_placed_when_that_is_known(town: Town) -> None:
    town.add("Ana")
    town.rest.fails("POST", "/Calls.json")
    town.dial()
    town.wait_until("queued", CALLER)
    town.wait_until("ringing", "Ana", within=13)
    town.wait_until("joined", CALLER)
    assert town.offers() == [("Ana", "accepted")]


def test_who_hangs_up_during_the_whisper_lets_ben_be_rung(two: Town) -> None:
    two.phone("Ana").behaves(Answers(keys=[""]))
    two.dial()
    two.wait_until("heard", "Ana")
    two.leg("Ana").hang_up()
    two.wait_until("joined", CALLER)
    assert two.offers() == [("Ana", "missed"), ("Ben", "accepted")]


@pytest.mark.parametrize("first", ["", "7"])
def test_the_whisper_is_said_once_more_to_who_presses_nothing_or_wrongly(
    town: Town, first: str
) -> None:
    town.add("Ana")
    town.phone("Ana").behaves(town.presses(first, "1"))
    leg = town.together()
    said = town.heard(town.leg("Ana"))
    assert said[0] == said[1] != said[2]
    assert town.in_one_room(leg, "Ana")


def test_a_key_after_the_second_whisper_still_counts(town: Town) -> None:
    town.add("Ana")
    slow = Answers(keys=["", "1"], key_after=7.5)
    town.phone("Ana").behaves(slow)
    leg = town.together()
    assert town.in_one_room(leg, "Ana")


def test_a_late_key_hears_that_somebody_has_taken_the_call(two: Town) -> None:
    two.phone("Ana").behaves(Answers(keys=["", ""]))
    two.dial(leaves=None)
    two.wait_until("heard", "Ana")
    offer = two.leg("Ana").story[-1]
    path = _key_path(two)
    two.wait_until("joined", "Ben")
    answer = two.posts(path, CallSid=offer.leg or "", CallStatus="in-progress", Digits="1")
    assert two.phrase("already_answered") in answer.text
    assert "<Conference" not in answer.text


def _key_path(town: Town) -> str:
    whisper = next(e for e in town.events("requested") if e.details["url"].endswith("/whisper"))
    path: str = whisper.details["url"].partition("helpline.test")[2]
    return path.removesuffix("whisper") + "key"


def test_ben_is_rung_within_seconds_of_anas_no(two: Town) -> None:
    two.phone("Ana").behaves(Declines())
    two.dial()
    two.wait_until("ended", "Ana")
    refused = two.clock.now()
    two.wait_until("ringing", "Ben")
    assert (two.clock.now() - refused).total_seconds() < 3


def test_the_caller_hears_nothing_of_all_this_but_the_waiting_words(two: Town) -> None:
    two.phone("Ana").behaves(Voicemail())
    leg = two.together()
    line = [
        two.words("person", "say", "es"),
        two.words("person", "while_waiting", "es"),
        two.phrase("connecting", "es"),
    ]
    start = two.heard(leg).index(line[0])
    offered = tuple(two.words("person", offer, "es") for offer in ("offer_1", "offer_2"))
    assert {w for w in two.heard(leg)[start:] if not w.startswith(offered)} == set(line)
    assert not two.events("hung_up", CALLER)
    assert at("joined", CALLER)(two.events("joined", CALLER)[0])
