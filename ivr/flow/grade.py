"""How many years of school does it take to understand these words?"""

import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Final

SHORTEST: Final = 20
"""Words below which a formula says nothing of use."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SENTENCE = re.compile(r"[.!?…]+(?:\s|$)")
_VOWELS = re.compile(r"[aeiouy]+")
_STRONG = "aeoáéó"
_SPANISH = re.compile(r"[aeiouáéíóúü]")

SPANISH_GRADES: Final = ((90, 4.0), (80, 5.0), (70, 6.0), (60, 8.0), (50, 11.0))
"""Lowest score and grade.  Source: table of J. Fernández Huerta, Consigna 214 (1959), 29-32, with
the seventh and eighth grades as the eighth."""
HARDEST: Final = 13.0


def grade(words: str, language: str) -> float | None:
    """The school grade of a text; None for few words and for languages without a formula."""
    formula = FORMULAS.get(language.split("-")[0])
    if formula is None or len(_WORD.findall(words)) < SHORTEST:
        return None
    return formula(words)


def flesch_kincaid(words: str) -> float:
    """0.39 words/sentence + 11.8 syllables/word - 15.59, of English.

    Source: J. P. Kincaid and others, Research Branch Report 8-75, Naval Air Station Memphis, 1975.
    """
    count, sentences, syllables = _counts(words, english_syllables)
    return 0.39 * count / sentences + 11.8 * syllables / count - 15.59


def fernandez_huerta(words: str) -> float:
    """The grade that belongs to 206.84 - 60 syllables/word - 1.02 words/sentence, of Spanish.

    Source: J. Fernández Huerta, Consigna 214 (1959), as corrected by G. Law (2011).
    """
    score = fernandez_huerta_score(words)
    return next((years for least, years in SPANISH_GRADES if score >= least), HARDEST)


def fernandez_huerta_score(words: str) -> float:
    """The score itself: 100 is very easy, 0 very hard."""
    count, sentences, syllables = _counts(words, spanish_syllables)
    return 206.84 - 60 * syllables / count - 1.02 * count / sentences


FORMULAS: Final[Mapping[str, Callable[[str], float]]] = {
    "en": flesch_kincaid,
    "es": fernandez_huerta,
}


def english_syllables(word: str) -> int:
    """Groups of vowels, less an `e` that is not heard at the end; right for 9 words in 10."""
    word = re.sub(r"['’]", "", word.lower())
    groups = len(_VOWELS.findall(word))
    silent = re.search(r"[^aeiouyl](?:e|es|ed)$", word) is not None
    heard = re.search(r"(?:[td]ed|[sxz]es|[cs]hes|[cg]es)$", word) is not None
    return max(1, groups - (silent and not heard))


def spanish_syllables(word: str) -> int:
    """Vowels, less those that make one sound with the vowel before them."""
    word = re.sub(r"qu(?=[eéií])|gu(?=[eéií])", "g", word.lower())
    word = re.sub(r"y$", "i", word)
    vowels = [match.start() for match in _SPANISH.finditer(word)]
    joined = sum(
        later == earlier + 1 and _one_sound(word[earlier], word[later])
        for earlier, later in pairwise(vowels)
    )
    return max(1, len(vowels) - joined)


def _one_sound(first: str, second: str) -> bool:
    """Two strong vowels, or a weak one with an accent beside a strong one, are two."""
    if first in _STRONG and second in _STRONG:
        return False
    accented_weak = first in "íú" or second in "íú"
    return not (accented_weak and (first in _STRONG or second in _STRONG))


def _counts(words: str, syllables_in: Callable[[str], int]) -> tuple[int, int, int]:
    found = _WORD.findall(words)
    sentences = len(_SENTENCE.findall(words.strip())) + (not re.search(r"[.!?…]\W*$", words))
    return max(1, len(found)), max(1, sentences), sum(map(syllables_in, found))
