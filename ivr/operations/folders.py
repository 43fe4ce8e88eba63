"""How does a set of call-flow files get from a folder and back, to the byte?"""

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from ivr.flow.reader import read_folder
from ivr.operations.refusals import Refusal

__all__ = ["UnsuitableFolder", "read", "write"]


class UnsuitableFolder(Refusal):
    """Raised when a set cannot be written into a folder without doing harm there."""


def read(folder: Path) -> dict[str, str]:
    """The files of the set in this folder, as they are: line ends and all. Raises BrokenFlows."""
    return {name: _exactly(folder / name) for name in read_folder(folder)}


def _exactly(file: Path) -> str:
    return file.read_bytes().decode("utf-8")


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write the set into this folder, so that reading it back gives the same bytes.

    Raises UnsuitableFolder when a file of the folder would mingle with the set, or be lost.
    """
    for name in files:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or not path.name.endswith(".yaml"):
            raise UnsuitableFolder(f"The set holds a file of an impossible name: {name[:80]!r}.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UnsuitableFolder(f"{folder} is not empty: name a folder that is new.")
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode("utf-8"))
