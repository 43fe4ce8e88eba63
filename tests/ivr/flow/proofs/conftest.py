"""A small set of flows in which nobody is stranded, to be broken in one place at a time."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ivr.flow import reader
from ivr.flow.book import Book
from ivr.flow.engine import Reply
from ivr.flow.phrases import PHRASES
from ivr.flow.proofs.script import Scripted, read_scripts
from ivr.flow.shape import flow_of
from ivr.flow.source import read
from ivr.flow.wording import fingerprint

SMALL = Path(__file__).parent / "small"


def spoken(files: dict[str, str]) -> dict[str, str]:
    """The files with wording made for them: phrases say their own name, Spanish says "es" first."""
    phrases = "".join(
        f'  {name}: "{" ".join([name, *(f"{{{p}}}" for p in sorted(placeholders))])}"\n'
        for name, placeholders in PHRASES.items()
    )
    flow = flow_of(read("welcome.yaml", files["welcome.yaml"]))
    words = "".join(
        f"  welcome.{name}.{wording.part}:\n"
        f'    text: "es {wording.words}"\n    of: "{fingerprint(wording.words)}"\n'
        for name, step in flow.steps.items()
        for wording in step.wording()
    )
    files["wording/en.yaml"] = f"language: en\nphrases:\n{phrases}"
    files["wording/es.yaml"] = f"language: es\nphrases:\n{phrases}words:\n{words}"
    return files


def small(*changes: tuple[str, str]) -> dict[str, str]:
    """The small set, with each change made in welcome.yaml at the one place where it fits."""
    files = {file.name: file.read_text(encoding="utf-8") for file in sorted(SMALL.glob("*.yaml"))}
    for old, new in changes:
        assert files["welcome.yaml"].count(old) == 1, old
        files["welcome.yaml"] = files["welcome.yaml"].replace(old, new)
    return spoken(files)


BookOf = Callable[..., Book]
ScriptOf = Callable[[str], Scripted]


@pytest.fixture
def small_set() -> Callable[..., dict[str, str]]:
    """The files of the small set, with changes."""
    return small


@pytest.fixture
def files() -> dict[str, str]:
    return small()


@pytest.fixture
def book_of() -> BookOf:
    """The small set with changes: `book_of(("then: goodbye", "then: person"))`."""

    def make(*changes: tuple[str, str]) -> Book:
        # Without the checks: they would refuse some of these flows before anybody walks them.
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(reader, "all_findings", lambda _draft: ())
            return reader.read_set(small(*changes), allow_test_numbers=True)

    return make


@pytest.fixture
def book(book_of: BookOf) -> Book:
    return book_of()


@pytest.fixture(scope="session")
def shared_book() -> Book:
    """The small set, read once for all the examples of a test."""
    return reader.read_set(small(), allow_test_numbers=True)


@pytest.fixture
def script_of() -> ScriptOf:
    """One call script from its text."""

    def make(text: str) -> Scripted:
        return read_scripts({"scripts/one.yaml": text})[0]

    return make


@pytest.fixture
def render() -> Callable[[Book, Reply], str]:
    """Documents nobody reads: the tests of rendering are elsewhere."""
    return lambda _book, _reply: ""
