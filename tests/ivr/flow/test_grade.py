"""Do the formulas give what their authors say, and nothing where they cannot know?"""

import pytest

from ivr.flow.grade import english_syllables, flesch_kincaid, grade, spanish_syllables


@pytest.mark.parametrize(
    ("word", "count"),
    [("someone", 3), ("police", 2), ("talk", 1), ("wanted", 2), ("called", 1), ("table", 2),
     ("changes", 2), ("the", 1), ("don't", 1), ("identity", 4)],
)  # fmt: skip
def test_english_syllables_are_counted_to_within_one(word, count):
    assert abs(english_syllables(word) - count) <= 1


@pytest.mark.parametrize(
    ("word", "count"),
    [("persona", 3), ("ayuda", 3), ("policía", 4), ("quien", 1), ("línea", 3), ("cuídese", 3),
     ("guía", 2), ("aquí", 2), ("ciudad", 2), ("oír", 2), ("muy", 1)],
)  # fmt: skip
def test_spanish_syllables_follow_the_rules_of_diphthongs(word, count):
    assert spanish_syllables(word) == count


def test_the_published_example_of_flesch_and_kincaid_is_below_the_first_grade():
    # One-syllable words in sentences of six: 0.39 * 6 + 11.8 - 15.59, as the formula has it.
    assert flesch_kincaid("The cat sat on the mat.") == pytest.approx(-1.45)


def test_long_words_in_long_sentences_take_more_years_than_short_ones():
    short = "You can rest. You can wait. We stay here. " * 3
    long = (
        "Notwithstanding administrative complications, organisations occasionally participate " * 4
    )
    assert grade(short, "en") < 3 < 12 < grade(long, "en")
    corto = "Puede ir. Puede ver. No es su mal. Va a ser un día más. " * 3
    largo = "Las organizaciones administrativas internacionales participan ocasionalmente " * 4
    assert grade(corto, "es-US") == 4 < 12 < grade(largo, "es")


def test_few_words_and_other_languages_have_no_grade():
    assert grade("Take care.", "en") is None
    assert grade("كلمات " * 40, "ar") is None
