"""Which words are left of a text that somebody else wrote?"""

import re
import unicodedata
from html.parser import HTMLParser
from typing import Any

__all__ = ["NotText", "shortened", "words_of"]

LONGEST = 20_000
"""Letters of one text that are looked at; what we keep of it is far shorter."""
JOINERS = "\u200c\u200d"
"""Invisible, but some scripts are spelt with them."""
MARKUP = re.compile(r"<[A-Za-z/!?]|&[A-Za-z#]")
UNSEEN = frozenset({"script", "style", "template"})
BREAKS = frozenset({"p", "br", "li", "div", "tr", "h1", "h2", "h3", "h4"})


class NotText(ValueError):
    """Raised for a list or an object where words belong."""


class _Words(HTMLParser):
    """The text of a page without its markup."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._hidden = 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, _attrs: Any) -> None:
        self._hidden += tag in UNSEEN
        if tag in BREAKS:
            self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._hidden = max(0, self._hidden - (tag in UNSEEN))

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)


def words_of(value: Any) -> str:
    """One line of words: no markup, no characters that hide, or turn the direction of others.

    Raises NotText.
    """
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise NotText
    text = str(value)[:LONGEST]
    if MARKUP.search(text):
        text = "".join(_Words(text).words)
    return " ".join("".join(_seen(letter) for letter in text).split())


def _seen(letter: str) -> str:
    if letter in JOINERS:
        return letter
    kind = unicodedata.category(letter)
    if kind in ("Cc", "Zl", "Zp"):
        return " "
    return "" if kind in ("Cf", "Cs", "Co", "Cn") else letter


def shortened(text: str, most: int) -> str:
    """The beginning of a text, up to a sentence if there is one, else up to a word."""
    if len(text) <= most:
        return text
    start = text[: most - 1]
    sentence = max(start.rfind(end) for end in (". ", "? ", "! ", "。", "؟ "))
    if sentence > most // 3:
        return start[: sentence + 1]
    word = start.rfind(" ")
    return f"{start[: word if word > most // 3 else most - 1].rstrip()}…"
