"""Does one word by text put a responder on duty, and is every other text what it was?"""

import pytest
from town import CALLER, HELPLINE, NEUTRAL, PHONES, Town

from ivr.operations import opt_outs, presences, profiles

NAMING = ("help", "police", "victim", "duty", "call", "ayuda", "policía", "turno")


def texts(town: Town, words: str, name: str = "Ana", to: str = NEUTRAL) -> list[str]:
    """What comes back when this responder texts these words."""
    phone = town.phone(name)
    before = len(phone.inbox)
    phone.text(to, words)
    town.wait(5)
    return [text.body for text in phone.inbox[before:]]


def test_on_off_and_status(either_town: Town) -> None:
    town = either_town
    town.add("Ana", on_duty=False)
    assert texts(town, "Status") == ["Now: off."]
    assert texts(town, " ON! ") == ["Done: on."]
    assert town.state_of("Ana") == "available"
    assert texts(town, "status") == ["Now: on."]
    assert texts(town, "off") == ["Done: off."]
    assert town.state_of("Ana") is None


def test_in_the_words_of_another_language_of_the_helpline(town: Town) -> None:
    town.add("Ana", on_duty=False)
    assert texts(town, "¡Disponible!") == ["Listo: presente."]
    assert texts(town, "Pausa 30")[0].startswith("Listo: pausa hasta las ")
    assert texts(town, "estado")[0].startswith("Ahora: pausa hasta las ")
    assert texts(town, "ausente") == ["Listo: ausente."]


def test_a_pause_says_until_when_on_her_own_clock_and_ends(town: Town) -> None:
    town.add("Ana")
    # The walk begins at 22:30 UTC, half past five in New York.
    assert texts(town, "PAUSE 2") == ["Done: pause until 17:32."]
    assert town.state_of("Ana") == "paused"
    town.dial()
    town.wait(60)
    assert town.rung() == []
    town.wait(60)
    assert town.rung() == ["Ana"]


def test_a_pause_of_somebody_who_is_off_changes_nothing_and_says_so(town: Town) -> None:
    town.add("Ana", on_duty=False)
    assert texts(town, "pause 15") == ["Now: off."]


def test_who_says_off_in_the_middle_of_a_call_finishes_it(town: Town) -> None:
    town.add("Ana")
    leg = town.together()
    assert texts(town, "OFF") == ["Done: off."]
    town.wait(60)
    assert town.in_one_room(leg, "Ana")
    leg.hang_up()
    town.wait(200)
    town.dial(number="+12125550124")
    town.wait(30)
    assert town.rung() == ["Ana"]


def test_a_pause_asked_for_in_a_call_begins_after_it(town: Town) -> None:
    town.add("Ana")
    leg = town.together()
    texts(town, "pause 4")
    leg.hang_up()
    town.wait(10)
    town.leg("Ana").hang_up()
    town.wait(200)
    assert town.state_of("Ana") == "paused", "a wrap-up alone would be over by now"
    assert presences.how(town.rt, town.id_of("Ana")).paused_until is not None
    town.wait(40)
    assert town.state_of("Ana") == "available"


def test_what_is_answered_names_nobody(town: Town) -> None:
    town.add("Ana")
    told = [words for asked in ("on", "pause 15", "status", "off") for words in texts(town, asked)]
    assert len(told) == 4
    assert not [word for word in NAMING if word in " ".join(told).lower()]


@pytest.mark.parametrize("words", ["on", "OFF", "Status", "pause 15"])
def test_a_stranger_gets_the_sentence_that_strangers_get(town: Town, words: str) -> None:
    town.add("Ana")
    town.phone(CALLER).text(NEUTRAL, words)
    town.wait(5)
    assert [text.body for text in town.phone(CALLER).inbox] == [town.phrase("neutral_text_reply")]
    assert town.state_of("Ana") == "available"


@pytest.mark.parametrize("words", ["on my way", "turn it off", "I am on", "ON OFF", "hello"])
def test_any_other_text_of_hers_is_a_text_like_any_other(town: Town, words: str) -> None:
    town.add("Ana", on_duty=False)
    assert texts(town, words) == [town.phrase("neutral_text_reply")]
    assert town.state_of("Ana") is None


def test_on_the_published_number_she_is_somebody_like_everybody(town: Town) -> None:
    town.add("Ana", on_duty=False)
    assert texts(town, "ON", to=HELPLINE) == [town.phrase("neutral_text_reply")]
    assert town.state_of("Ana") is None


def test_stop_stays_stop_and_then_nothing_is_done_or_said(town: Town) -> None:
    town.add("Ana")
    town.phone("Ana").text(NEUTRAL, "BASTA")
    town.wait(5)
    assert opt_outs.has_stopped(town.rt, PHONES["Ana"])
    assert texts(town, "OFF") == []
    assert town.state_of("Ana") == "available", "what cannot be confirmed is not done"


def test_a_text_that_comes_twice_does_no_harm(town: Town) -> None:
    town.add("Ana", on_duty=False)
    form = {"MessageSid": "SM1", "From": PHONES["Ana"], "To": NEUTRAL, "Body": "on"}
    answers = {town.posts("/text/messages", **form).text for _ in range(2)}
    assert len(answers) == 1
    assert town.state_of("Ana") == "available"


def test_who_has_left_is_a_stranger(town: Town) -> None:
    town.add("Ana", on_duty=False)
    profiles.retire(town.rt, "Ana", "Sam")
    assert texts(town, "on") == [town.phrase("neutral_text_reply")]
