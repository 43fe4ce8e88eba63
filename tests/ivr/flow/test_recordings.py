"""Is a recording heard where there is one, and can no address lead to another file?"""

import struct

import pytest

from ivr.flow import engine
from ivr.flow.instructions import Play
from ivr.flow.reader import read_set
from ivr.flow.recordings import file_at, found_in, path_of, sentences
from ivr.flow.wording import fingerprint


def wav(seconds: float, coding: int = 7) -> bytes:
    """A telephone recording of silence."""
    data = b"\xff" * int(8000 * seconds)
    form = struct.pack("<HHIIHH", coding, 1, 8000, 8000, 1, 8)
    body = (
        b"WAVEfmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", len(data)) + data
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def recorded(files, language, name, words):
    file = f"wording/{language}.yaml"
    listed = f'language: {language}\nrecordings:\n  {name}: "{fingerprint(words)}"'
    return {**files, file: files[file].replace(f"language: {language}", listed, 1)}


def prompt_of(book, caller):
    return engine.start(book, "welcome", caller.facts).instructions[-1].prompt


def test_a_fresh_recording_is_played_in_its_language_only(files, caller):
    book = read_set(
        recorded(files, "es", "welcome.hello.say", "es Hello."), allow_test_numbers=True
    )
    played = [say for say in prompt_of(book, caller) if isinstance(say, Play)]
    assert [(say.words, say.recording) for say in played] == [
        ("es Hello.", "es/welcome.hello.say.wav")
    ]


def test_a_recording_of_older_words_is_not_played(files, caller):
    book = read_set(recorded(files, "es", "welcome.hello.say", "es Hi."), allow_test_numbers=True)
    assert not any(isinstance(say, Play) for say in prompt_of(book, caller))


def test_a_choice_is_recorded_with_its_key(sample_book):
    said = sentences(sample_book, "es")
    assert said["welcome.choices.label_2"] == "menu_choice 2 es For harm"
    assert said["welcome.more.part_1"] == "es This is more."
    assert said["phrase.key_danger"] == "key_danger 9"
    assert said["phrase.language_choice.2"] == "language_choice 2 español"


def test_sounds_are_found_with_their_length(tmp_path):
    (tmp_path / "es").mkdir()
    (tmp_path / "es" / "welcome.hello.say.wav").write_bytes(wav(1.5))
    (tmp_path / "es" / "welcome.bye.say.wav").write_bytes(b"nothing")
    (tmp_path / "es" / "welcome.odd.say.wav").write_bytes(wav(1, coding=85))
    (tmp_path / "es" / "notes.wav").write_bytes(wav(1))
    lengths = {path: sound.seconds for path, sound in found_in(tmp_path).items()}
    assert lengths == {
        "es/welcome.hello.say.wav": 1.5,
        "es/welcome.bye.say.wav": None,
        "es/welcome.odd.say.wav": None,
    }


@pytest.mark.parametrize(
    "path",
    [
        "../secret.wav",
        "es/../../secret.wav",
        "/etc/passwd",
        "es/welcome.hello.say.wav\n",
        "es/welcome.hello.say.yaml",
        "es/a/b.c.d.wav",
        "ES/welcome.hello.say.wav",
        "",
        "es/no.such.one.wav",
    ],
)
def test_no_address_leads_to_another_file(tmp_path, path):
    audio = tmp_path / "audio"
    (audio / "es").mkdir(parents=True)
    (tmp_path / "secret.wav").write_bytes(wav(1))
    assert file_at(audio, path) is None


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    audio = tmp_path / "audio"
    (audio / "es").mkdir(parents=True)
    (tmp_path / "secret.wav").write_bytes(wav(1))
    (audio / "es" / "welcome.hello.say.wav").symlink_to(tmp_path / "secret.wav")
    assert file_at(audio, path_of("es", "welcome.hello.say")) is None
