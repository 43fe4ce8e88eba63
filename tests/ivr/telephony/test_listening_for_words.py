"""Does a step that listens for words still take every key?"""

import re

from ivr.flow.instructions import Listen, Say
from ivr.flow.position import Position
from ivr.telephony.addresses import Addresses
from ivr.telephony.twiml import Pen, Speaker, render
from ivr.telephony.voices import Voice

POSITION = Position("0" * 16, "welcome", "what", "es")
VOICES = {"es": Voice("Polly.Lupe-Neural", "es-US")}


def gather(listen: Listen, voices=VOICES) -> dict[str, str]:
    """The attributes of the Gather that this is written as."""
    addresses = Addresses("http://helpline.test", "http://pages.test")
    pen = Pen(addresses, lambda _: "sealed", Speaker(voices, lambda _: True, addresses.sound))
    (written,) = re.findall(r"<Gather ([^>]*)>", render([listen], pen))
    return dict(re.findall(r'(\w+)="([^"]*)"', written))


def listen(**more):
    return Listen((Say("¿Qué necesita?", "es"),), 8, POSITION, **more)


def test_keys_and_words_are_listened_for_in_the_callers_language():
    heard = gather(listen(speech=True, hints=("mis derechos", "la ley")))
    assert heard["input"] == "dtmf speech"
    assert heard["language"] == "es-US"
    assert heard["hints"] == "mis derechos,la ley"
    assert (heard["numDigits"], heard["finishOnKey"]) == ("1", "")


def test_nothing_a_harmed_person_says_is_starred_out():
    assert gather(listen(speech=True))["profanityFilter"] == "false"


def test_a_step_that_asks_for_no_words_listens_for_keys_alone():
    heard = gather(listen())
    assert heard["input"] == "dtmf"
    assert not {"hints", "language", "speechTimeout", "profanityFilter"} & heard.keys()


def test_without_hints_nothing_is_made_up():
    assert "hints" not in gather(listen(speech=True))


def test_a_language_without_a_voice_is_listened_for_by_its_keys():
    heard = gather(listen(speech=True), voices={})
    assert heard["input"] == "dtmf"
    assert not {"hints", "language"} & heard.keys()


def test_a_comma_in_a_hint_does_not_make_it_two():
    assert gather(listen(speech=True, hints=("law,\n court", "x" * 300)))["hints"] == (
        "law court," + "x" * 100
    )


def test_a_number_is_waited_for_until_the_finishing_key():
    heard = gather(listen(keys=15, finish_on="#"))
    assert (heard["numDigits"], heard["finishOnKey"]) == ("15", "#")
