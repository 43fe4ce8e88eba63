"""What do these files say: a book ready to speak, or what is wrong with them?"""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Final, TypeVar

from pydantic import TypeAdapter

from ivr.flow.book import Book, Place
from ivr.flow.checks import all_findings
from ivr.flow.draft import MESSAGES, MOST_SCRIPTS, SCRIPTS, SETTINGS, Draft
from ivr.flow.finding import BrokenFlows, Finding
from ivr.flow.flow import Flow
from ivr.flow.names import LANGUAGE, NAME
from ivr.flow.recording import AUDIO, entered
from ivr.flow.sentences import fresh
from ivr.flow.settings import PerLanguage, Settings
from ivr.flow.shape import Misshapen, flow_of, shaped, shaped_as
from ivr.flow.source import LARGEST, Source, Unreadable, read
from ivr.flow.values import Name
from ivr.flow.wording import Translations

__all__ = ["BrokenFlows", "book_of", "draft_of", "findings_of", "read_folder", "read_set"]

MOST_FILES: Final = 100
"""Beside the call scripts."""

_FOLDERS: Final = (("", MOST_FILES), ("wording", MOST_FILES), (SCRIPTS, MOST_SCRIPTS))
_WORDING = re.compile(rf"wording/({LANGUAGE})\.yaml")
_FLOW = re.compile(rf"({NAME})\.yaml")
_MESSAGES: Final = TypeAdapter(dict[Name, PerLanguage])

T = TypeVar("T")


def read_folder(path: Path) -> dict[str, str]:
    """The YAML files of a folder, of its `wording/` and its `scripts/`, by their path inside it.

    Nothing else is opened.  Raises BrokenFlows for files that are too large or not UTF-8, and when
    there is no such folder or it holds no settings.
    """
    found = [file for folder, most in _FOLDERS for file in _yaml(path / folder, most)]
    texts: dict[str, str] = {}
    findings: list[Finding] = []
    for file in found:
        name = file.relative_to(path).as_posix()
        try:
            texts[name] = _text(name, file)
        except Unreadable as problem:
            findings.append(problem.finding)
    if not (path / SETTINGS).is_file():
        findings.append(Finding(SETTINGS, 1, 1, "no-settings", f"There is no {path / SETTINGS}."))
    if findings:
        raise BrokenFlows(findings)
    return texts


def read_set(files: Mapping[str, str], *, allow_test_numbers: bool) -> Book:
    """The book these files make, by their path inside `callflows/`.

    Raises BrokenFlows with every finding that must be fixed, each with file, line and column.
    """
    draft = draft_of(files, allow_test_numbers=allow_test_numbers)
    must_fix = [finding for finding in all_findings(draft) if finding.level == "M"]
    if must_fix:
        raise BrokenFlows(must_fix)
    return book_of(files, draft)


def findings_of(files: Mapping[str, str], *, allow_test_numbers: bool) -> tuple[Finding, ...]:
    """Every finding of every level, in the order of the files; empty if there is nothing to say."""
    try:
        draft = draft_of(files, allow_test_numbers=allow_test_numbers)
    except BrokenFlows as problem:
        return problem.findings
    return tuple(sorted(all_findings(draft)))


def _yaml(folder: Path, most: int) -> list[Path]:
    """Its YAML files; of too many one too many, so that it is told."""
    return sorted(folder.glob("*.yaml"))[: most + 1]


def _text(name: str, file: Path) -> str:
    if file.stat().st_size > LARGEST:
        raise Unreadable(Finding(name, 1, 1, "too-large", "This file is larger than 256 kB."))
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as problem:
        sentence = "This file is not UTF-8 text."
        raise Unreadable(Finding(name, 1, 1, "not-text", sentence)) from problem


def draft_of(files: Mapping[str, str], *, allow_test_numbers: bool) -> Draft:
    """The files, each in its shape, before they are checked together.  Raises BrokenFlows.

    Call scripts are left alone: what callers hear does not depend on them.
    """
    recordings, odd = entered(files)
    heard = {name: text for name, text in files.items() if not name.startswith((AUDIO, SCRIPTS))}
    sources, findings = _sources(heard)
    findings.extend(odd)
    reading = _Shapes(sources, findings)
    settings = reading.one(SETTINGS, lambda source: shaped(source, Settings))
    messages = reading.one(MESSAGES, lambda source: shaped_as(source, _MESSAGES))
    translations = reading.matching(_WORDING, lambda source: shaped(source, Translations))
    flows = reading.matching(_FLOW, flow_of)
    if findings or settings is None or messages is None:
        raise BrokenFlows(findings)
    return Draft(sources, settings, flows, messages, translations, allow_test_numbers, recordings)


def _sources(files: Mapping[str, str]) -> tuple[dict[str, Source], list[Finding]]:
    sources: dict[str, Source] = {}
    findings: list[Finding] = []
    if len(files) > MOST_FILES:
        sentence = f"There are more than {MOST_FILES} files."
        return sources, [Finding(SETTINGS, 1, 1, "too-many-files", sentence)]
    for name, text in files.items():
        try:
            sources[name] = _read(name, text)
            findings.extend(sources[name].findings)
        except Unreadable as problem:
            findings.append(problem.finding)
        if not (_WORDING.fullmatch(name) or _FLOW.fullmatch(name)):
            sentence = "This is neither a flow, nor wording, messages or settings, by its name."
            findings.append(Finding(name, 1, 1, "odd-file", sentence))
    for name in (SETTINGS, MESSAGES):
        if name not in files:
            findings.append(Finding(name, 1, 1, "no-file", f"There is no {name}."))
    return sources, findings


@lru_cache(maxsize=64)
def _read(name: str, text: str) -> Source:
    """A set is read again and again while one file of it changes; nothing here changes a source."""
    return read(name, text)


class _Shapes:
    """Each file of a set brought into the shape its name promises."""

    def __init__(self, sources: Mapping[str, Source], findings: list[Finding]) -> None:
        self.sources = sources
        self.findings = findings

    def one(self, name: str, shape: Callable[[Source], T]) -> T | None:
        if name not in self.sources:
            return None
        try:
            return shape(self.sources[name])
        except Misshapen as problem:
            self.findings.extend(problem.findings)
            return None

    def matching(self, names: re.Pattern[str], shape: Callable[[Source], T]) -> dict[str, T]:
        shaped_files: dict[str, T] = {}
        for name in self.sources:
            match = names.fullmatch(name)
            if match is None or name in (SETTINGS, MESSAGES):
                continue
            given = self.one(name, shape)
            if given is not None:
                shaped_files[match[1]] = given
        return shaped_files


def book_of(files: Mapping[str, str], draft: Draft) -> Book:
    """The book of a draft in which nothing must be fixed."""
    settings = draft.settings
    book = Book(
        revision=_revision(files),
        flows=dict(draft.flows),
        settings=settings,
        messages=draft.messages,
        spoken=_spoken(draft),
        phrases={
            (name, language): words
            for language in settings.languages
            for name, words in draft.translations[language].phrases.items()
        },
    )
    return replace(book, recorded=fresh(book, draft))


def _spoken(draft: Draft) -> dict[Place, str]:
    spoken: dict[Place, str] = {}
    for flow in draft.flows.values():
        for language in {draft.settings.base_language, *flow.languages}:
            spoken.update(_spoken_in(language, flow, draft))
    return spoken


def _spoken_in(language: str, flow: Flow, draft: Draft) -> dict[Place, str]:
    translated = draft.translations[language].words
    base = language == draft.settings.base_language
    return {
        (flow.flow, name, wording.part, language): (
            wording.words if base else translated[f"{flow.flow}.{name}.{wording.part}"].text
        )
        for name, step in flow.steps.items()
        for wording in step.wording()
    }


def _revision(files: Mapping[str, str]) -> str:
    """SHA-256 over names and contents, each with its length, so that no two sets run together."""
    together = hashlib.sha256()
    for name in sorted(files):
        for text in (name, files[name]):
            raw = text.encode("utf-8", "surrogatepass")
            together.update(len(raw).to_bytes(8, "big") + raw)
    return together.hexdigest()
