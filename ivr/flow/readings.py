"""Which sentences has somebody read aloud, and which wait for a voice?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from ivr.flow.book import Book
from ivr.flow.draft import Draft
from ivr.flow.recording import path_of
from ivr.flow.sentences import sentences
from ivr.flow.wording import fingerprint

__all__ = ["Reading", "State", "counted", "table"]


class State(StrEnum):
    """How far the recording of one sentence is."""

    MISSING = "not recorded"
    UNSIGNED = "not signed"
    """A file is there, and nobody has said of which words it is: it is not played."""
    STALE = "stale"
    """The words have changed since: it is not played."""
    READY = "ready"


@dataclass(frozen=True, slots=True)
class Reading:
    """One sentence of one language, and its recording. `seconds` is None where there is none."""

    name: str
    path: str
    words: str
    state: State
    seconds: int | None

    @property
    def of(self) -> str:
        """The fingerprint of the words as they are today."""
        return fingerprint(self.words)


def table(book: Book, draft: Draft, language: str) -> tuple[Reading, ...]:
    """Every sentence that can be recorded in this language of the helpline."""
    given = draft.translations[language].recordings
    return tuple(
        _reading(draft, given, path_of(language, name), (name, words))
        for name, words in sentences(book, language).items()
    )


def counted(readings: Iterable[Reading]) -> Mapping[State, int]:
    """How many are in each state."""
    states = [reading.state for reading in readings]
    return {state: states.count(state) for state in State}


def _reading(
    draft: Draft, given: Mapping[str, str], path: str, sentence: tuple[str, str]
) -> Reading:
    name, words = sentence
    recording = draft.recordings.get(path)
    if recording is None:
        return Reading(name, path, words, State.MISSING, None)
    signed = given.get(name)
    fresh = State.READY if signed == fingerprint(words) else State.STALE
    state = State.UNSIGNED if signed is None else fresh
    return Reading(name, path, words, state, recording.seconds)
