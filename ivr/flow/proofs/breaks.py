"""In which ways can a set of files be broken, one thing at a time?"""

import copy
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

from ivr.flow.draft import MESSAGES, SCRIPTS, SETTINGS
from ivr.flow.shape import EXITS
from ivr.flow.source import read

Path = tuple[str | int, ...]
Break = tuple[Path, str, Any]
"""Where in a file, what is broken there in words, and the file as it then is."""

LEADS: Final = EXITS - {"tries", "exits", "silent", "unclear"} | {"text_me"}
"""Fields that name a step."""
FRAME: Final = ("starts_at", "person", "danger", "if_anything_breaks")
KEPT: Final = ("press", "label", "heard_as")
"""What stays with a key when two choices change places."""
SPAN: Final = re.compile(r"[0-9]+s")


@dataclass(frozen=True)
class Mutant:
    """A set of files with one thing broken, and what, in words."""

    file: str
    step: str
    what: str
    files: Mapping[str, str]

    def __str__(self) -> str:
        return f"{self.file}, {self.step}: {self.what}"


def mutants(files: Mapping[str, str]) -> Iterator[Mutant]:
    """Every deliberate break of these files, one at a time."""
    for name in sorted(files):
        if name.startswith(SCRIPTS):
            continue
        tree: Any = read(name, files[name]).plain
        for path, what, changed in _breaks_in(name)(tree):
            yield Mutant(name, _place(path), what, {**files, name: _written(changed)})


def _breaks_in(name: str) -> Callable[[Any], Iterator[Break]]:
    if name.startswith("wording/"):
        return _of_wording
    return {SETTINGS: _of_settings, MESSAGES: _of_messages}.get(name, _of_flow)


def _place(path: Path) -> str:
    """The step of a flow; elsewhere the names down to what is broken."""
    named = path[1:2] if path[0] == "steps" else path
    return ".".join(str(part) for part in named)


def _of_wording(tree: Any) -> Iterator[Break]:
    for part in ("phrases", "words"):
        for name in tree.get(part, {}):
            yield (part, name), "it is gone", _without(tree, (part, name))


def _of_messages(tree: Any) -> Iterator[Break]:
    for path, _ in _fields(tree):
        yield path, "it is gone", _without(tree, path)


def _of_settings(tree: Any) -> Iterator[Break]:
    for path, value in _fields(tree):
        yield path, "it is gone", _without(tree, path)
        if value in ("yes", "no"):
            yield path, "yes and no change places", _turned(tree, path)
        if path[0] == "hours" and isinstance(value, str) and value != "closed":
            yield path, "it is closed", _with(tree, path, "closed")
    keys = tree["universal_keys"]
    for one, other in combinations(keys, 2):
        swapped = {**keys, one: keys[other], other: keys[one]}
        what = f"`{one}` and `{other}` change places"
        yield ("universal_keys",), what, _with(tree, ("universal_keys",), swapped)


def _of_flow(tree: Any) -> Iterator[Break]:
    places = [*tree["steps"], *tree.get("exits", ())]
    for key in FRAME:
        other = _next(places, tree[key])
        if other != tree[key]:
            yield (key,), f"`{key}` leads to {other}", _with(tree, (key,), other)
    if len(tree["languages"]) > 1:
        yield ("languages",), "the last language is gone", _without(tree, ("languages", -1))
    for step in tree["steps"]:
        for path, value in _fields(tree["steps"][step], ("steps", step)):
            yield from _of_field(tree, path, value)
            if path[-1] in LEADS or "exits" in path[:-1]:
                yield from _led_elsewhere(tree, path, places)


def _of_field(tree: Any, path: Path, value: Any) -> Iterator[Break]:
    """One field, or one entry of a list, of a step."""
    field, named = path[-1], _named(path)
    yield path, f"{named} is gone", _without(tree, path)
    if field in EXITS:
        yield path, f"{named} is called `{field}_`", _renamed(tree, path)
    if field == "tries":
        for tries in (int(value) - 1, int(value) + 1):
            yield path, f"{named} is {tries}", _with(tree, path, str(tries))
    if value in ("yes", "no"):
        yield path, f"{named}: yes and no change places", _turned(tree, path)
    if isinstance(value, str) and SPAN.fullmatch(value):
        yield path, f"{named} is ten times as long", _with(tree, path, f"{value[:-1]}0s")
    if isinstance(value, str) and path[-2] == "needs":
        other = "none" if field == "specialty" else tree["languages"][0]
        yield path, f"{named} is {other}", _with(tree, path, other)
    if isinstance(field, int) and field > 0:
        what = f"{named} and the one before change places"
        yield path, what, _swapped(tree, path[:-1], field)


def _led_elsewhere(tree: Any, path: Path, places: list[str]) -> Iterator[Break]:
    """An exit leads to the next step, and to where the call ends."""
    value = _within(tree, path)
    if not isinstance(value, str):
        return
    ends = [name for name, step in tree["steps"].items() if step["kind"] == "goodbye"]
    for other in dict.fromkeys([_next(places, value), *ends]):
        if other != value:
            yield path, f"{_named(path)} leads to {other}", _with(tree, path, other)


def _named(path: Path) -> str:
    """A field of a step by the way to it, as in `choices.0.go`."""
    return f"`{'.'.join(str(part) for part in path[2:])}`"


def _next(places: list[str], name: str) -> str:
    return places[(places.index(name) + 1) % len(places)] if name in places else places[0]


def _fields(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every field and every entry of a list, at every depth."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, child in inner:
        yield (*path, key), child
        if isinstance(child, dict | list):
            yield from _fields(child, (*path, key))


def _within(tree: Any, path: Path) -> Any:
    for key in path:
        tree = tree[key]
    return tree


def _with(tree: Any, path: Path, value: object) -> Any:
    changed = copy.deepcopy(tree)
    _within(changed, path[:-1])[path[-1]] = value
    return changed


def _without(tree: Any, path: Path) -> Any:
    changed = copy.deepcopy(tree)
    del _within(changed, path[:-1])[path[-1]]
    return changed


def _turned(tree: Any, path: Path) -> Any:
    return _with(tree, path, "no" if _within(tree, path) == "yes" else "yes")


def _renamed(tree: Any, path: Path) -> Any:
    return _with(_without(tree, path), (*path[:-1], f"{path[-1]}_"), _within(tree, path))


def _swapped(tree: Any, path: Path, second: int) -> Any:
    """Two choices change what their keys lead to; other entries of a list change places."""
    changed = copy.deepcopy(tree)
    entries = _within(changed, path)
    one, other = entries[second - 1], entries[second]
    kept = KEPT if path[-1] in ("choices", "offer") and isinstance(one, dict) else ()
    pair = [_but(one, other, kept), _but(other, one, kept)] if kept else [other, one]
    entries[second - 1 : second + 1] = pair
    return changed


def _but(one: Any, other: Any, kept: tuple[str, ...]) -> dict[str, Any]:
    """`one`, doing what `other` does."""
    own = {name: value for name, value in one.items() if name in kept}
    return own | {name: value for name, value in other.items() if name not in kept}


def _written(value: Any, indent: str = "") -> str:
    """Block YAML of words, lists and groups of fields: a writer of all YAML is ten times slower."""
    if isinstance(value, str):
        return f" {json.dumps(value, ensure_ascii=False)}\n"
    if not value:
        return " {}\n" if isinstance(value, dict) else " []\n"
    fields = value.items() if isinstance(value, dict) else (("-", entry) for entry in value)
    mark = ":" if isinstance(value, dict) else ""
    start = "\n" if indent else ""
    return start + "".join(
        f"{indent}{name}{mark}{_written(inner, indent + '  ')}" for name, inner in fields
    )
