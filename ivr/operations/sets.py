"""Which set of call-flow files does somebody mean, and how do two of them differ?"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ivr.flow.difference import Change, of_books, of_files
from ivr.flow.finding import BrokenFlows
from ivr.flow.proofs.difference import of_scripts
from ivr.flow.reader import read_set
from ivr.operations import drafts, folders, revisions, sounds
from ivr.operations.refusals import Refusal
from ivr.runtime import Runtime

__all__ = ["Difference", "FilesSet", "NoSuchSet", "brought", "difference", "named", "sound"]


class NoSuchSet(Refusal):
    """Raised when nothing goes by this name."""


@dataclass(frozen=True)
class FilesSet:
    """A set of files, what to call it, and what was live when it was begun (if that is known)."""

    title: str
    files: Mapping[str, str]
    base: str | None = None
    folder: Path | None = None
    """Where its sounds lie; None when they are kept already."""


def named(rt: Runtime, name: str) -> FilesSet:
    """The set meant by `files` (HELPLINE_FLOWS_DIR), `live`, `before`, `draft:NAME`, a folder, or
    the beginning of a revision's name. Raises Refusal, BrokenFlows for an unreadable folder."""
    if name == "files":
        folder = rt.environment.flows_dir
        return FilesSet("the files", folders.read(folder), folder=folder)
    if name.startswith("draft:"):
        draft = drafts.get(rt, name.removeprefix("draft:"))
        return FilesSet(f"the draft {draft.name}", draft.files, draft.base)
    if "/" in name or name == ".":
        return FilesSet(name, folders.read(Path(name)), folder=Path(name))
    return _revision(rt, name)


def brought(rt: Runtime, name: str) -> FilesSet:
    """The same, its sounds kept, so that it can be proposed or worked on by others."""
    given = named(rt, name)
    if given.folder is not None:
        sounds.bring(rt, given.folder, given.files)
    return given


def sound(rt: Runtime, of: FilesSet, path: str) -> bytes:
    """The sound file of a recording of this set. Raises SoundNotKept, Unplayable."""
    if of.folder is not None:
        return folders.sound_at(of.folder, path)
    return sounds.found(rt, of.files, path)


def _revision(rt: Runtime, name: str) -> FilesSet:
    with rt.db.read() as session:
        wanted: str | None = name
        if name in ("live", "before"):
            wanted = getattr(revisions, name)(session)
        if wanted is None:
            raise NoSuchSet(f"Nothing is there that was `{name}`: see `helpline flows list`.")
        found = revisions.found(session, wanted)
        title = f"revision {found.id}" + (f" ({name})" if name != wanted else "")
        return FilesSet(title, found.files)


@dataclass(frozen=True)
class Difference:
    """What is different, in sentences; none if nothing is. A set that this version refuses can
    only be compared `by_file`."""

    changes: tuple[Change, ...]
    by_file: bool


def difference(rt: Runtime, before: FilesSet, after: FilesSet) -> Difference:
    """What is different in `after`."""
    allow = rt.environment.allow_test_numbers
    try:
        books = [read_set(one.files, allow_test_numbers=allow) for one in (before, after)]
        scripts = of_scripts(before.files, after.files)
    except BrokenFlows:
        return Difference(of_files(before.files, after.files), by_file=True)
    changes = (*of_books(*books), *scripts)
    by_file = not changes and before.files != after.files
    return Difference(of_files(before.files, after.files) if by_file else changes, by_file)
