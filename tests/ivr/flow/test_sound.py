"""Which files can callers hear, and which are turned away with a reason?"""

import contextlib

import hypothesis.strategies as some
import pytest
from hypothesis import given
from tones import A_LAW, MU_LAW, PLAIN, riff, tone

from ivr.flow.sound import LARGEST, LONGEST, Unplayable, milliseconds_of

FORM = tone(1)[20:36]
HUM = b"\x00\xff" * 4000


@pytest.mark.parametrize(
    "sound",
    [
        tone(1.5, coding=MU_LAW),
        tone(1.5, coding=A_LAW),
        tone(1.5, coding=PLAIN),
        tone(1.5, coding=PLAIN, bits=16),
        tone(1.5, coding=PLAIN, bits=16, rate=44_100, channels=2),
    ],
)
def test_plain_and_telephone_sounds_are_taken_with_their_length(sound):
    assert milliseconds_of(sound) == 1500


def test_pieces_a_recorder_adds_are_passed_over():
    sound = riff(
        (b"LIST", b"Ana"), (b"fmt ", FORM), (b"fact", b"1234"), (b"data", HUM), (b"id3 ", b"")
    )
    assert milliseconds_of(sound) == 1000


REFUSED = {
    "nothing": (b"", "unplayable-audio"),
    "another kind of file": (b"ID3\x04" + b"\0" * 5000, "unplayable-audio"),
    "a page": (b"<!doctype html><script>alert(1)</script>", "unplayable-audio"),
    "only a head": (tone(1)[:44], "unplayable-audio"),
    "cut short": (tone(1)[:-1], "unplayable-audio"),
    "without a word on its coding": (riff((b"data", HUM)), "unplayable-audio"),
    "a short head": (riff((b"fmt ", FORM[:14]), (b"data", HUM)), "unplayable-audio"),
    "mp3 in a WAV file": (tone(1, coding=85), "unplayable-audio"),
    "24 bits": (tone(1, coding=PLAIN, bits=24), "unplayable-audio"),
    "five channels": (tone(1, channels=5), "unplayable-audio"),
    "no samples a second": (
        riff((b"fmt ", FORM[:4] + b"\0" * 12), (b"data", HUM)), "unplayable-audio",
    ),
    "another speed than it says": (
        riff((b"fmt ", FORM[:8] + b"\1\0\0\0" + FORM[12:]), (b"data", HUM)), "unplayable-audio",
    ),
    "a piece larger than the file": (
        b"RIFF\xff\xff\xff\xffWAVEdata\xff\xff\xff\xff" + HUM, "unplayable-audio",
    ),
    "thousands of pieces": (riff(*[(b"junk", b"")] * 3000), "unplayable-audio"),
    "silence": (tone(1, samples=b"\xff" * 8000), "silent-audio"),
    "no samples": (riff((b"fmt ", FORM), (b"data", b"")), "silent-audio"),
    "too long": (tone(LONGEST + 1), "audio-too-long"),
    "too large": (tone(LARGEST / 8000 + 1), "audio-too-large"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_no_caller_would_hear_is_refused_in_a_sentence(what):
    sound, code = REFUSED[what]
    with pytest.raises(Unplayable) as raised:
        milliseconds_of(sound)
    problem = raised.value
    assert problem.code == code
    assert problem.sentence.endswith(".")
    assert problem.hint


@given(some.binary(max_size=400), some.integers(0, 60), some.binary(max_size=6))
def test_no_file_at_all_breaks_the_reading(rest, place, spoilt):
    sound = tone(0.01)
    for candidate in (
        rest,
        sound[:12] + rest,
        sound[:place] + spoilt + sound[place + len(spoilt) :],
    ):
        with contextlib.suppress(Unplayable):
            assert 0 <= milliseconds_of(candidate) <= LONGEST * 1000
