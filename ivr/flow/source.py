"""What does one YAML file hold, as plain text values, and where does each of them stand?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from ivr.flow.finding import Finding

LARGEST: Final = 256 * 1024
"""Bytes of one file."""
DEEPEST: Final = 12
MOST_VALUES: Final = 20_000

Path = tuple[str | int, ...]
Plain = str | list["Plain"] | dict[str, "Plain"]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a value begins, counted from 1, and whether it stands inside `{}` or `[]`."""

    line: int
    column: int
    in_braces: bool


class Unreadable(ValueError):
    """Raised with the one finding that makes further reading of a file pointless."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


@dataclass(frozen=True)
class Source:
    """One file as it was written.  Every scalar is a string; nothing is converted."""

    file: str
    plain: Plain
    spots: dict[Path, Spot]
    keys: dict[Path, Spot]
    """Where the key of a field stands."""
    findings: tuple[Finding, ...]

    def spot(self, path: Path) -> Spot:
        """Where this value stands, or the nearest thing around it that exists."""
        while path and path not in self.spots:
            path = path[:-1]
        return self.spots[path]

    def key_spot(self, path: Path) -> Spot:
        """Where the key of this field stands, or the nearest thing around it."""
        return self.keys.get(path) or self.spot(path)


def read(file: str, text: str) -> Source:
    """The values of one file with their places.

    Raises Unreadable for what is not YAML, for what is larger, deeper or longer than a flow file
    can be, and for tags, anchors, aliases and several documents in one file.
    """
    if len(text) > LARGEST or len(text.encode("utf-8", "replace")) > LARGEST:
        raise Unreadable(Finding(file, 1, 1, "too-large", "This file is larger than 256 kB."))
    try:
        return _Reading(file).source(text)
    except MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise Unreadable(_not_yaml(file, line, column, str(problem.problem))) from problem
    except (YAMLError, ValueError, OverflowError) as problem:
        if isinstance(problem, Unreadable):
            raise
        raise Unreadable(_not_yaml(file, *_place(text, problem), _reason(problem))) from problem


def _not_yaml(file: str, line: int, column: int, reason: str) -> Finding:
    hint = "Words with a colon, a # or a { in them need quotes around the whole sentence."
    return Finding(file, line, column, "not-yaml", f"This is not YAML: {reason}.", hint=hint)


def _place(text: str, problem: Exception) -> tuple[int, int]:
    offset = getattr(problem, "position", 0)
    before = text[: offset if isinstance(offset, int) else 0]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _reason(problem: Exception) -> str:
    return str(getattr(problem, "reason", "it cannot be read"))


class _Reading:
    """One pass over the events of one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.spots: dict[Path, Spot] = {}
        self.keys: dict[Path, Spot] = {}
        self.findings: list[Finding] = []
        self.values = 0
        self.events: Iterator[Event] = iter(())

    def source(self, text: str) -> Source:
        self.events = YAML(typ="safe", pure=True).parse(text)
        if not any(isinstance(event, DocumentStartEvent) for event in self.events):
            raise Unreadable(Finding(self.file, 1, 1, "empty-file", "This file is empty."))
        plain = self._value(next(self.events), (), in_braces=False)
        if any(isinstance(event, DocumentStartEvent) for event in self.events):
            sentence = "Write one document in one file: `---` begins a second one."
            raise Unreadable(Finding(self.file, 1, 1, "two-documents", sentence))
        return Source(self.file, plain, self.spots, self.keys, tuple(self.findings))

    def _value(self, event: Event, path: Path, *, in_braces: bool) -> Plain:
        self._allow(event, path)
        self.spots[path] = _spot(event, in_braces=in_braces)
        if isinstance(event, ScalarEvent):
            return str(event.value)
        inner = in_braces or bool(getattr(event, "flow_style", False))
        if isinstance(event, SequenceStartEvent):
            return self._list(path, in_braces=inner)
        return self._fields(path, in_braces=inner)

    def _list(self, path: Path, *, in_braces: bool) -> Plain:
        values: list[Plain] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            values.append(self._value(event, (*path, len(values)), in_braces=in_braces))
        return values

    def _fields(self, path: Path, *, in_braces: bool) -> Plain:
        fields: dict[str, Plain] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            key = self._key(event, path)
            if key in fields:
                said_before = f"`{key}` stands here a second time."
                self.findings.append(self._finding(event, path, "duplicate-key", said_before))
            self.keys[(*path, key)] = _spot(event, in_braces=in_braces)
            fields[key] = self._value(next(self.events), (*path, key), in_braces=in_braces)
            if fields[key] == "":  # the parser places an empty value on the next line
                self.spots[*path, key] = self.keys[*path, key]
        return fields

    def _key(self, event: Event, path: Path) -> str:
        self._allow(event, path)
        if not isinstance(event, ScalarEvent):
            raise Unreadable(self._finding(event, path, "odd-key", "A field needs a plain name."))
        return str(event.value)

    def _allow(self, event: Event, path: Path) -> None:
        self.values += 1
        if self.values > MOST_VALUES:
            raise Unreadable(self._finding(event, path, "too-long", "This file holds too much."))
        if len(path) > DEEPEST:
            deep = f"This is nested deeper than {DEEPEST} levels."
            raise Unreadable(self._finding(event, path, "too-deep", deep))
        if isinstance(event, AliasEvent) or (isinstance(event, NodeEvent) and event.anchor):
            again = "Anchors (&) and aliases (*) are not used here: write it out."
            raise Unreadable(self._finding(event, path, "alias", again))
        if getattr(event, "tag", None) is not None:
            raise Unreadable(
                self._finding(event, path, "tag", "Tags (!) are not used here: leave it out.")
            )

    def _finding(self, event: Any, path: Path, code: str, sentence: str) -> Finding:
        spot = _spot(event, in_braces=False)
        return Finding(self.file, spot.line, spot.column, code, sentence, step=step_of(path))


def step_of(path: Path) -> str:
    """The step a path lies in, empty if it lies in none."""
    return str(path[1]) if len(path) > 1 and path[0] == "steps" else ""


def _spot(event: Any, *, in_braces: bool) -> Spot:
    mark = event.start_mark
    return Spot(mark.line + 1, mark.column + 1, in_braces)
