"""Sound files for tests, made on the spot: no recording of anybody lies in this repository."""

import struct

MU_LAW, A_LAW, PLAIN = 7, 6, 1


def tone(
    seconds: float,
    note: int = 16,
    *,
    coding: int = MU_LAW,
    rate: int = 8000,
    bits: int = 8,
    channels: int = 1,
    samples: bytes | None = None,
) -> bytes:
    """A WAV file of a hum whose wave is `note` samples long: another note is another file."""
    block = channels * bits // 8
    if samples is None:
        wave = bytes((i * 255 // note) % 256 for i in range(note))
        length = int(rate * seconds) * block
        samples = (wave * (length // note + 1))[:length]
    form = struct.pack("<HHIIHH", coding, channels, rate, rate * block, block, bits)
    return riff((b"fmt ", form), (b"data", samples))


def riff(*chunks: tuple[bytes, bytes]) -> bytes:
    """A WAV file of these pieces."""
    body = b"WAVE"
    for kind, content in chunks:
        body += kind + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)
    return b"RIFF" + struct.pack("<I", len(body)) + body
