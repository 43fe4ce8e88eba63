"""Are recordings at hand on every machine, also while the database is away?"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event
from tones import tone

from ivr import database
from ivr.bookshelf import TIDY_EVERY, Bookshelf
from ivr.database import Database
from ivr.models import Sound
from ivr.operations import flows
from ivr.runtime import Runtime
from ivr.soundshelf import A_FEW, KEPT_FOR, NOT_AGAIN_FOR, Soundshelf
from ivr.trial.servers import free_port

NOON = datetime(2027, 3, 5, 12, 0, tzinfo=UTC)
HUM = tone(1)
NAME = hashlib.sha256(HUM).hexdigest()


@dataclass
class Times:
    """A clock and a stopwatch that the test winds."""

    now: datetime = NOON
    seconds: float = 0.0

    def clock(self) -> datetime:
        return self.now

    def stopwatch(self) -> float:
        return self.seconds


@pytest.fixture
def times() -> Times:
    return Times()


@pytest.fixture
def away() -> Iterator[Database]:
    """A database that refuses every connection."""
    found = database.connect(f"postgresql+psycopg://nobody@127.0.0.1:{free_port()}/none")
    yield found
    found.engine.dispose()


def shelf(db: Database, folder: Path, times: Times) -> Soundshelf:
    return Soundshelf(db, folder, clock=times.clock, stopwatch=times.stopwatch)


@pytest.fixture
def keeping(rt: Runtime) -> Database:
    """A database that keeps one sound."""
    with rt.db.begin() as session:
        session.add(Sound(name=NAME, content=HUM, kept_at=NOON, named_at=NOON))
    return rt.db


def asked(db: Database) -> list[str]:
    """What the database is asked from now on."""
    heard: list[str] = []

    def note(*told: object) -> None:
        question = str(told[2])
        if "sound" in question:
            heard.append(question)

    event.listen(db.engine, "before_cursor_execute", note)
    return heard


def test_a_sound_is_copied_to_disk_and_the_database_is_asked_once(
    keeping: Database, tmp_path: Path, times: Times
) -> None:
    sounds = shelf(keeping, tmp_path / "sounds", times)
    questions = asked(keeping)
    assert [sounds.get(NAME) for _ in range(3)] == [HUM] * 3
    assert sounds.has(NAME)
    assert len(questions) == 1


def test_with_the_database_away_the_copy_is_played_also_after_a_restart(
    keeping: Database, away: Database, tmp_path: Path, times: Times
) -> None:
    assert shelf(keeping, tmp_path / "sounds", times).has(NAME)
    later = shelf(away, tmp_path / "sounds", times)
    assert later.has(NAME)
    assert later.get(NAME) == HUM


def test_what_was_never_copied_is_not_promised_while_the_database_is_away(
    away: Database, tmp_path: Path, times: Times
) -> None:
    sounds = shelf(away, tmp_path / "sounds", times)
    assert not sounds.has(NAME)
    assert sounds.get(NAME) is None


def test_a_database_that_is_away_does_not_hold_up_every_sentence(
    away: Database, tmp_path: Path, times: Times
) -> None:
    connections: list[object] = []
    event.listen(away.engine, "do_connect", lambda *told: connections.append(told))
    sounds = shelf(away, tmp_path / "sounds", times)
    for _ in range(20):
        assert not sounds.has(NAME)
    assert len(connections) == 1
    times.seconds += NOT_AGAIN_FOR
    assert not sounds.has(NAME)
    assert len(connections) == 2


def test_a_spoilt_copy_is_fetched_anew(keeping: Database, tmp_path: Path, times: Times) -> None:
    folder = tmp_path / "sounds"
    folder.mkdir()
    for spoilt in (b"", HUM[:-1], b"x" * len(HUM)):
        (folder / f"{NAME}.wav").write_bytes(spoilt)
        assert shelf(keeping, folder, times).get(NAME) == HUM
        assert (folder / f"{NAME}.wav").read_bytes() == HUM


def test_a_copy_somebody_took_away_is_not_believed_in(
    keeping: Database, tmp_path: Path, times: Times
) -> None:
    sounds = shelf(keeping, tmp_path / "sounds", times)
    assert sounds.has(NAME)
    (tmp_path / "sounds" / f"{NAME}.wav").unlink()
    assert sounds.has(NAME)
    assert sounds.get(NAME) == HUM


def test_a_disk_that_cannot_be_written_silences_nobody(
    keeping: Database, tmp_path: Path, times: Times
) -> None:
    (tmp_path / "sounds").write_text("a file where a folder should be")
    sounds = shelf(keeping, tmp_path / "sounds", times)
    assert sounds.has(NAME)
    assert sounds.get(NAME) == HUM


@pytest.mark.parametrize("name", ["", "..", "../live", "a" * 63, "A" * 64, "g" * 64, f"{NAME}\n"])
def test_no_name_leads_to_another_file(
    rt: Runtime, tmp_path: Path, times: Times, name: str
) -> None:
    (tmp_path / "live.wav").write_bytes(HUM)
    questions = asked(rt.db)
    assert shelf(rt.db, tmp_path / "sounds", times).get(name) is None
    assert questions == []


def test_copies_nobody_needs_go_after_a_day_and_those_of_what_is_live_stay(
    keeping: Database, tmp_path: Path, times: Times
) -> None:
    folder = tmp_path / "sounds"
    sounds = shelf(keeping, folder, times)
    sounds.put("f" * 64, b"of last week")
    sounds.has(NAME)
    times.now += KEPT_FOR + timedelta(minutes=1)
    sounds.tidy({NAME})
    assert [copy.stem for copy in folder.glob("*.wav")] == [NAME]
    times.now += KEPT_FOR + timedelta(minutes=1)
    sounds.tidy(())
    assert list(folder.glob("*")) == []
    assert sounds.has(NAME), "the database still knows it"


def test_what_goes_live_is_copied_before_anybody_calls(
    small_rt: Runtime, folder, tmp_path: Path, times: Times
) -> None:
    """A few at a look, so that no webhook waits for all of them."""
    names = [f"phrase.{name}" for name in ("connecting", "in_line", "one_moment", "emergency")]
    names += ["welcome.hello.say", "welcome.person.say", "welcome.goodbye.say"]
    for place, name in enumerate(names):
        folder.record("es", name, tone(0.1, note=20 + place))
    flows.publish(small_rt)
    copies = tmp_path / "other" / "sounds"
    sounds = shelf(small_rt.db, copies, times)
    books = Bookshelf(
        small_rt.db, tmp_path / "other" / "flows", sounds=sounds, test_numbers=True,
        clock=times.clock, stopwatch=times.stopwatch,
    )  # fmt: skip
    books.live()
    assert len(list(copies.glob("*.wav"))) == A_FEW
    times.seconds += 1
    books.live()
    assert len(list(copies.glob("*.wav"))) == len(names)


def test_what_is_live_keeps_its_copies_however_long(
    small_rt: Runtime, folder, tmp_path: Path, times: Times
) -> None:
    folder.record("es", "welcome.hello.say", HUM)
    flows.publish(small_rt)
    sounds = shelf(small_rt.db, tmp_path / "sounds", times)
    books = Bookshelf(
        small_rt.db, tmp_path / "flows", sounds=sounds, test_numbers=True,
        clock=times.clock, stopwatch=times.stopwatch,
    )  # fmt: skip
    books.live()
    for _ in range(3):
        times.now += KEPT_FOR
        times.seconds += TIDY_EVERY
        books.live()
    assert [copy.name for copy in (tmp_path / "sounds").iterdir()] == [f"{NAME}.wav"]
