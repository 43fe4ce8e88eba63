"""What do the files of one set say, each for itself, before they are checked together?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from ivr.flow.finding import Finding
from ivr.flow.flow import Flow
from ivr.flow.recording import Recording
from ivr.flow.settings import PerLanguage, Settings
from ivr.flow.source import Path, Source, step_of
from ivr.flow.wording import Translations

SETTINGS = "settings.yaml"
MESSAGES = "messages.yaml"
SCRIPTS: Final = "scripts/"
"""The folder of the call scripts: published with the set, and heard by nobody."""
MOST_SCRIPTS: Final = 300


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a file of the set."""

    file: str
    path: Path = ()

    def then(self, *more: str | int) -> "Where":
        """A place inside this one."""
        return Where(self.file, (*self.path, *more))


@dataclass(frozen=True)
class Draft:
    """Files of the right shape; whether they fit together is for the checks."""

    sources: Mapping[str, Source]
    settings: Settings
    flows: Mapping[str, Flow]
    messages: Mapping[str, PerLanguage]
    translations: Mapping[str, Translations]
    allow_test_numbers: bool
    recordings: Mapping[str, Recording] = field(default_factory=dict)
    """By their path in the set."""

    def finding(self, where: Where, code: str, sentence: str, hint: str = "") -> Finding:
        """A finding at a value of a file, with line and column."""
        spot = self.sources[where.file].spot(where.path)
        step = step_of(where.path)
        return Finding(where.file, spot.line, spot.column, code, sentence, step, hint)

    def in_braces(self, where: Where) -> bool:
        """True if the value stands inside `{}` or `[]`."""
        return self.sources[where.file].spot(where.path).in_braces


def file_of(flow: str) -> str:
    """The file a flow is written in."""
    return f"{flow}.yaml"


def step_at(flow: str, step: str, path: Path = ()) -> Where:
    """A place inside a step."""
    return Where(file_of(flow), ("steps", step, *path))


def wording_file(language: str) -> str:
    """The file of one language's words."""
    return f"wording/{language}.yaml"
