"""Can somebody who reads sentences aloud see which, and take their word for them?"""

import contextlib
import re
import shutil
import sqlite3

import pytest
from tones import tone

from ivr.environment import ROOT
from ivr.flow.reader import read_folder, read_set
from ivr.flow.sentences import sentences

HELLO = "welcome.hello.say"


@pytest.fixture
def folder(tmp_path, terminal):
    """The shipped flows, where they can be changed."""
    made = tmp_path / "flows"
    shutil.copytree(ROOT / "callflows", made)
    terminal.given = {**terminal.given, "HELPLINE_FLOWS_DIR": str(made)}
    return made


def put(folder, name: str, sound: bytes, language: str = "es") -> None:
    file = folder / "audio" / language / f"{name}.wav"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(sound)


def hello(folder) -> str:
    """The first words of the published number in Spanish."""
    book = read_set(read_folder(folder), allow_test_numbers=True)
    return sentences(book, "es")[HELLO]


def mute(folder) -> None:
    settings = folder / "settings.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("voice: Polly.Lupe-Neural", "voice: none"), encoding="utf-8")


def test_with_a_voice_only_what_waits_for_a_signature_is_told(terminal, folder) -> None:
    assert re.fullmatch(
        "es: [0-9]+ not recorded\n", terminal.done("flows recordings --language es")
    )
    put(folder, HELLO, tone(2.5))
    told = terminal.done("flows recordings --language es").splitlines()
    assert told[1:] == [
        f"  not signed    audio/es/{HELLO}.wav  3 s",
        f"                {hello(folder)}",
    ]
    assert "recording-unsigned" in terminal("flows check").output


def test_a_signature_makes_it_ready_and_newer_words_make_it_stale(terminal, folder) -> None:
    put(folder, HELLO, tone(2))
    before = (folder / "wording" / "es.yaml").read_text(encoding="utf-8")
    said = terminal.done(f"flows recordings --language es --sign {HELLO}")
    assert "1 recordings are signed in wording/es.yaml." in said
    assert "1 ready" in said
    wording = (folder / "wording" / "es.yaml").read_text(encoding="utf-8")
    added = [line for line in wording.splitlines() if line not in before.splitlines()]
    assert len(added) == 2, "comments and all else stay"
    assert "recording-" not in terminal("flows check").output
    edited = wording.replace(hello(folder), "Aquí hay personas.")
    (folder / "wording" / "es.yaml").write_text(edited, encoding="utf-8")
    assert "stale" in terminal.done("flows recordings --language es")
    checked = terminal("flows check").output
    assert "recording-stale" in checked
    assert "recording stale" in terminal.done("flows translations --language es")


def test_everything_of_a_language_can_be_signed_at_once(terminal, folder) -> None:
    for name in (HELLO, "phrase.in_line"):
        put(folder, name, tone(1))
    said = terminal.done("flows recordings --language es --sign-all")
    assert "2 recordings are signed" in said
    assert "2 ready" in said


def test_without_a_voice_every_sentence_that_is_missing_is_told_with_its_file(
    terminal, folder
) -> None:
    mute(folder)
    told = terminal.done("flows recordings --language es")
    assert f"  not recorded  audio/es/{HELLO}.wav" in told
    assert hello(folder) in told
    assert "no-voice-no-recording" in terminal.refused("flows check")
    assert "no-voice-no-recording" in terminal.refused("flows publish")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("--language so", "not a language of this helpline: en, es"),
        ("--language es --sign no.such.thing", "Nobody ever says `no.such.thing`"),
        (f"--language es --sign {HELLO}", "There is no file audio/es/welcome.hello.say.wav"),
    ],
)
def test_what_cannot_be_signed_is_said(terminal, folder, more: str, said: str) -> None:
    assert said in terminal.refused(f"flows recordings {more}")


def test_a_file_that_is_no_recording_is_told_by_name(terminal, folder) -> None:
    put(folder, HELLO, b"MZ a program")
    said = terminal.refused("flows check")
    assert "audio/es/welcome.hello.say.wav" in said
    assert "This is not a WAV file" in said


def test_recordings_go_out_and_come_back_with_their_set(terminal, folder, tmp_path) -> None:
    put(folder, HELLO, tone(2))
    terminal.done(f"flows recordings --language es --sign {HELLO}")
    terminal.done("flows publish")
    out = tmp_path / "out"
    terminal.done(f"flows export %{out}")
    assert (out / "audio" / "es" / f"{HELLO}.wav").read_bytes() == tone(2)
    terminal.done(f"flows import %{out} --author Sam --draft spoken")
    assert "the same" in terminal.done("flows diff live draft:spoken")
    second = tmp_path / "second"
    terminal.done(f"flows export %{second} --from draft:spoken")
    assert (second / "audio" / "es" / f"{HELLO}.wav").read_bytes() == tone(2)


def test_the_lifeline_is_written_with_the_recordings_it_plays(terminal, folder, tmp_path) -> None:
    put(folder, "phrase.emergency", tone(3))
    terminal.done("flows recordings --language es --sign-all")
    terminal.done("flows publish")
    out = tmp_path / "line"
    terminal.done(f"lifeline --url https://static.example.org/line --out %{out}")
    (sound,) = out.glob("*.wav")
    assert sound.read_bytes() == tone(3)
    played = f"<Play>https://static.example.org/line/{sound.name}</Play>"
    assert played in (out / "call.xml").read_text(encoding="utf-8")


def test_recordings_that_were_lost_are_told_and_found_again_by_a_publish(
    terminal, folder, tmp_path
) -> None:
    """Somebody restored a database without its sounds, on an empty disk."""
    put(folder, HELLO, tone(2))
    terminal.done("flows recordings --language es --sign-all")
    terminal.done("flows publish")
    shutil.rmtree(tmp_path / "var" / "sounds")
    with contextlib.closing(sqlite3.connect(tmp_path / "helpline.db")) as connection:
        connection.executescript("DELETE FROM sound;")
    assert f"flows          lack 1 recordings (audio/es/{HELLO}.wav)" in terminal.refused("doctor")
    terminal.done("flows publish")
    assert "ok       flows" in terminal.refused("doctor")
