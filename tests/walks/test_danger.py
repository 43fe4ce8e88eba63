"""What do the keys do that work everywhere, and what do keys do that mean nothing?"""

from itertools import pairwise

import pytest
from sqlalchemy import select
from town import CALLER, Town

from ivr.models import Alert
from ivr.sandbox import Answers
from routing.moves import What

DANGER, PERSON = "9", "0"
PLACES = {
    "at the language": [],
    "in the menu": ["1"],
    "in the second menu": ["1", "4"],
    "when nobody is free": ["1", "1"],
    "in the line": ["1", "1", "1"],
    "when asked for consent": ["1", "1", "1", "1"],
    "at the other lines": ["1", "1", "3"],
}


@pytest.mark.parametrize("place", PLACES)
def test_the_danger_key_works(town: Town, place: str) -> None:
    leg = town.dial([*PLACES[place], DANGER])
    town.wait(60)
    said = town.heard(leg)
    after = said[said.index(town.words("danger")) :]
    assert after[1] == town.phrase("emergency", number="9 1 1")


def test_who_is_in_danger_reaches_any_certified_responder_at_once(town: Town) -> None:
    town.add("Ana", knows="fraud")
    leg = town.dial(["1", DANGER])
    town.wait_until("ringing", "Ana")
    waited = town.clock.now() - town.events("pressed", CALLER)[-1].at
    assert waited.total_seconds() < 2
    town.wait_until("joined", CALLER)
    assert town.in_one_room(leg, "Ana")


def test_in_danger_and_nobody_there_the_duty_phones_are_rung_again_and_again(town: Town) -> None:
    leg = town.dial(["1", DANGER])
    town.wait(240)
    assert town.rung()[:4] == ["first duty phone", "second duty phone"] * 2
    assert leg.status == "in-progress"
    town.phone("first duty phone").behaves(Answers(keys="1"))
    town.wait_until("bridged", "first duty phone")


def test_danger_never_goes_on_for_ever_without_a_word(town: Town) -> None:
    leg = town.dial(["1", DANGER])
    town.wait(600)
    moments = [event.at for event in town.events("heard", CALLER)]
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(moments)]
    assert max(gaps) < 60
    assert leg.status == "in-progress"


@pytest.mark.parametrize("place", ["at the language", "in the menu", "in the second menu"])
def test_0_leads_to_a_person(town: Town, place: str) -> None:
    town.add("Ana", knows="legal")
    leg = town.dial([*PLACES[place], PERSON])
    town.wait_until("joined", CALLER)
    assert town.in_one_room(leg, "Ana")


@pytest.mark.parametrize("keys", ["8", "*", "#", "1234567890123456", "7#7"])
def test_keys_that_mean_nothing_lead_to_a_person(town: Town, keys: str) -> None:
    town.add("Ana", knows="legal")
    leg = town.dial([keys] * 8)
    town.wait_until("joined", CALLER, within=300)
    assert town.in_one_room(leg, "Ana")


@pytest.mark.parametrize("digits", ["1234567890123456", "8" * 500, "ABCD", "٢", "1;DROP"])
def test_odd_digits_are_answered_like_a_wrong_key(town: Town, digits: str) -> None:
    town.dial("")
    town.wait_until("listening", CALLER)
    path = town.next_address(CALLER)
    sid = town.leg(CALLER).sid
    answer = town.posts(path, CallSid=sid, CallStatus="in-progress", Digits=digits)
    assert answer.status_code == 200
    assert town.phrase("unclear_again") in answer.text


def test_a_language_nobody_offers_is_asked_for_again(town: Town) -> None:
    leg = town.dial(["7", "2"])
    town.wait(40)
    assert any(language == "es-US" for _, language in leg.heard[-3:])


def test_whoever_dies_with_the_word_that_danger_waits_takes_nothing_with_them(town: Town) -> None:
    """A clock that asked the line hears it once, and is killed before it writes it down."""
    town.clock_works = False
    town.dial(["1", DANGER])
    town.wait(40)
    told = town.rt.routing.tick(town.rt.now()).told
    assert What.DANGER_WAITS in [word.what for word in told]
    assert alerts(town) == []
    town.clock_works = True
    town.wait(5)
    assert alerts(town) == [What.DANGER_WAITS]
    town.wait(30)
    assert alerts(town) == [What.DANGER_WAITS], "once is enough, when it is written"


def alerts(town: Town) -> list[str]:
    """What supervisors are told."""
    with town.rt.db.read() as session:
        return list(session.scalars(select(Alert.what)))
