"""Which words are the translation of which, and how long does it take to say them?"""

import hashlib
import math
from typing import Annotated

from pydantic import Field

from ivr.flow.values import LanguageTag, Strict, Words

WORDS_PER_SECOND = 2.5
"""An unhurried voice: 150 words a minute."""


Fingerprint = Annotated[str, Field(min_length=8, max_length=8)]


class Translation(Strict):
    """One piece of words in another language."""

    text: Words
    of: Fingerprint
    """Fingerprint of the words it was translated from."""
    checked: Words | None = None
    """Who read it over, and when."""


class Translations(Strict):
    """One file of `wording/`: system phrases, and the words of every flow in one language."""

    language: LanguageTag
    phrases: dict[str, Words]
    words: dict[str, Translation] = Field(default_factory=dict)
    """By `flow.step.part`."""
    recordings: dict[str, Fingerprint] = Field(default_factory=dict)
    """By the name of a recording, the fingerprint of the sentence that was read aloud for it."""


def fingerprint(words: str) -> str:
    """Eight hex digits that change when the words do, not when lines are broken differently."""
    return hashlib.sha256(" ".join(words.split()).encode()).hexdigest()[:8]


def seconds_of(words: str) -> int:
    """Whole seconds it takes to say these words, rounded up."""
    return math.ceil(len(words.split()) / WORDS_PER_SECOND)
