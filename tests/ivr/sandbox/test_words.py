"""What does a caller hear, in which language, and for how long?"""

import pytest

from ivr.sandbox import voices


@pytest.mark.parametrize(
    ("say", "language"),
    [("<Say>x</Say>", "en-US"), ('<Say language="es-MX">x</Say>', "es-MX"),
     ('<Say voice="Polly.Lupe-Neural">x</Say>', "es-US"),
     ('<Say voice="Google.pl-PL-Wavenet-A">x</Say>', "pl-PL"),
     ('<Say voice="Polly.Zeina">x</Say>', "arb")],
)  # fmt: skip
def test_words_are_heard_in_the_language_of_their_voice(town, say, language):
    town.on("/voice", say)
    leg = town.dial()
    town.wait(1)
    assert leg.heard == [("x", language)]


@pytest.mark.parametrize(
    ("words", "seconds"),
    [("yes", 0.5), ("one two three four five", 2.0), ("我" * 60, 4.0)],
)
def test_speaking_takes_time(words, seconds):
    assert voices.seconds_to_say(words) == seconds


def test_a_pause_lasts_as_long_as_it_says(town):
    town.on("/voice", "<Say>a</Say>", '<Pause length="7"/>', "<Say>b</Say>")
    leg = town.dial()
    town.wait(7.4)
    assert len(leg.heard) == 1
    town.wait(0.2)
    assert len(leg.heard) == 2


def test_words_may_be_said_again_and_again(town):
    town.on("/voice", '<Say loop="3">a</Say>', '<Say loop="0">b</Say>')
    leg = town.dial()
    town.wait(60)
    assert [words for words, _ in leg.heard].count("a") == 3
    assert leg.status == "in-progress"


@pytest.mark.parametrize(
    ("verb", "code"),
    [("<Say/>", 13520), (f"<Say voice='Polly.Joanna'>{'a ' * 1600}</Say>", 13521),
     ("<Play/>", 13420)],
)  # fmt: skip
def test_what_cannot_be_said_is_noted_and_passed_over(town, verb, code):
    town.on("/voice", verb, "<Say>b</Say>")
    leg = town.dial()
    town.wait(1)
    assert town.warned() == [code]
    assert leg.heard == [("b", "en-US")]
