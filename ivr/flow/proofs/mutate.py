"""If a flow is broken on purpose, does anything notice: a check, a script, or a walk?"""

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any, Final

from ruamel.yaml import YAML

from ivr.flow.book import Book
from ivr.flow.draft import MESSAGES, SETTINGS
from ivr.flow.proofs.answers import Render
from ivr.flow.proofs.explore import TooManyStates
from ivr.flow.proofs.performance import broken
from ivr.flow.proofs.proof import prove
from ivr.flow.proofs.script import Scripted
from ivr.flow.reader import BrokenFlows, findings_of, read_set
from ivr.flow.shape import EXITS
from ivr.flow.source import read

SEVERAL: Final = ("choices", "when")


@dataclass(frozen=True)
class Mutant:
    """A set of files with one thing broken, and what, in words."""

    file: str
    step: str
    what: str
    files: Mapping[str, str]


@dataclass(frozen=True)
class Verdict:
    """What noticed a mutant: a check, a script or a walk, by name; empty if nothing did."""

    mutant: Mutant
    by: str

    def __str__(self) -> str:
        return f"{self.mutant.file}, {self.mutant.step}: {self.mutant.what}"


def mutants(files: Mapping[str, str]) -> Iterator[Mutant]:
    """Every deliberate break of these files, one at a time."""
    for name in sorted(files):
        if name in (SETTINGS, MESSAGES) or "/" in name:
            continue
        tree: Any = read(name, files[name]).plain
        steps = tuple(tree["steps"])
        for step in steps:
            for what, changed in _of_step(tree, step, steps):
                yield Mutant(name, step, what, {**files, name: _written(changed)})
    yield from _untranslated(files)


def judge(
    mutant: Mutant,
    scripts: Sequence[Scripted],
    render: Render,
    known: frozenset[tuple[str, str, str]],
) -> Verdict:
    """Asks the checks, then the scripts, then a walk; `known` are findings (`fingerprints`) and
    counterexamples the flows have anyhow."""
    new = fingerprints(mutant.files) - known
    if new:
        return Verdict(mutant, "check " + sorted(new)[0][2])
    try:
        book = read_set(mutant.files, allow_test_numbers=True)
    except BrokenFlows as problem:
        return Verdict(mutant, f"check {problem.findings[0].code}")
    failing = broken(book, scripts)
    if failing:
        return Verdict(mutant, f"script {failing[0].scripted.source.file}")
    return Verdict(mutant, _walked(book, render, known))


def fingerprints(files: Mapping[str, str]) -> frozenset[tuple[str, str, str]]:
    """The findings of files, wherever in the file they stand."""
    found = findings_of(files, allow_test_numbers=True)
    return frozenset((one.file, one.step, one.code) for one in found)


def counterexamples(book: Book, render: Render) -> frozenset[tuple[str, str, str]]:
    """What the walk finds, as `judge` knows it."""
    return frozenset(("walk", c.place, c.sentence) for c in prove(book, render).counterexamples)


def _walked(book: Book, render: Render, known: frozenset[tuple[str, str, str]]) -> str:
    try:
        new = counterexamples(book, render) - known
    except TooManyStates:
        return "walk without end"
    return f"walk: {sorted(new)[0][2]}" if new else ""


def _of_step(tree: Any, step: str, steps: Sequence[str]) -> Iterator[tuple[str, Any]]:
    for path, value in _values(tree["steps"][step], ("steps", step)):
        key = path[-1]
        if key in EXITS - {"tries"}:
            yield f"`{key}` is gone", _without(tree, path)
            yield f"`{key}` is called `{key}_`", _renamed(tree, path)
        if key in EXITS - {"tries"} and isinstance(value, str):
            other = steps[(steps.index(value) + 1) % len(steps)] if value in steps else steps[0]
            yield f"`{key}` leads to {other}", _with(tree, path, other)
        if key == "tries" and value != "1":
            yield "one try less", _with(tree, path, str(int(value) - 1))
        if key == "mark":
            yield "a mark is gone", _without(tree, path)
        if key in SEVERAL and isinstance(value, list) and len(value) > 1:
            yield f"the first two of `{key}` change places", _swapped(tree, path, key)
    if "say_keys" in tree["steps"][step]:
        yield "no key is announced", _without(tree, ("steps", step, "say_keys"))


def _values(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Any]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, child in inner:
        yield (*path, key), child
        if isinstance(child, dict | list):
            yield from _values(child, (*path, key))


def _within(tree: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        tree = tree[key]
    return tree


def _with(tree: Any, path: tuple[Any, ...], value: object) -> Any:
    changed = copy.deepcopy(tree)
    _within(changed, path[:-1])[path[-1]] = value
    return changed


def _without(tree: Any, path: tuple[Any, ...]) -> Any:
    changed = copy.deepcopy(tree)
    del _within(changed, path[:-1])[path[-1]]
    return changed


def _renamed(tree: Any, path: tuple[Any, ...]) -> Any:
    return _with(_without(tree, path), (*path[:-1], f"{path[-1]}_"), _within(tree, path))


def _swapped(tree: Any, path: tuple[Any, ...], key: str) -> Any:
    """Two choices change what their keys lead to; two lines of a check change places."""
    changed = copy.deepcopy(tree)
    first, second = _within(changed, path)[:2]
    kept = ("press", "label", "heard_as") if key == "choices" else ()
    _within(changed, path)[:2] = [
        {name: value for name, value in one.items() if name in kept}
        | {name: value for name, value in other.items() if name not in kept}
        for one, other in ((first, second), (second, first))
    ]
    return changed


def _untranslated(files: Mapping[str, str]) -> Iterator[Mutant]:
    for name in sorted(files):
        tree: Any = read(name, files[name]).plain if name.startswith("wording/") else {}
        for place in list(tree.get("words", {}))[:3]:
            gone = {**files, name: _written(_without(tree, ("words", place)))}
            yield Mutant(name, place, "a translation is gone", gone)


def _written(tree: Any) -> str:
    page, yaml = StringIO(), YAML()
    yaml.width = 4000
    yaml.dump(tree, page)
    return page.getvalue()
