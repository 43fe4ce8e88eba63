"""What goes with a caller into the line, and what is never promised to them there?"""

from town import CALLER, Town
from typing_town import (
    after,
    rows,
)

from ivr.models import Typed
from ivr.sandbox import Answers, NoAnswer
from ivr.sandbox.calls import CARRIER_SECONDS

KEEP_WAITING, AGREE = "1", "2"


def test_somebody_else_is_rung_only_after_the_caller_agreed(line: Town) -> None:
    line.add("Ben", speaks="en", knows="fraud")
    leg = line.dial(["1", KEEP_WAITING])
    line.wait(60)
    assert (line.rung(), (line.call().need or {})["agreed"]) == ([], [])
    assert line.phrase("ask_any_specialty", key=AGREE) in line.heard(leg)
    leg.press(AGREE)
    line.wait_until("joined", CALLER)
    assert (line.call().need or {})["agreed"] == ["any_specialty"]
    assert line.in_one_room(leg, "Ben")


def test_what_was_agreed_is_remembered_when_redis_forgets(line: Town) -> None:
    leg = line.dial(["1", KEEP_WAITING])
    line.wait(35)
    leg.press(AGREE)
    line.wait(5)
    line.flush_redis()
    line.add("Ben", speaks="en", knows="fraud")
    line.wait_until("joined", CALLER)
    assert line.in_one_room(leg, "Ben")


def test_what_nobody_can_bring_is_never_asked_about(line: Town) -> None:
    leg = line.dial(["1", KEEP_WAITING])
    line.wait(120)
    said = " ".join(line.heard(leg))
    assert line.phrase("ask_any_specialty", key="2") in said
    assert line.phrase("ask_interpreter", key="3") not in said


def test_the_place_a_caller_chose_stands_beside_their_need(line: Town) -> None:
    line.add("Ana", speaks="en", knows="harm")
    line.phone("Ana").behaves(Answers(after=60))
    after(line, "4")
    need = line.call().need or {}
    assert (need["area"], need["gender"], need["ring_for"]) == ("north", None, 12.0)


def test_a_call_back_is_offered_and_asked_for_before_anything_is_typed(line: Town) -> None:
    leg = line.dial(["1", KEEP_WAITING])
    line.wait(40)
    assert "To be called at a safe time" in " ".join(line.heard(leg))
    leg.press("1")
    line.wait(10)
    said = " ".join(line.heard(leg))
    assert line.words("no_call") not in said
    assert line.words("call_me", "ask_first") in said
    assert rows(line, Typed) == []


def test_a_message_is_not_asked_for(line: Town) -> None:
    line.phone("first duty phone").behaves(Answers(keys="1"))
    leg = line.dial(["1", "2"])
    line.wait_until("bridged", "first duty phone")
    assert line.words("leave_message", "ask_first") not in " ".join(line.heard(leg))
    assert line.rung() == ["first duty phone"]


def test_a_phone_rings_as_long_as_the_flow_says(line: Town) -> None:
    line.add("Ana", speaks="en", knows="harm")
    line.phone("Ana").behaves(NoAnswer())
    line.dial("1")
    line.wait_until("ended", "Ana")
    rang, ended = line.events("ringing", "Ana")[0].at, line.events("ended", "Ana")[0].at
    assert (ended - rang).total_seconds() == 12 + CARRIER_SECONDS
    assert line.offers() == [("Ana", "missed")]
