"""What does the phone company keep of what was said after a tone?"""

from __future__ import annotations

import io
import wave
from array import array
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from math import sin, tau
from zlib import crc32

PER_SECOND = 8000
"""Samples a second, of two bytes each: what Twilio hands out as WAV."""
PROCESSED_AFTER = 1.5
"""Seconds until a recording that is over can be fetched."""
LOUD = 8000
LOWEST, STEP, TONES = 200, 100, 8
"""Hertz: what a word sounds like here."""


@dataclass
class Recording:
    """What was said on one leg, and how it ended: a key, `hangup`, or silence.

    `status` is `processing` until it can be fetched, then `completed`.
    """

    sid: str
    call: str
    started_at: datetime
    words: list[str] = field(default_factory=list)
    spoke_at: datetime | None = None
    quiet_at: datetime | None = None
    ended_by: str = ""
    seconds: int = 0
    status: str = "in-progress"

    def hears(self, words: str, now: datetime, lasts: float) -> datetime:
        """These words begin now, or when those before them are over; the moment they end."""
        begins = max(now, self.quiet_at or now)
        self.words.append(words)
        self.spoke_at = self.spoke_at or begins
        self.quiet_at = begins + timedelta(seconds=lasts)
        return self.quiet_at

    def ends(self, now: datetime, *, trimmed: bool) -> None:
        """It lasts so many whole seconds; `trimmed` without the silence around the words."""
        begins, until = self.started_at, now
        if trimmed and self.spoke_at and self.quiet_at:
            begins, until = self.spoke_at, min(now, self.quiet_at)
        self.seconds = round((until - begins).total_seconds())
        self.status = "processing"

    def sound(self) -> bytes:
        """A WAV file of this length: a tone for each second, told by the words."""
        said = " ".join(self.words).split() or [""]
        tones = [_second(_tone(said[n % len(said)])) for n in range(self.seconds)]
        return _as_wav(b"".join(tones))


def _tone(word: str) -> int:
    return LOWEST + STEP * (crc32(word.encode()) % TONES)


@lru_cache(maxsize=TONES)
def _second(tone: int) -> bytes:
    waves = (int(LOUD * sin(tau * tone * n / PER_SECOND)) for n in range(PER_SECOND))
    return array("h", waves).tobytes()


def _as_wav(samples: bytes) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(PER_SECOND)
        sound.writeframes(samples)
    return file.getvalue()
