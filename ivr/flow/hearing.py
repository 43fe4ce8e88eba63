"""Which of the things we listen for did the caller say?"""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import TypeVar

T = TypeVar("T")

SEPARATOR = ","
"""Between two phrases that mean the same, in one piece of wording."""


def plain(words: str) -> str:
    """Lower case, without accents and punctuation, one space between words: "¡Sí, señora!" is
    "si senora"."""
    # Taken apart first: letters such as "𝕊" have no lower case of their own.
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", words).casefold())
    kept = (c if c.isalnum() else " " for c in apart if not unicodedata.combining(c))
    return " ".join("".join(kept).split())


def phrases(wording: str) -> tuple[str, ...]:
    """The phrases of one piece of wording, as they are written."""
    return tuple(phrase.strip() for phrase in wording.split(SEPARATOR) if phrase.strip())


def says(words: str, phrase: str) -> bool:
    """True if the phrase is among the words, as whole words in a row."""
    sought = plain(phrase)
    return bool(sought) and f" {sought} " in f" {plain(words)} "


def meant(words: str, choices: Mapping[T, Iterable[str]]) -> T | None:
    """The one choice whose longest phrase was said; None if none was, or two are as long."""
    longest = {
        choice: max((len(plain(p)) for p in listened if says(words, p)), default=0)
        for choice, listened in choices.items()
    }
    best = max(longest.values(), default=0)
    matching = [choice for choice, length in longest.items() if length == best > 0]
    return matching[0] if len(matching) == 1 else None


def numerals(words: str) -> str:
    """The digits, as 0 to 9, if nothing but digits of any script was said or written, whatever
    signs stand between them; else empty."""
    digits = [unicodedata.digit(c, None) for c in words if c.isalnum()]
    return "" if None in digits else "".join(map(str, digits))


def digit(words: str) -> str | None:
    """The digit, if nothing but one digit was said: keys may be spoken."""
    said = numerals(words)
    return said if len(said) == 1 else None


def consent(words: str, yes: Iterable[str], no: Iterable[str]) -> bool | None:
    """Whether the words agree; any word that declines outweighs every word that agrees."""
    if any(says(words, phrase) for phrase in no):
        return False
    return True if any(says(words, phrase) for phrase in yes) else None
