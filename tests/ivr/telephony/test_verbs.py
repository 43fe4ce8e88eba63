"""Is every verb written so that Twilio does just what was meant?"""

import pytest
from elements import problems_of, tree, verbs_of
from hypothesis import given
from hypothesis import strategies as some

from ivr.telephony import verbs

ANYTHING = some.text(some.characters(codec=None, exclude_categories=()), max_size=300)
URL = "https://helpline.test/voice/x?a=1&b=2"


def allowed(text: str) -> str:
    """What XML 1.0 lets stand in a document, character by character."""
    return "".join(
        c
        for c in text
        if c in "\t\n\r" or "\x20" <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff"
    )


@given(ANYTHING)
def test_any_words_at_all_are_spoken_as_far_as_xml_can_carry_them(words: str) -> None:
    said = tree(verbs.document(verbs.say(words)))[0].text or ""
    assert said == allowed(words).replace("\r\n", "\n").replace("\r", "\n")


@given(ANYTHING)
def test_any_attribute_at_all_comes_back_as_it_was(value: str) -> None:
    document = verbs.document(verbs.verb("Say", "x", voice=value))
    assert tree(document)[0].get("voice") == allowed(value)


@given(ANYTHING)
def test_no_words_can_add_a_verb(words: str) -> None:
    sneaky = f'{words}</Say><Dial>+19005551234</Dial><Say a="{words}'
    assert verbs_of(verbs.document(verbs.say(sneaky), verbs.hangup())) == ["Say", "Hangup"]


@pytest.mark.parametrize("point", [0, 8, 11, 31, 0xD800, 0xDFFF, 0xFFFE, 0xFFFF])
def test_what_xml_forbids_is_left_out_and_the_rest_is_said(point: int) -> None:
    document = verbs.document(verbs.say(f"You are {chr(point)}safe."))
    assert problems_of(document) == []
    assert tree(document)[0].text == "You are safe."


def test_more_than_a_voice_can_say_is_cut_before_it_is_escaped() -> None:
    document = verbs.document(verbs.say("&" * 5000))
    assert tree(document)[0].text == "&" * 3000
    assert problems_of(document) == []


EVERY_VERB = {
    "say": verbs.say("Hello", voice="Polly.Lupe-Neural", language="es-US"),
    "say without a voice": verbs.say("Hello"),
    "play": verbs.play(URL),
    "pause": verbs.pause(2),
    "gather": verbs.gather(verbs.say("Press 1."), action=URL, wait=8),
    "gather a number": verbs.gather("", action=URL, wait=8, keys=10, finish_on="#"),
    "overhear": verbs.overhear(verbs.say("Press 1."), action=URL, wait=5) + verbs.redirect(URL),
    "screen": verbs.screen(verbs.say("Press 1."), action=URL, wait=8),
    "redirect": verbs.redirect(URL),
    "record": verbs.record(action=URL, notices=URL, longest=120),
    "enqueue": verbs.enqueue("line-es", action=URL, wait=URL),
    "dial a phone": verbs.dial(verbs.number("+12125550190", whisper=URL), timeout=20, action=URL),
    "dial and go on": verbs.dial(verbs.number("+12125550190", whisper=URL, method="GET")),
    "dial a room": verbs.dial(
        verbs.conference("c1-1", label="caller", notices=URL, ends_with_me=True), hangupOnStar=True
    ),
    "leave": verbs.leave(),
    "hangup": verbs.hangup(),
    "message": verbs.message("Thank you & good night"),
}


@pytest.mark.parametrize("name", EVERY_VERB)
def test_every_verb_is_one_twilio_knows_with_attributes_it_knows(name: str) -> None:
    assert problems_of(verbs.document(EVERY_VERB[name])) == []


def test_no_verb_was_forgotten_above() -> None:
    written = {name for name in verbs.__all__ if name not in ("Attribute", "document", "verb")}
    tried = {word for name in EVERY_VERB for word in name.split()}
    assert written <= tried | {"conference", "number"}


def test_silence_is_posted_and_a_redirect_follows_in_case_it_is_not() -> None:
    gather, redirect = tree(verbs.document(verbs.gather("", action=URL, wait=8)))
    assert gather.get("actionOnEmptyResult") == "true"
    assert gather.get("finishOnKey") == "", "a lone # is a key like any other"
    assert gather.get("action") == redirect.text == URL


def test_nobody_who_says_nothing_gets_past_the_screen() -> None:
    assert verbs_of(verbs.document(verbs.screen("", action=URL, wait=8))) == ["Gather", "Hangup"]


def test_a_room_makes_no_sound_that_somebody_could_hear() -> None:
    room = verbs.conference("c1-1", label="caller", notices=URL, ends_with_me=False)
    conference = tree(verbs.document(verbs.dial(room)))[0][0]
    assert conference.get("beep") == "false"
    assert conference.get("endConferenceOnExit") == "false"


def test_an_attribute_that_is_none_is_left_out() -> None:
    assert verbs.verb("Dial", action=None, from_="x", hangupOnStar=False) == (
        '<Dial from="x" hangupOnStar="false"/>'
    )
