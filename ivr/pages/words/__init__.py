"""Which words stand on the pages behind a link?"""

from collections.abc import Mapping

from ivr.pages.words.ar import AR
from ivr.pages.words.en import EN
from ivr.pages.words.es import ES

__all__ = ["WORDS"]

WORDS: Mapping[str, Mapping[str, str]] = {"en": EN, "es": ES, "ar": AR}
"""Language → what the pages say. On the first two of them nothing says who sent the link."""
