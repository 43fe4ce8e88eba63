"""What does a step know of the caller who stands in it?"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ivr.flow.facts import Facts, Promise
from ivr.flow.instructions import Say
from ivr.flow.position import Position
from ivr.flow.settings import Settings

__all__ = ["MAY_BE_UNABLE_TO_SPEAK", "Facts", "Promise", "Visit"]

if TYPE_CHECKING:
    from ivr.flow.book import Book

MAY_BE_UNABLE_TO_SPEAK = "may_be_unable_to_speak"
"""The mark of a caller whose silence, or keys that mean nothing, led to a person."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One caller at one step: where they are, what is true, and what can be said to them."""

    book: "Book"
    position: Position
    facts: Facts
    unanswered: bool = False

    @property
    def settings(self) -> Settings:
        """The settings of this revision."""
        return self.book.settings

    @property
    def asks_nothing(self) -> bool:
        """True once the call has been answered more often than its limit."""
        return self.position.turn > self.settings.limits.turns

    def keeps(self, promise: Promise) -> bool:
        """True if this can be promised now."""
        return promise in self.facts.keeps

    def at(self, position: Position) -> "Visit":
        """The same caller elsewhere."""
        return Visit(self.book, position, self.facts, self.unanswered)

    def say(self, part: str, language: str = "") -> Say:
        """A piece of this step's words, in the caller's language unless another is asked for."""
        position = self.position
        language = language or position.language
        words = self.book.words(position.flow, position.step, part, language)
        return self.aloud(words, language)

    def phrase(self, name: str, /, **values: str) -> Say:
        """A system phrase in the caller's language."""
        language = self.position.language
        return self.aloud(self.book.phrase(name, language, **values), language)

    def aloud(self, words: str, language: str) -> Say:
        """These words: played if exactly they were recorded in this language, else spoken."""
        return self.book.aloud(words, language)

    def spelt(self, name: str, digits: str) -> tuple[Say, ...]:
        """A system phrase with `{digits}`, one by one with a breath after every third ("2 0 2,
        6 4"); in pieces where only recordings speak."""
        language = self.position.language
        known = self.settings.languages.get(language)
        if known is None or known.has_voice:
            return (self.phrase(name, digits=_in_threes(digits)),)
        before, after = self.book.around(name, "digits", language)
        pieces = (before, *digits, after)
        return tuple(self.aloud(piece, language) for piece in pieces if piece)

    def choice(self, label: str, key: str) -> Say:
        """The generated words of one choice: the label, then its key."""
        spoken = self.book.spoken_key(key, self.position.language)
        return self.phrase("menu_choice", label=label, key=spoken)


def _in_threes(digits: str) -> str:
    return ", ".join(" ".join(digits[at : at + 3]) for at in range(0, len(digits), 3))
