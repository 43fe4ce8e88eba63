"""Are only words left of what somebody else wrote?"""

import re
from datetime import date

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as some

from ivr.hsds.plain import NotText, shortened, words_of
from ivr.hsds.schedules import hours_of


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("<p>Open <b>daily</b>.</p><p>Call first.</p>", "Open daily. Call first."),
        ("Food &amp; clothes", "Food & clothes"),
        ("<script>alert(1)</script>Care<style>x{}</style>", "Care"),
        ("<img src=x onerror=alert(1)>Help", "Help"),
        ("a < b and 5 <3", "a < b and 5 <3"),
        ("AT&T", "AT&T"),
        ("one\r\n\ttwo\x00three\u2028four", "one two three four"),
        ("\u202eevil\u202c \u200bzero\ufeff", "evil zero"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        (12, "12"),
        (None, ""),
    ],
)
def test_markup_and_what_nobody_sees_are_gone(written: object, words: str) -> None:
    assert words_of(written) == words


@pytest.mark.parametrize("value", [[], {}, ["a"], True])
def test_a_list_is_no_text(value: object) -> None:
    with pytest.raises(NotText):
        words_of(value)


@given(some.text(max_size=300))
def test_whatever_is_written_becomes_one_line_that_stays_as_it_is(text: str) -> None:
    words = words_of(text)
    assert not re.search(r"[\n\r\t\x00-\x1f\u202a-\u202e\u2066-\u2069]", words)
    assert words == words.strip()
    assert " ".join(words.split()) == words


@given(some.text(min_size=1, max_size=300), some.integers(10, 120))
def test_a_long_text_keeps_its_beginning(text: str, most: int) -> None:
    short = shortened(text, most)
    assert len(short) <= most
    assert text.startswith(short.rstrip("…"))
    assert shortened(text, 300) == text


def test_it_ends_with_a_sentence_where_there_is_one() -> None:
    text = "They listen to you. Nobody asks for papers, and nobody writes anything down."
    assert shortened(text, 40) == "They listen to you."
    assert shortened(text[20:], 40) == "Nobody asks for papers, and nobody…"


TODAY = date(2027, 3, 5)


@pytest.mark.parametrize(
    ("schedules", "tag", "said"),
    [
        ([{"description": "Day and night", "byday": "MO"}], "en", "Day and night"),
        ([{"byday": "MO,TU,WE,SA"}], "en", "Mon–Wed, Sat"),
        (
            [{"byday": "TU", "opens_at": "09:00", "closes_at": "17:30Z"}],
            "es",
            "mar 9:00–17:30",
        ),
        ([{"byday": "SU", "opens_at": "0:00", "closes_at": "24:00"}], "de", "So. 00:00–00:00"),
        ([{"byday": "1MO", "opens_at": "x", "closes_at": None}], "en", ""),
        ([{"byday": "MO", "valid_to": "2027-03-04"}], "en", ""),
        ([{"byday": "MO", "valid_to": "soon"}], "en", "Mon"),
        ([{"byday": "MO"}, {"byday": "MO"}, {"description": "By phone"}], "en", "Mon; By phone"),
    ],
)
def test_hours_are_told_in_the_language_of_the_directory(
    schedules: list[dict[str, object]], tag: str, said: str
) -> None:
    assert hours_of(schedules, Locale(tag), TODAY) == said
