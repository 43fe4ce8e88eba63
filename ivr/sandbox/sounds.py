"""What does a <Play> get at its address, and how long does it last?"""

import io
import re
import wave
from dataclasses import dataclass
from typing import Final

from ivr.sandbox.delivery import Answer
from ivr.sandbox.documents import BrokenDocument

# https://www.twilio.com/docs/voice/twiml/play#supported-audio-file-types
TYPES: Final = frozenset(
    {
        *("audio/mpeg", "audio/wav", "audio/wave", "audio/x-wav", "audio/aiff", "audio/x-aifc"),
        *("audio/x-aiff", "audio/x-gsm", "audio/gsm", "audio/ulaw"),
    }
)
WAV: Final = frozenset({"audio/wav", "audio/wave", "audio/x-wav"})
WRONG_TYPE: Final = 13420
WRONG_TYPE_IN_GATHER: Final = 13325
UNTOLD_SECONDS: Final = 5.0
"""How long a sound lasts whose length this phone company cannot read."""
TELEPHONE: Final = re.compile(rb"RIFF....WAVEfmt .{4}[\x06\x07]\x00", re.DOTALL)
"""The beginning of a WAV file in one of the telephone's own codings, a byte a sample."""


@dataclass(frozen=True)
class Sound:
    """What was fetched: how long it lasts, and what its server calls it."""

    seconds: float
    name: str
    language: str


def sound_in(answer: Answer, *, in_gather: bool = False) -> Sound:
    """The sound of a server's answer. Raises `BrokenDocument`: without its sound a call breaks off
    (https://www.twilio.com/docs/api/errors/11200)."""
    if answer.error is not None:
        raise BrokenDocument(answer.error, "the sound could not be had", answer.url)
    kind = answer.content_type.partition(";")[0].strip().lower()
    wrong = WRONG_TYPE_IN_GATHER if in_gather else WRONG_TYPE
    if kind not in TYPES:
        raise BrokenDocument(wrong, f"{kind or 'an unnamed type'} cannot be played", answer.url)
    seconds = _seconds(answer.body) if kind in WAV else UNTOLD_SECONDS
    if not seconds:
        raise BrokenDocument(wrong, f"what came as {kind} is something else", answer.url)
    return Sound(seconds, _name(answer), answer.headers.get("content-language", ""))


def _seconds(body: bytes) -> float:
    """The length of a WAV file; 0 for anything else."""
    if TELEPHONE.match(body):
        per_second = int.from_bytes(body[28:32], "little")
        return (len(body) - 44) / per_second if per_second else 0.0
    try:
        with wave.open(io.BytesIO(body)) as sound:
            return float(sound.getnframes() / sound.getframerate())
    except (wave.Error, EOFError, ZeroDivisionError):
        return 0.0


def _name(answer: Answer) -> str:
    """What the server calls the file, else the end of its address."""
    told = re.search('filename="([^"]+)"', answer.headers.get("content-disposition", ""))
    return told[1] if told else answer.url.rpartition("/")[2]
