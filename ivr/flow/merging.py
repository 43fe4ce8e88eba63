"""What comes of two people's work on the same set: both, or a question for each step they share?"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ivr.flow.editing import fragment, graft
from ivr.flow.source import Path, Plain, Unreadable, read

__all__ = ["Clash", "Merge", "Place", "merged", "settled", "units"]

Place = tuple[str, Path]
"""A file, and what of it."""

DEEPER: Final = ("steps", "words", "phrases", "recordings")
"""Groups of a file of which each entry is somebody's work; of all else each field is."""
WHOLE: Final[Path] = ()


@dataclass(frozen=True)
class Clash:
    """One step, sentence or field that both changed, each in another way. The three are YAML;
    empty is one that is not there."""

    file: str
    path: Path
    base: str
    mine: str
    theirs: str

    @property
    def place(self) -> Place:
        """What both changed."""
        return self.file, self.path


@dataclass(frozen=True)
class Merge:
    """The files with the work of both, where it did not clash as `theirs` have it."""

    files: dict[str, str]
    clashes: tuple[Clash, ...]


def merged(base: Mapping[str, str], mine: Mapping[str, str], theirs: Mapping[str, str]) -> Merge:
    """Both changes to `base`, step by step. A comment between steps is kept as `theirs` have it."""
    files = dict(theirs)
    clashes: list[Clash] = []
    for name in sorted({*base, *mine, *theirs}):
        three = base.get(name), mine.get(name), theirs.get(name)
        found = _file(name, *three)
        clashes.extend(one for one in found if isinstance(one, Clash))
        for text in (one for one in found if not isinstance(one, Clash)):
            if text is None:
                files.pop(name, None)
            else:
                files[name] = text
    return Merge(files, tuple(clashes))


def settled(merge: Merge, mine: Collection[Place]) -> dict[str, str]:
    """The files, with `mine` in these of the clashes."""
    files = dict(merge.files)
    for clash in merge.clashes:
        if clash.place in mine:
            text = files.get(clash.file, "")
            whole = clash.path == WHOLE
            files[clash.file] = clash.mine if whole else graft(text, clash.path, clash.mine)
    return {name: text for name, text in files.items() if text}


def _file(
    name: str, base: str | None, mine: str | None, theirs: str | None
) -> tuple[Clash | str | None, ...]:
    """What becomes of one file: its text (None is no file any more), and where it clashes."""
    if mine in (base, theirs):
        return (theirs,)
    if theirs == base:
        return (mine,)
    texts = (base or "", mine or "", theirs or "")
    known = [units(text) for text in texts]
    if mine is None or theirs is None or any(one is None for one in known):
        return (theirs, Clash(name, WHOLE, *texts))
    clashes = []
    for path in _changed(known[0] or {}, known[1] or {}):
        b, m, t = ((one or {}).get(path) for one in known)
        if t == b:
            texts = (*texts[:2], graft(texts[2], path, fragment(texts[1], path)))
        elif t != m:
            three = (fragment(text, path) for text in (base or "", mine, theirs))
            clashes.append(Clash(name, path, *three))
    return (texts[2], *clashes)


def _changed(base: Mapping[Path, Plain], mine: Mapping[Path, Plain]) -> Iterator[Path]:
    yield from (path for path in mine if base.get(path) != mine[path])
    yield from (path for path in base if path not in mine)


def units(text: str) -> dict[Path, Plain] | None:
    """Every step, sentence and field of a file by its path; None for what cannot be read."""
    if not text.strip():
        return {}
    try:
        plain = read("", text).plain
    except Unreadable:
        return None
    if not isinstance(plain, dict):
        return None
    found: dict[Path, Plain] = {}
    for name, value in plain.items():
        if name in DEEPER and isinstance(value, dict):
            found.update({(name, inner): given for inner, given in value.items()})
        else:
            found[name,] = value
    return found
