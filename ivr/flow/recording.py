"""Which recordings are in a set: whose words, how long, and what are they called?"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Final

from ivr.flow.finding import Finding
from ivr.flow.names import LANGUAGE, NAME
from ivr.flow.sound import milliseconds_of

__all__ = ["AUDIO", "MOST", "Recording", "entered", "named", "path_of", "recording_of"]

AUDIO: Final = "audio/"
"""Where they lie in a set, and how their entries in it begin."""
MOST: Final = 2_000
"""Recordings of one set."""
MOST_BYTES: Final = 256 * 1024 * 1024
"""Of all of them together: ten hours of telephone sound."""

_PATH = re.compile(rf"audio/({LANGUAGE})/((?:{NAME}\.){{1,2}}[A-Za-z0-9_-]{{1,48}})\.wav")
_ENTRY = re.compile(r"sha256 ([0-9a-f]{64}), ([0-9]{1,7}) bytes, ([0-9]{1,6}) ms\n")


@dataclass(frozen=True, slots=True)
class Recording:
    """A sentence that somebody read aloud.  The sound itself lies elsewhere, under its hash."""

    language: str
    name: str
    """Of the sentence: `flow.step.part`, or `phrase.name`."""
    sound: str
    """SHA-256 of the file, in hex: its name wherever it is kept."""
    bytes: int
    milliseconds: int

    @property
    def path(self) -> str:
        """Its place in the set."""
        return path_of(self.language, self.name)

    @property
    def seconds(self) -> int:
        """Whole seconds it lasts, rounded up."""
        return ceil(self.milliseconds / 1000)

    @property
    def entry(self) -> str:
        """What stands for it among the files of a set, so that a revision names its sounds."""
        return f"sha256 {self.sound}, {self.bytes} bytes, {self.milliseconds} ms\n"


def path_of(language: str, name: str) -> str:
    """Where the recording of this sentence lies in a set."""
    return f"{AUDIO}{language}/{name}.wav"


def named(path: str) -> tuple[str, str] | None:
    """Language and sentence of which this is the recording; None for any other path."""
    match = _PATH.fullmatch(path)
    return None if match is None else (match[1], match[2])


def recording_of(language: str, name: str, sound: bytes) -> Recording:
    """The recording this file is.  Raises Unplayable."""
    milliseconds = milliseconds_of(sound)
    return Recording(language, name, hashlib.sha256(sound).hexdigest(), len(sound), milliseconds)


def entered(files: Mapping[str, str]) -> tuple[dict[str, Recording], list[Finding]]:
    """The recordings of a set by their path, and what is odd about its entries."""
    found: dict[str, Recording] = {}
    findings: list[Finding] = []
    for path, entry in files.items():
        if not path.startswith(AUDIO):
            continue
        place, match = named(path), _ENTRY.fullmatch(entry)
        if place is None or match is None:
            sentence = "This is no recording of a sentence, by its name or by its entry."
            findings.append(Finding(path[:200], 1, 1, "odd-recording", sentence))
            continue
        found[path] = Recording(*place, match[1], int(match[2]), int(match[3]))
    if len(found) > MOST or sum(one.bytes for one in found.values()) > MOST_BYTES:
        sentence = f"There are more than {MOST} recordings, or they are larger than 256 MB in all."
        hint = "Keep only those that are heard, with 8,000 samples a second and one channel."
        findings.append(Finding(AUDIO, 1, 1, "too-many-recordings", sentence, hint=hint))
    return found, findings
