"""Does our own judge of documents see what Twilio would not do?"""

import pytest
from elements import problems_of

GOOD_GATHER = (
    '<Gather input="dtmf" numDigits="1" finishOnKey="" timeout="8" action="https://h/x" '
    'method="POST"><Say>Press 1.</Say></Gather>'
)


def response(*verbs: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><Response>{"".join(verbs)}</Response>'


@pytest.mark.parametrize(
    "verbs",
    [
        "",
        GOOD_GATHER,
        '<Say voice="Polly.Joanna-Neural" language="en-US">Hello &amp; good evening</Say>',
        '<Dial timeout="20"><Number url="https://h/s" method="GET">+12125550190</Number></Dial>',
        '<Enqueue action="https://h/a" waitUrl="https://h/w">line-en</Enqueue>',
    ],
)
def test_a_good_document_has_no_problem(verbs: str) -> None:
    assert problems_of(response(verbs)) == []


@pytest.mark.parametrize(
    ("verbs", "seen"),
    [
        ("<Speak>hello</Speak>", "Speak"),
        ("<Say></Say>", "Say does not hold"),
        (f"<Say>{'a' * 3001}</Say>", "Say does not hold"),
        ('<Say loudness="9">hello</Say>', "loudness"),
        ('<Say voice="Joanna">hello</Say>', "voice"),
        ("hello", "Response holds words"),
        ("<Gather/>", "Gather lacks action"),
        (GOOD_GATHER.replace("Say", "Dial"), "Dial inside Gather"),
        (GOOD_GATHER.replace('"8"', '"soon"'), "timeout"),
        (GOOD_GATHER.replace('"POST"', '"post"'), "method"),
        ("<Number>+12125550190</Number>", "Number inside Response"),
        ("<Dial><Number>2125550190</Number></Dial>", "Number does not hold"),
        ('<Redirect method="POST">/relative</Redirect>', "Redirect does not hold"),
        ("<Hangup/><Say>hello</Say>", "nothing comes after Hangup"),
        ('<Enqueue action="https://h/a">line</Enqueue>', "Enqueue lacks waitUrl"),
        ("<Say>\x01</Say>", "not XML"),
        ("<Say>hello</say>", "not XML"),
        ("<Say>hello</Say>" * 5000, "larger than 64 kB"),
    ],
)
def test_what_twilio_would_not_do_is_seen(verbs: str, seen: str) -> None:
    assert any(seen in problem for problem in problems_of(response(verbs)))


def test_only_a_response_is_a_document() -> None:
    assert problems_of("<Say>hello</Say>") == ["the root is Say"]
