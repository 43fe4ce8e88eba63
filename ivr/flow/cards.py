"""What does a step say in one language, how long and how hard is that, and where does it lead?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ivr.flow.checks.plainness import HIGHEST_GRADE, MOST_WORDS
from ivr.flow.difference import settings_of
from ivr.flow.draft import Draft
from ivr.flow.flow import Flow
from ivr.flow.grade import grade
from ivr.flow.kinds.step import Step
from ivr.flow.translations import State, table
from ivr.flow.ways import Way, led_here, ways
from ivr.flow.wording import seconds_of
from ivr.flow.written import Place

__all__ = ["Card", "Said", "card", "cards", "measured"]


@dataclass(frozen=True)
class Measure:
    """How words sound: whole seconds, school grade (None for few words), and how many they are."""

    seconds: int
    grade: float | None
    words: int

    @property
    def is_long(self) -> bool:
        """True for more words in one go than are remembered."""
        return self.words > MOST_WORDS

    @property
    def is_hard(self) -> bool:
        """True for words that take more school than our callers may have had."""
        return self.grade is not None and self.grade > HIGHEST_GRADE


@dataclass(frozen=True)
class Said:
    """One piece of words of a step. `state` is that of a translation, None in the language the
    flows are written in; `words` are empty where there is no translation."""

    key: str
    """`flow.step.part`: what it is called wherever words are kept."""
    part: str
    words: str
    source: str
    state: State | None
    measure: Measure


@dataclass(frozen=True)
class Card:
    """One step as it is read."""

    name: str
    kind: str
    said: tuple[Said, ...]
    ways: tuple[Way, ...]
    settings: Mapping[Place, str]
    """Whatever else is written of it, as it would be read aloud."""
    led_here: tuple[str, ...]
    together: Measure
    """All of its words."""

    def words(self, part: str) -> str:
        """The words of this part."""
        return next((one.words or one.source for one in self.said if one.part == part), "")

    @property
    def announced(self) -> frozenset[str]:
        """The parts that announce a key."""
        return frozenset(way.part for way in self.ways if way.part)


def cards(draft: Draft, flow: Flow, language: str) -> tuple[Card, ...]:
    """Every step of the flow, in its order."""
    states = _states(draft, language)
    return tuple(card(draft, (flow, name), language, states) for name in flow.steps)


def card(
    draft: Draft, at: tuple[Flow, str], language: str, states: Mapping[str, State] | None = None
) -> Card:
    """One step of a flow."""
    flow, name = at
    step: Step = flow.steps[name]
    known = _states(draft, language) if states is None else states
    said = tuple(_said(draft, at, language, known))
    heard = [one.words or one.source for one in said if not one.part.startswith("heard_")]
    together = ". ".join(words.rstrip(".") for words in heard)
    return Card(
        name,
        step.kind,
        said,
        ways(step),
        settings_of(step),
        tuple(led_here(flow, name)),
        measured(together + "." if together else "", language),
    )


def measured(words: str, language: str) -> Measure:
    """How these words sound in this language."""
    return Measure(seconds_of(words), grade(words, language), len(words.split()))


def _said(
    draft: Draft, at: tuple[Flow, str], language: str, states: Mapping[str, State]
) -> Iterator[Said]:
    flow, name = at
    given = draft.translations.get(language)
    base = language == draft.settings.base_language
    for wording in flow.steps[name].wording():
        key = f"{flow.flow}.{name}.{wording.part}"
        translated = given.words.get(key) if given else None
        words = wording.words if base else translated.text if translated else ""
        state = None if base else states.get(key, State.MISSING)
        yield Said(key, wording.part, words, wording.words, state, measured(words, language))


def _states(draft: Draft, language: str) -> Mapping[str, State]:
    if language == draft.settings.base_language:
        return {}
    return {row.key: row.state for row in table(draft, language)}
