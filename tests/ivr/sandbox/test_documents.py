"""Which documents are understood, which are refused, and which are complained about?"""

import time

import pytest

from ivr.sandbox.delivery import Answer
from ivr.sandbox.documents import BrokenDocument, read_answer, read_twiml
from ivr.sandbox.grammar import MESSAGING


def code_of(body: str | bytes) -> int:
    raw = body if isinstance(body, bytes) else body.encode()
    with pytest.raises(BrokenDocument) as caught:
        read_twiml(raw)
    return caught.value.code


def warnings_of(verbs: str) -> list[tuple[int, str]]:
    document = read_twiml(f"<Response>{verbs}</Response>".encode())
    return [(warning.code, warning.words) for warning in document.warnings]


@pytest.mark.parametrize(
    "body",
    ["", "hello", "<Response>", "<Response><Say>a & b</Say></Response>", "<a/><b/>",
     "<Response><Say>\x08</Say></Response>", b"<Response>\xff</Response>"],
)  # fmt: skip
def test_what_is_not_well_formed_is_12100(body):
    assert code_of(body) == 12100


def test_another_root_is_12102():
    assert code_of("<response/>") == 12102


def test_a_document_type_is_refused_before_any_entity_can_grow():
    bomb = (
        '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><Response>&b;</Response>'
    )
    assert code_of(bomb) == 12100
    assert code_of('<!DOCTYPE r SYSTEM "file:///etc/passwd"><Response/>') == 12100


def test_a_thousand_nested_elements_are_refused_at_once():
    started = time.monotonic()
    assert code_of("<Response>" + "<Say>" * 1000) == 12100
    assert time.monotonic() - started < 1


def test_an_empty_document_has_no_verbs():
    assert read_twiml(b"<Response/>").verbs == ()


@pytest.mark.parametrize(
    ("verbs", "words"),
    [
        ('<Say loudness="9">Hello</Say>', "<Say> has no attribute 'loudness'"),
        ('<Gather timeout="soon"/>', "<Gather timeout> cannot be 'soon'"),
        ('<Gather finishOnKey="12"/>', "<Gather finishOnKey> cannot be '12'"),
        (
            '<Dial><Conference beep="loud">r</Conference></Dial>',
            "<Conference beep> cannot be 'loud'",
        ),
        ("<say>Hello</say>", "<say> may not stand in <Response>"),
        ("<Gather><Hangup/></Gather>", "<Hangup> may not stand in <Gather>"),
        ("<Gather>Hello</Gather>", "<Gather> has no text of its own"),
        ("<Conference>r</Conference>", "<Conference> may not stand in <Response>"),
        ("<Say><Pause/></Say>", "<Pause> may not stand in <Say>"),
    ],
)
def test_what_the_schema_does_not_know_is_noted_as_12200_and_left_out(verbs, words):
    assert warnings_of(verbs) == [(12200, words)]


def test_an_unknown_verb_is_passed_over():
    document = read_twiml(b"<Response><Shout>a</Shout><Say>b</Say></Response>")
    assert [verb.name for verb in document.verbs] == ["Say"]


@pytest.mark.parametrize("verb", ["Pay", "Connect", "Start", "Refer", "Sms"])
def test_verbs_this_company_does_not_play_are_refused_aloud(verb):
    assert code_of(f"<Response><{verb}/></Response>") == 12200


@pytest.mark.parametrize(
    ("attribute", "code"), [('voice="Polly.Nobody"', 13512), ('language="xx-YY"', 13511)]
)
def test_a_voice_or_language_nobody_has_is_noted(attribute, code):
    assert [found for found, _ in warnings_of(f"<Say {attribute}>Hello</Say>")] == [code]


def test_words_are_read_with_their_marks_taken_out():
    document = read_twiml(
        b'<Response><Say>You are <emphasis>not</emphasis> alone.<break time="1s"/>'
        b"  Stay\n on.</Say></Response>"
    )
    assert document.verbs[0].text == "You are not alone. Stay on."
    assert document.warnings == ()


def test_plain_text_is_spoken():
    document = read_answer(Answer("http://a.test", 200, "text/plain; charset=utf-8", b"Hello"))
    assert (document.verbs[0].name, document.verbs[0].text) == ("Say", "Hello")


def test_a_sound_is_played():
    document = read_answer(Answer("http://a.test/x.mp3", 200, "audio/mpeg", b"ID3"))
    assert (document.verbs[0].name, document.verbs[0].text) == ("Play", "http://a.test/x.mp3")


@pytest.mark.parametrize("kind", ["application/json", ""])
def test_any_other_type_is_12300(kind):
    with pytest.raises(BrokenDocument) as caught:
        read_answer(Answer("http://a.test", 200, kind, b"<Response/>"))
    assert caught.value.code == 12300


def test_a_text_may_not_be_answered_with_a_voice():
    document = read_twiml(b"<Response><Say>a</Say></Response>", grammar=MESSAGING)
    assert document.verbs == ()
    assert document.warnings[0].words == "<Say> may not stand in <Response>"
