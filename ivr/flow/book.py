"""What does one published revision say?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ivr.flow.flow import Flow
from ivr.flow.instructions import Play, Say
from ivr.flow.recording import Recording
from ivr.flow.settings import Settings

SHORT = 16
"""Hex digits of the revision that a position carries."""

Place = tuple[str, str, str, str]
"""Flow, step, part, language."""


@dataclass(frozen=True)
class Book:
    """One immutable set of flows, wording, messages and settings, checked and ready to speak.

    Everything is read and joined beforehand: answering costs dictionary look-ups.
    """

    revision: str
    """SHA-256 of the whole set in hex."""
    flows: Mapping[str, Flow]
    settings: Settings
    messages: Mapping[str, Mapping[str, str]]
    """Text templates: name → language → words with `{link}`."""
    spoken: Mapping[Place, str]
    phrases: Mapping[tuple[str, str], str]
    """System phrases by name and language."""
    recorded: Mapping[tuple[str, str], Recording] = field(default_factory=dict)
    """By language and sentence as it is heard, its recording."""

    @cached_property
    def looks_at(self) -> frozenset[str]:
        """The facts that checks of this book look at, by their name in a check: what is not among
        them need not be found out."""
        steps = (step for flow in self.flows.values() for step in flow.steps.values())
        return frozenset(name for step in steps for name in step.looks_at())

    @cached_property
    def sounds(self) -> Mapping[str, Recording]:
        """Every sound that can be heard, by its name."""
        return {one.sound: one for one in self.recorded.values()}

    @property
    def short(self) -> str:
        """The first sixteen hex digits of the revision."""
        return self.revision[:SHORT]

    @property
    def emergency_number(self) -> str:
        """The emergency number as it is said: digit by digit."""
        return say_number(self.settings.emergency_number)

    def words(self, flow: str, step: str, part: str, language: str) -> str:
        """What this part of a step says in an offered language."""
        return self.spoken[flow, step, part, language]

    def phrase(self, name: str, language: str, /, **values: str) -> str:
        """A system phrase; a language of nobody's asking is answered in the base language."""
        words = self.phrases.get((name, language))
        if words is None:
            words = self.phrases[name, self.settings.base_language]
        return words.format(**values) if values else words

    def aloud(self, words: str, language: str) -> Say:
        """These words: played if exactly they were recorded in this language, else spoken."""
        recording = self.recorded.get((language, words))
        return Say(words, language) if recording is None else Play(words, language, recording)

    def around(self, name: str, value: str, language: str) -> tuple[str, str]:
        """What a phrase says before and after a value; empty where no word stands."""
        before, _, after = self.phrase(name, language).partition(f"{{{value}}}")
        return _worded(before), _worded(after)

    def text(self, template: str, language: str, link: str) -> str:
        """The words of a text message, with its link."""
        by_language = self.messages[template]
        words = by_language.get(language) or by_language[self.settings.base_language]
        return words.format(link=link)

    def service(self, name: str, language: str) -> tuple[str, str]:
        """Another service: its title in this language, and its number as it is said."""
        service = self.settings.services[name]
        return self._titled(service.title, language), say_number(service.number)

    def specialty_title(self, name: str | None, language: str) -> str:
        """What a responder hears a specialty called; a call without one has a phrase of its own."""
        specialty = self.settings.specialties.get(name) if name else None
        if specialty is None:
            return self.phrase("any_specialty", language)
        return self._titled(specialty.title, language)

    def specialty_code(self, name: str | None) -> int:
        """The neutral code that stands for a specialty in the whisper; 0 for none."""
        specialty = self.settings.specialties.get(name) if name else None
        return 0 if specialty is None else specialty.code

    def language_name(self, language: str, spoken_in: str) -> str:
        """What a language is called in another: Spanish in English."""
        return self._titled(self.settings.languages[language].called, spoken_in)

    def spoken_key(self, key: str, language: str) -> str:
        """How a key is said: its digit, or the words for star and hash."""
        names = {"*": "key_star", "#": "key_hash"}
        return self.phrase(names[key], language) if key in names else key

    def _titled(self, titles: Mapping[str, str], language: str) -> str:
        return titles.get(language) or titles[self.settings.base_language]


def _worded(piece: str) -> str:
    return piece.strip() if any(c.isalnum() for c in piece) else ""


def say_number(number: str) -> str:
    """Digits one by one, with a breath where the number is written apart: "1, 8 0 0, 7 9 9"."""
    groups = "".join(c if c.isdigit() else " " for c in number).split()
    return ", ".join(" ".join(group) for group in groups)
