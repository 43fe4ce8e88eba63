"""What about callers whose number we do not know?"""

import pytest
from test_texts import inbox
from town import CALLER, HELPLINE, Town

WORDS = ("anonymous", "restricted", "unavailable", "unknown", "blocked", "private")
LIST = "1"


@pytest.mark.parametrize(
    ("word", "spelt"), [*((word, True) for word in WORDS), ("anonymous", False)]
)
def test_a_hidden_caller_gets_the_full_service(town: Town, word: str, spelt: bool) -> None:
    town.exchange.withheld_spelt = spelt
    town.add("Ana")
    leg = town.dial(withheld=word)
    town.wait_until("joined", CALLER)
    assert town.in_one_room(leg, "Ana")
    assert town.call().number_hidden


@pytest.mark.parametrize("word", ["anonymous", "private"])
def test_a_text_is_neither_offered_nor_promised(town: Town, word: str) -> None:
    leg = town.dial(["2", "1", "1", LIST], withheld=word)
    town.wait(40)
    said = town.heard(leg)
    assert not any(town.words("person", "offer_1", "es") in words for words in said)
    assert not any(town.words("text_me", "ask_first", "es") in words for words in said)
    assert town.words("no_text", language="es") in said
    leg.hang_up()
    town.wait(30)
    assert (town.messages(), inbox(town)) == ([], [])


def test_after_that_they_wait_at_their_old_place(town: Town) -> None:
    leg = town.dial(["2", "1", "1", LIST], withheld=True)
    town.wait(40)
    town.add("Ana")
    town.wait_until("joined", CALLER)
    assert town.in_one_room(leg, "Ana")


@pytest.mark.parametrize("number", ["", "client:somebody", "sip:me@example.test", "12125550123"])
def test_whoever_calls_in_whatever_way_hears_the_welcome(town: Town, number: str) -> None:
    answer = town.posts(
        "/voice/calls", CallSid="CA" + "7" * 32, From=number, To=HELPLINE, CallStatus="ringing"
    )
    assert town.words("hello") in answer.text
    assert town.call().number_hidden
    town.posts("/voice/calls/status", CallSid="CA" + "7" * 32, CallStatus="completed")
