"""Which of the things we listen for did the caller say?"""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ivr.flow import hearing

YES = ("yes", "ok", "sí", "de acuerdo", "that is fine")
NO = ("no", "don't", "mejor no")


@pytest.mark.parametrize(
    ("words", "plain"),
    [
        ("¡Sí, señora!", "si senora"),
        ("  YES  ", "yes"),
        ("don't", "don t"),
        ("Straße", "strasse"),
        ("ＯＫ", "ok"),
        ("", ""),
        ("?!", ""),
    ],
)
def test_words_are_compared_without_accents_case_and_punctuation(words, plain):
    assert hearing.plain(words) == plain


@pytest.mark.parametrize("words", ["yes", "YES", "ok", "Sí.", "si", "Yes please, text me", "OK!"])
def test_a_yes_in_any_clothes_agrees(words):
    assert hearing.consent(words, YES, NO) is True


@pytest.mark.parametrize(
    "words", ["no", "No, ok?", "yes, no, wait", "Sí... mejor no", "please don't"]
)
def test_any_no_outweighs_every_yes(words):
    assert hearing.consent(words, YES, NO) is False


@pytest.mark.parametrize("words", ["", "perhaps", "yesterday", "okra", "nobody", "know", "?"])
def test_what_is_neither_yes_nor_no_agrees_to_nothing(words):
    assert hearing.consent(words, YES, NO) is None


def test_the_longest_phrase_that_was_said_decides():
    choices = {"1": ("law",), "2": ("family law", "divorce")}
    assert hearing.meant("about family law", choices) == "2"
    assert hearing.meant("about the law", choices) == "1"


def test_two_choices_said_equally_are_unclear():
    assert hearing.meant("court money", {"1": ("court",), "2": ("court",)}) is None
    assert hearing.meant("red tin", {"1": ("red",), "2": ("tin",)}) is None


@pytest.mark.parametrize(
    ("words", "digit"),
    [
        *(("2", "2"), (" 0. ", "0"), ("²", "2"), ("٢", "2"), ("\u200f٢\u200e", "2"), ("2️⃣", "2")),
        *(("12", None), ("two", None), ("2 3", None), ("", None), ("½", None), ("三", None)),
    ],
)
def test_one_digit_said_alone_is_a_key(words, digit):
    assert hearing.digit(words) == digit


@given(st.text(max_size=40))
def test_numerals_are_plain_digits_or_nothing(words):
    said = hearing.numerals(words)
    assert said == "" or (said.isascii() and said.isdigit())


@given(st.text(max_size=200), st.text(max_size=40))
@example("𝕊", "")
def test_nothing_that_can_be_said_or_listed_breaks_the_listening(words, phrase):
    hearing.meant(words, {"1": (phrase,), "2": ("yes",)})
    hearing.consent(words, (phrase,), ("no",))
    assert hearing.plain(hearing.plain(words)) == hearing.plain(words)


def test_phrases_stand_in_one_piece_of_wording_with_commas():
    assert hearing.phrases(" the law, my rights ,, court") == ("the law", "my rights", "court")
