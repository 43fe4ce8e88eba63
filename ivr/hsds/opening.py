"""What lies in a file, a folder or a zip that somebody calls a directory?"""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

__all__ = ["LARGEST_FILE", "Opened", "Unreadable", "opened"]

LARGEST_FILE = 20 * 2**20
LARGEST_SUM = 60 * 2**20
MOST_FILES = 200
"""A directory of a whole state is smaller; what is larger was not made for this."""
DESCRIPTIONS = ("datapackage.json",)
"""Say what lies beside them, and are not it."""


class Unreadable(ValueError):
    """Raised in one sentence when there is no directory to be read here, or it is too large."""


@dataclass
class Opened:
    """The files that could hold services, by their bare names, and the names of the others."""

    files: dict[str, bytes] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)


def opened(path: Path) -> Opened:
    """What lies there, read whole into memory; nothing is written anywhere. Raises Unreadable."""
    if path.is_dir():
        found = _collected(_of_folder(path))
    elif zipfile.is_zipfile(path):
        found = _of_zip(path)
    elif path.suffix.lower() in (".csv", ".json"):
        found = Opened({path.name.lower(): _bounded(path)})
    else:
        raise Unreadable(f"{path.name} is neither a folder, a zip, a .json nor a .csv file.")
    if not found.files:
        raise Unreadable(f"{path.name} holds no .csv and no .json file.")
    return found


def _of_folder(folder: Path) -> Iterator[tuple[str, bytes | None]]:
    for file in sorted(folder.iterdir()):
        if file.is_file():
            yield file.name, _bounded(file) if _is_wanted(file.name) else None


def _bounded(file: Path) -> bytes:
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise Unreadable(f"{file.name} is larger than {LARGEST_FILE // 2**20} MB.")
        return file.read_bytes()
    except OSError as problem:
        raise Unreadable(f"{file.name} cannot be read ({problem.strerror}).") from None


def _of_zip(path: Path) -> Opened:
    try:
        with zipfile.ZipFile(path) as archive:
            return _collected(_members(archive))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as problem:
        # zlib and the archive raise what they like; a password is a RuntimeError.
        raise Unreadable(f"{path.name} cannot be unpacked: {str(problem)[:80]}.") from None


def _members(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes | None]]:
    """Each file by its bare name: where in the zip it claims to lie does not matter, since nothing
    is unpacked to a disk. What it claims of its size is not believed either."""
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) > MOST_FILES:
        raise Unreadable(f"There are more than {MOST_FILES} files in the zip.")
    for member in members:
        name = PurePosixPath(member.filename).name
        if not _is_wanted(name):
            yield name, None
            continue
        with archive.open(member) as file:
            content = file.read(LARGEST_FILE + 1)
        if len(content) > LARGEST_FILE:
            raise Unreadable(f"{name[:80]} is larger than {LARGEST_FILE // 2**20} MB.")
        yield name, content


def _is_wanted(name: str) -> bool:
    lower = name.lower()
    hidden = lower.startswith((".", "__"))
    return lower.endswith((".csv", ".json")) and not hidden and lower not in DESCRIPTIONS


def _collected(given: Iterator[tuple[str, bytes | None]]) -> Opened:
    found, size = Opened(), 0
    for name, content in given:
        if content is None:
            found.others.append(name[:80])
            continue
        if name.lower() in found.files:
            raise Unreadable(f"There are two files called {name[:80]}.")
        size += len(content)
        if size > LARGEST_SUM:
            raise Unreadable(f"All files together are larger than {LARGEST_SUM // 2**20} MB.")
        found.files[name.lower()] = content
    return found
