"""Do recordings a supervisor adds reach every process, byte for byte, and no hostile file?"""

import os
import shutil
import tracemalloc
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from tones import tone

from ivr.flow.finding import BrokenFlows
from ivr.flow.recording import MOST
from ivr.flow.sound import LARGEST
from ivr.models import Sound
from ivr.operations import approvals, drafts, flows, folders, sets, sounds
from ivr.operations.approvals import Proposal
from ivr.operations.sounds import ChangedWhileRead, SoundNotKept
from ivr.runtime import Runtime
from ivr.soundshelf import Soundshelf

HELLO = "welcome.hello.say"
PATH = f"audio/es/{HELLO}.wav"
MEGABYTE = 1024 * 1024


def kept(rt: Runtime) -> int:
    with rt.db.read() as session:
        return session.scalar(select(func.count()).select_from(Sound)) or 0


def elsewhere(rt: Runtime, folder: Path) -> Runtime:
    """The same helpline on another machine: the same database, an empty disk."""
    shelf = Soundshelf(rt.db, folder, clock=rt.clock)
    return replace(rt, sounds=shelf)


def test_a_recording_published_here_is_had_on_every_machine(
    small_rt: Runtime, folder, tmp_path: Path
) -> None:
    folder.record("es", HELLO, tone(2))
    flows.publish(small_rt)
    (said,) = small_rt.books.live().recorded.values()
    assert (said.path, said.milliseconds) == (PATH, 2000)
    for rt in (small_rt, elsewhere(small_rt, tmp_path / "other")):
        assert rt.sounds.get(said.sound) == tone(2)


def test_the_same_sound_is_kept_once_however_often_it_is_named(small_rt: Runtime, folder) -> None:
    folder.record("es", HELLO, tone(2))
    folder.record("es", "welcome.goodbye.say", tone(2))
    folder.record("es", "welcome.person.say", tone(3))
    flows.publish(small_rt)
    flows.publish(small_rt)
    assert kept(small_rt) == 2


def test_another_recording_of_the_same_words_is_another_revision(small_rt: Runtime, folder) -> None:
    rt = developing(small_rt)
    folder.record("es", HELLO, tone(2))
    first = flows.publish(rt)
    folder.record("es", HELLO, tone(2, note=20))
    second = flows.publish(rt)
    assert second.revision != first.revision
    (change,) = sets.difference(rt, sets.named(rt, "before"), sets.named(rt, "live")).changes
    assert change.sentence == f"{HELLO}, in Spanish, is heard from another recording now."
    flows.roll_back(rt, "Sam")
    assert rt.sounds.get(recorded(rt)) == tone(2)


def developing(rt: Runtime) -> Runtime:
    return replace(rt, environment=replace(rt.environment, production=False))


def recorded(rt: Runtime) -> str:
    """The one sound of what is live in the database."""
    live = sets.named(rt, "live").files
    return live[PATH].split()[1].rstrip(",")


def test_recordings_come_back_from_the_database_to_the_byte(
    small_rt: Runtime, folder, tmp_path: Path
) -> None:
    folder.record("es", HELLO, tone(2))
    first = flows.publish(small_rt)
    shutil.rmtree(small_rt.environment.var_dir)
    live, out = sets.named(small_rt, "live"), tmp_path / "out"
    folders.write(out, live.files, partial(sets.sound, small_rt, live))
    assert (out / PATH).read_bytes() == tone(2)
    assert folders.read(out) == live.files
    again = replace(small_rt, environment=replace(small_rt.environment, flows_dir=out))
    assert flows.publish(again).revision == first.revision


def test_a_draft_and_a_proposal_bring_their_recordings(
    small_rt: Runtime, folder, tmp_path: Path
) -> None:
    flows.publish(small_rt)
    folder.record("es", HELLO, tone(2))
    given = sets.brought(small_rt, "files")
    drafts.begin(small_rt, "spoken", "Sam", given.files)
    shutil.rmtree(folder.path)
    asked = sets.named(small_rt, "draft:spoken")
    proposed = approvals.propose(small_rt, Proposal(asked.files, "Sam", "", base=asked.base))
    approvals.approve(small_rt, proposed.revision, "Ana")
    assert elsewhere(small_rt, tmp_path / "other").sounds.get(recorded(small_rt)) == tone(2)


def test_a_set_whose_sounds_nobody_kept_does_not_go_live(small_rt: Runtime, folder) -> None:
    first = flows.publish(small_rt)
    folder.record("es", HELLO, tone(2))
    files = folders.read(folder.path)
    with pytest.raises(SoundNotKept, match=PATH):
        approvals.propose(small_rt, Proposal(files, "Sam", ""))
    assert sets.named(small_rt, "live").title.startswith(f"revision {first.revision}")


def test_a_sound_that_changes_between_looking_and_keeping_is_refused(
    small_rt: Runtime, folder
) -> None:
    folder.record("es", HELLO, tone(2))
    files = folders.read(folder.path)
    for later in (tone(3), b"x" * (LARGEST + 1)):
        (folder.path / PATH).write_bytes(later)
        with pytest.raises(ChangedWhileRead, match=PATH):
            sounds.bring(small_rt, folder.path, files)
    (folder.path / PATH).unlink()
    with pytest.raises(ChangedWhileRead):
        sounds.bring(small_rt, folder.path, files)
    assert kept(small_rt) == 0


@pytest.mark.parametrize("deed", ["UPDATE sound SET content = 'x'", "UPDATE sound SET name = 'x'"])
def test_what_was_published_cannot_be_made_to_say_something_else(
    small_rt: Runtime, folder, deed: str
) -> None:
    folder.record("es", HELLO, tone(2))
    flows.publish(small_rt)
    with pytest.raises(DBAPIError), small_rt.db.begin() as session:
        session.execute(text(deed))
    assert kept(small_rt) == 1


def forgets(rt: Runtime, watch, **span: float) -> int:
    """So much later, what nobody named for long is thrown away; how many sounds that were."""
    watch.forward(timedelta(**span))
    return sounds.forget_unnamed(rt)


def test_a_sound_that_callers_hear_or_somebody_works_on_is_kept_however_old(
    small_rt: Runtime, folder, watch
) -> None:
    folder.record("es", HELLO, tone(2))
    flows.publish(small_rt)
    folder.record("es", HELLO, tone(3))
    drafts.begin(small_rt, "spoken", "Sam", sets.brought(small_rt, "files").files)
    folder.record("es", HELLO, tone(4))
    asked = sets.brought(small_rt, "files").files
    approvals.propose(small_rt, Proposal(asked, "Sam", ""))
    assert [forgets(small_rt, watch, days=89) for _ in range(4)] == [0, 0, 0, 0]
    assert kept(small_rt) == 3


def test_a_sound_that_nobody_names_is_thrown_away_after_ninety_days(
    small_rt: Runtime, folder, watch
) -> None:
    rt = developing(small_rt)
    folder.record("es", HELLO, tone(2))
    flows.publish(rt)
    sounds.forget_unnamed(rt)
    folder.record("es", HELLO, tone(3))
    newer = flows.publish(rt)
    assert forgets(rt, watch, days=89) == 0
    assert forgets(rt, watch, days=2) == 1
    assert kept(rt) == 1
    with pytest.raises(SoundNotKept, match=PATH):
        flows.roll_back(rt, "Sam")
    assert sets.named(rt, "live").title.startswith(f"revision {newer.revision}")


@pytest.fixture
def sam(rt: Runtime, folder) -> Runtime:
    """What Sam publishes the folder with."""
    return replace(rt, environment=replace(rt.environment, flows_dir=folder.path))


def refusal(rt: Runtime, folder) -> tuple[str, str, str]:
    with pytest.raises(BrokenFlows) as raised:
        flows.publish(rt)
    (finding,) = raised.value.findings
    assert finding.sentence.endswith(".")
    assert finding.hint
    assert kept(rt) == 0
    return finding.file, finding.code, finding.sentence


def sound_file(folder, name: str, content: bytes = b"") -> Path:
    file: Path = folder.path / "audio" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content or tone(1))
    return file


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        (f"es/{HELLO}.wav", b"MZ\x90\x00 a program", "unplayable-audio"),
        (f"es/{HELLO}.wav", tone(1, coding=85), "unplayable-audio"),
        (f"es/{HELLO}.wav", tone(121), "audio-too-long"),
        (f"es/{HELLO}.mp3", b"ID3", "odd-recording"),
        (f"es/{HELLO}.WAV", b"", "odd-recording"),
        ("es/notes.wav", b"", "odd-recording"),
        ("loose.wav", b"", "odd-recording"),
        ("es/..welcome.hello.say.wav", b"", "odd-recording"),
        ("es/welcome.hello.say.wav.wav", b"", "odd-recording"),
        ("es/welcome.hello\n.say.wav", b"", "odd-recording"),
    ],
)
def test_a_file_nobody_could_hear_is_refused_by_its_name(
    sam: Runtime, folder, name: str, content: bytes, code: str
) -> None:
    sound_file(folder, name, content)
    assert refusal(sam, folder)[:2] == (f"audio/{name}", code)


def test_what_is_no_sound_may_lie_beside_the_recordings(sam: Runtime, folder) -> None:
    for name in ("README.md", "es/script.txt", "es/.DS_Store"):
        sound_file(folder, name, b"who reads what")
    assert flows.publish(sam).changed
    assert not any(name.startswith("audio/") for name in sets.named(sam, "live").files)


def test_a_link_out_of_the_folder_is_not_followed(sam: Runtime, folder, tmp_path) -> None:
    (tmp_path / "secret.wav").write_bytes(tone(1))
    link = sound_file(folder, f"es/{HELLO}.wav")
    link.unlink()
    link.symlink_to(tmp_path / "secret.wav")
    assert refusal(sam, folder)[1] == "audio-elsewhere"


def test_something_that_never_ends_is_not_waited_for(sam: Runtime, folder) -> None:
    pipe = sound_file(folder, f"es/{HELLO}.wav")
    pipe.unlink()
    os.mkfifo(pipe)
    assert refusal(sam, folder)[1] == "audio-elsewhere"


def test_a_file_of_fifty_megabytes_is_refused_without_holding_it(sam: Runtime, folder) -> None:
    flows.reviewed(sam, folders.read(sam.environment.flows_dir))  # imports what comes late
    with sound_file(folder, f"es/{HELLO}.wav").open("wb") as huge:
        huge.write(tone(1)[:44])
        huge.truncate(50 * MEGABYTE)
    tracemalloc.start()
    try:
        path, code, sentence = refusal(sam, folder)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (path, code, sentence) == (PATH, "audio-too-large", "This file is larger than 2 MB.")
    assert most < 12 * MEGABYTE


def test_more_recordings_than_anybody_has_are_refused(sam: Runtime, folder) -> None:
    first = sound_file(folder, "es/a.b.c0.wav", tone(0.1))
    for number in range(1, MOST + 1):
        os.link(first, first.with_name(f"a.b.c{number}.wav"))
    assert refusal(sam, folder)[1] == "too-many-recordings"


@pytest.mark.parametrize("path", ["audio/../evil.wav", "audio/es/evil.wav", "audio/es/a.b.c.yaml"])
def test_a_set_cannot_write_a_sound_outside_its_folder(tmp_path: Path, path: str) -> None:
    with pytest.raises(folders.UnsuitableFolder):
        folders.write(tmp_path / "out", {"settings.yaml": "x", path: "x"}, lambda _: b"x")
    assert not list(tmp_path.rglob("*.wav"))
