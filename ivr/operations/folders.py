"""How does a set of call-flow files get from a folder and back, to the byte?"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from ivr.flow.finding import BrokenFlows, Finding
from ivr.flow.reader import read_folder
from ivr.flow.recording import AUDIO, MOST, Recording, named, recording_of
from ivr.flow.sound import LARGEST, Unplayable, too_large
from ivr.operations.refusals import Refusal

__all__ = ["UnsuitableFolder", "read", "sound_at", "write"]

SOUNDS = frozenset({".wav", ".wave", ".mp3", ".ogg", ".opus", ".m4a", ".aac", ".flac", ".aiff"})
"""Whatever else lies beside the recordings is nobody's business."""


class UnsuitableFolder(Refusal):
    """Raised when a set cannot be written into a folder without doing harm there."""


def read(folder: Path) -> dict[str, str]:
    """The files of the set in this folder, as they are: line ends and all; each recording as the
    entry that names its sound. One sound after another is held, never all. Raises BrokenFlows."""
    texts = {name: _exactly(folder / name) for name in read_folder(folder)}
    return {**texts, **{one.path: one.entry for one in _recordings(folder)}}


def sound_at(folder: Path, path: str) -> bytes:
    """The sound file of this path in the folder. Raises Unplayable when it is too large to be one,
    or when it is not in the folder at all."""
    file = (folder / path).resolve()
    if not file.is_relative_to((folder / AUDIO).resolve()) or not file.is_file():
        sentence = "This leads to something that is not a file in the folder."
        raise Unplayable("audio-elsewhere", sentence, "Put the file itself there.")
    with file.open("rb") as sound:
        found = sound.read(LARGEST + 1)
    if len(found) > LARGEST:
        raise too_large()
    return found


def _exactly(file: Path) -> str:
    return file.read_bytes().decode("utf-8")


def _recordings(folder: Path) -> list[Recording]:
    found: list[Recording] = []
    findings: list[Finding] = []
    for path in _sound_paths(folder):
        try:
            found.append(_recording(folder, path))
        except Unplayable as problem:
            place = (path[:200], 1, 1, problem.code, problem.sentence)
            findings.append(Finding(*place, hint=problem.hint))
    if findings:
        raise BrokenFlows(findings)
    return found


def _recording(folder: Path, path: str) -> Recording:
    place = named(path)
    if place is None:
        sentence = "This is not named for a sentence: nobody would hear it."
        hint = (
            "Call it like audio/es/welcome.hello.say.wav: "
            "`helpline flows recordings --language es` lists the names."
        )
        raise Unplayable("odd-recording", sentence, hint)
    return recording_of(*place, sound_at(folder, path))


def _sound_paths(folder: Path) -> Iterator[str]:
    audio = folder / AUDIO
    files = sorted([*audio.glob("*"), *audio.glob("*/*")])
    sounds = [file for file in files if file.suffix.lower() in SOUNDS]
    for file in sounds[: MOST + 1]:  # one more, so that the set is refused
        yield file.relative_to(folder).as_posix()


def _no_sound(path: str) -> bytes:
    raise UnsuitableFolder(f"The sound of {path[:80]!r} was not given.")


def write(
    folder: Path, files: Mapping[str, str], sound: Callable[[str], bytes] = _no_sound
) -> None:
    """Write the set into this folder, so that reading it back gives the same bytes; `sound` gives
    the file of each recording by its path, and may refuse.

    Raises UnsuitableFolder when a file of the folder would mingle with the set, or be lost.
    """
    for name in files:
        path = PurePosixPath(name)
        kind = named(name) is not None if name.startswith(AUDIO) else path.suffix == ".yaml"
        if path.is_absolute() or ".." in path.parts or not kind:
            raise UnsuitableFolder(f"The set holds a file of an impossible name: {name[:80]!r}.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UnsuitableFolder(f"{folder} is not empty: name a folder that is new.")
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(sound(name) if name.startswith(AUDIO) else text.encode("utf-8"))
