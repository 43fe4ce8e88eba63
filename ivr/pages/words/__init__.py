"""Which words stand on our pages?"""

from collections.abc import Mapping

from ivr.pages.words.ar import AR
from ivr.pages.words.ask_ar import ASK_AR
from ivr.pages.words.ask_en import ASK_EN
from ivr.pages.words.ask_es import ASK_ES
from ivr.pages.words.en import EN
from ivr.pages.words.es import ES

__all__ = ["WORDS"]

WORDS: Mapping[str, Mapping[str, str]] = {"en": EN | ASK_EN, "es": ES | ASK_ES, "ar": AR | ASK_AR}
"""Language → what the pages say. On the first two behind a link nothing says who sent it."""
