"""Can a telephone play this sound file, and how long is it?"""

import struct
from collections.abc import Iterator
from typing import Final

__all__ = ["CONTENT_TYPE", "LARGEST", "LONGEST", "Unplayable", "milliseconds_of"]

CONTENT_TYPE: Final = "audio/wav"
LARGEST: Final = 2 * 1024 * 1024
"""Bytes of one file."""
LONGEST: Final = 120
"""Whole seconds of one file."""

MOST_CHUNKS: Final = 64
PLAIN, A_LAW, MU_LAW = 1, 6, 7
"""Plain samples and the two telephone codings, by their number in a WAV file (RFC 2361)."""
BITS: Final = {PLAIN: (8, 16), A_LAW: (8,), MU_LAW: (8,)}
CHANNELS: Final = (1, 2)
RATES: Final = range(8_000, 48_001)
"""Samples a second."""
FORM: Final = struct.Struct("<HHIIHH")
SAVE_IT: Final = "Save it as WAV: PCM with 16 bits, or the telephone's own µ-law, one channel."


class Unplayable(ValueError):
    """Raised for a file that no caller would hear: one code, one sentence, and what to do."""

    def __init__(self, code: str, sentence: str, hint: str = SAVE_IT) -> None:
        super().__init__(sentence)
        self.code, self.sentence, self.hint = code, sentence, hint


def milliseconds_of(sound: bytes) -> int:
    """How long this WAV file sounds.  Raises Unplayable for what is no WAV file, is coded in a way
    the phone company does not play, is cut short, too large, too long, or silent throughout."""
    if len(sound) > LARGEST:
        raise too_large()
    if sound[:4] != b"RIFF" or sound[8:12] != b"WAVE":
        raise Unplayable("unplayable-audio", "This is not a WAV file, whatever its name says.")
    chunks = _chunks(sound)
    per_second = _per_second(chunks.get(b"fmt ", b""))
    samples = bytes(chunks.get(b"data", b""))
    if not samples.strip(samples[:1]):  # a microphone that was off gives one value, again and again
        raise Unplayable("silent-audio", "Nothing can be heard in this recording.", "Record again.")
    if len(samples) > LONGEST * per_second:
        sentence = f"This recording is longer than {LONGEST} s."
        raise Unplayable("audio-too-long", sentence, "Say it in fewer words.")
    return len(samples) * 1000 // per_second


def too_large() -> Unplayable:
    """Why a file is not even read to its end."""
    sentence = f"This file is larger than {LARGEST // (1024 * 1024)} MB."
    hint = "Save it with 8,000 samples a second and one channel: a telephone carries no more."
    return Unplayable("audio-too-large", sentence, hint)


def _chunks(sound: bytes) -> dict[bytes, memoryview]:
    """The first chunk of each kind."""
    found: dict[bytes, memoryview] = {}
    for number, (kind, body) in enumerate(_walked(sound)):
        if number == MOST_CHUNKS:
            raise Unplayable("unplayable-audio", "This WAV file is in too many pieces.")
        found.setdefault(kind, body)
    return found


def _walked(sound: bytes) -> Iterator[tuple[bytes, memoryview]]:
    whole, at = memoryview(sound), 12
    while at + 8 <= len(sound):
        size = int.from_bytes(sound[at + 4 : at + 8], "little")
        if at + 8 + size > len(sound):
            raise Unplayable("unplayable-audio", "This WAV file ends too early.")
        yield sound[at : at + 4], whole[at + 8 : at + 8 + size]
        at += 8 + size + size % 2


def _per_second(form: bytes | memoryview) -> int:
    """Bytes a second, as the header says and as its own figures come to."""
    if len(form) < FORM.size:
        raise Unplayable("unplayable-audio", "This WAV file does not say how it is coded.")
    coding, channels, rate, per_second, block, bits = FORM.unpack(form[: FORM.size])
    if coding not in BITS or bits not in BITS[coding]:
        sentence = "This WAV file is coded in a way the phone company does not play."
        raise Unplayable("unplayable-audio", sentence)
    figures = channels in CHANNELS and rate in RATES
    if not figures or block != channels * bits // 8 or per_second != rate * block:
        raise Unplayable("unplayable-audio", "The figures in the head of this WAV file are off.")
    return int(per_second)
