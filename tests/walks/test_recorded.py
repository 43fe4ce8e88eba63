"""Do callers hear the recordings a supervisor adds, and the voice where there is none?"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from ground import application
from sqlalchemy.exc import OperationalError
from tones import tone
from town import CALLER, HELPLINE, SECOND_CALLER, Town

from ivr.bookshelf import Bookshelf
from ivr.database import Database
from ivr.environment import ROOT
from ivr.flow.finding import BrokenFlows
from ivr.flow.reader import read_folder, read_set
from ivr.flow.recording import path_of
from ivr.flow.sentences import sentences
from ivr.flow.translations import signed
from ivr.flow.wording import fingerprint
from ivr.operations import flows
from ivr.sandbox.legs import Leg

KEEP_WAITING = "1"
GREETING, MENU = "welcome.hello.say", "welcome.main_menu.label_2"
SPOKEN, RECORDED_ONLY = "voice: Polly.Lupe-Neural", "voice: none"


@dataclass
class Sam:
    """A supervisor with a folder of flows, who reads Spanish aloud."""

    town: Town
    folder: Path
    readings: int = 0

    def records(self, *names: str) -> None:
        """Reads these sentences aloud, or all, and signs that they are the words of today."""
        said = sentences(read_set(read_folder(self.folder), allow_test_numbers=True), "es")
        chosen = names or tuple(said)
        for name in chosen:
            self.readings += 1
            file = self.folder / path_of("es", name)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(tone(0.2, note=20 + self.readings))
        self.edits(lambda text: signed(text, {name: fingerprint(said[name]) for name in chosen}))

    def edits(self, change: Callable[[str], str], file: str = "wording/es.yaml") -> None:
        """Changes a file."""
        path = self.folder / file
        path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")

    def rewrites(self, name: str, words: str) -> None:
        """Puts other words there than `name` says, and records nothing."""
        book = self.town.rt.books.live()
        old = book.words(*name.split("."), "es")
        self.edits(lambda text: text.replace(old, words))

    def takes_the_voice_away(self) -> None:
        """From now on no voice speaks Spanish."""
        self.edits(lambda text: text.replace(SPOKEN, RECORDED_ONLY), "settings.yaml")

    def publishes(self) -> None:
        """Makes it live for new calls."""
        rt = self.town.rt
        flows.publish(replace(rt, environment=replace(rt.environment, flows_dir=self.folder)))
        self.town.wait(2)


def at_work(town: Town, folder: Path) -> Sam:
    """Sam, in a town whose processes see a publish a second later by the town's own clock."""
    shutil.copytree(ROOT / "callflows", folder)
    rt = town.rt
    books = Bookshelf(
        rt.db, rt.environment.var_dir / "flows", sounds=rt.sounds, test_numbers=True,
        clock=rt.clock, stopwatch=lambda: town.clock.now().timestamp(),
    )  # fmt: skip
    town.rt = application(replace(rt, books=books)).extensions["helpline"]
    return Sam(town, folder)


@pytest.fixture
def sam(town: Town, tmp_path: Path) -> Sam:
    return at_work(town, tmp_path / "flows")


@pytest.fixture
def sam_anywhere(either_town: Town, tmp_path: Path) -> Sam:
    return at_work(either_town, tmp_path / "flows")


def listens(town: Town, *keys: str, number: str = CALLER) -> Leg:
    """Somebody dials who hears every question out before they press the next key."""
    return town.exchange.phone(number).dial(HELPLINE, keys=keys)


def played(town: Town, leg: Leg) -> list[str]:
    """The recordings heard on this leg, by the names of their sentences."""
    found = [e.details for e in town.events("played") if e.leg == leg.sid and "name" in e.details]
    assert {one["language"] for one in found} <= {"es"}
    return [one["name"].removesuffix(".wav") for one in found]


def spanish(leg: Leg) -> list[str]:
    """What a voice said in Spanish on this leg."""
    return [words for words, language in leg.heard if language == "es-US"]


def test_a_caller_whose_language_no_voice_speaks_hears_recordings_all_the_way(
    sam_anywhere: Sam,
) -> None:
    sam, town = sam_anywhere, sam_anywhere.town
    sam.takes_the_voice_away()
    sam.records()
    sam.publishes()
    town.add("Ana")
    leg = listens(town, "2", "2")
    town.wait_until("joined", CALLER)
    assert town.in_one_room(leg, "Ana")
    heard = played(town, leg)
    assert heard[:2] == [GREETING, "phrase.language_choice.2"]
    assert heard[-1] == "phrase.connecting"
    assert {"welcome.person.say", MENU} <= set(heard)
    english = town.rt.books.live()
    assert {words for words, _ in leg.heard} == {
        english.words("welcome", "hello", "say", "en"),
        english.phrase("language_choice", "en", language="English", key="1"),
    }
    town.leg("Ana").hang_up()
    town.wait(10)
    assert "phrase.lost_connection" in played(town, leg)


def test_waiting_words_and_offers_in_the_line_are_recordings_too(sam: Sam) -> None:
    town = sam.town
    sam.takes_the_voice_away()
    sam.records()
    sam.publishes()
    town.add("Ana", speaks="en")
    leg = listens(town, "2", "2", KEEP_WAITING)
    town.wait(150)
    assert played(town, leg).count("welcome.person.while_waiting") >= 2
    assert spanish(leg) == []


def test_beside_a_voice_only_what_was_recorded_is_played(sam: Sam) -> None:
    town = sam.town
    sam.records(GREETING, MENU)
    sam.publishes()
    leg = listens(town, "2", "2")
    town.wait(60)
    assert played(town, leg) == [GREETING, MENU]
    book = town.rt.books.live()
    assert book.words("welcome", "hello", "say", "es") not in spanish(leg)
    assert book.phrase("language_choice", "es", language="español", key="2") in spanish(leg)


def hears(town: Town, *keys: str, number: str = CALLER) -> Leg:
    """Somebody listens to the end of the main menu, and hangs up."""
    leg = listens(town, *keys, number=number)
    town.wait(45)
    leg.hang_up()
    return leg


def test_new_words_are_spoken_until_somebody_reads_them_aloud(sam: Sam) -> None:
    town = sam.town
    sam.records(GREETING, MENU)
    sam.publishes()
    before = listens(town, "2", number=SECOND_CALLER)
    sam.rewrites(MENU, "Si le hizo daño alguien de su casa")
    sam.publishes()
    during = hears(town, "2")
    new = "Si le hizo daño alguien de su casa, oprima el 2."
    assert new in spanish(during)
    assert played(town, during) == [GREETING]
    before.hang_up()
    assert played(town, before) == [GREETING, MENU], "a call keeps the words it began with"
    sam.records(MENU)
    sam.publishes()
    after = hears(town, "2")
    assert new not in spanish(after)
    assert played(town, after) == [GREETING, MENU]


def test_new_words_no_voice_can_say_are_not_published_and_callers_hear_the_old_ones(
    sam: Sam,
) -> None:
    town = sam.town
    sam.takes_the_voice_away()
    sam.records()
    sam.publishes()
    live = town.rt.books.live().short
    sam.rewrites(GREETING, "Aquí hay personas que pueden ayudar.")
    with pytest.raises(BrokenFlows) as raised:
        sam.publishes()
    assert "no-voice-no-recording" in {finding.code for finding in raised.value.findings}
    assert town.rt.books.live().short == live
    leg = listens(town, "2", "2")
    town.wait(20)
    assert played(town, leg)[0] == GREETING


def test_a_lost_disk_is_filled_again_from_the_database(sam: Sam) -> None:
    town = sam.town
    sam.records(GREETING)
    sam.publishes()
    shutil.rmtree(town.rt.environment.var_dir / "sounds")
    leg = listens(town, "2", "2")
    town.wait(20)
    assert played(town, leg) == [GREETING]
    assert list((town.rt.environment.var_dir / "sounds").glob("*.wav"))


def refuses(*_args: object) -> None:
    raise OperationalError("SELECT", {}, Exception("the database is away"))


def test_with_the_database_away_the_lifeline_plays_what_is_on_disk(
    sam: Sam, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = sam.town
    sam.takes_the_voice_away()
    sam.records()
    sam.publishes()
    town.rt.books.live()
    for door in ("read", "begin"):
        monkeypatch.setattr(Database, door, refuses)
    leg = town.dial()
    town.wait(10)
    assert played(town, leg) == ["phrase.emergency"]
    monkeypatch.undo()
    leg.hang_up()


def test_a_sound_that_is_nowhere_is_spoken_and_costs_nobody_the_call(sam: Sam) -> None:
    """Somebody restored a database without its sounds, on an empty disk."""
    town = sam.town
    sam.records(GREETING)
    sam.publishes()
    shutil.rmtree(town.rt.environment.var_dir / "sounds")
    with town.rt.db.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE sound")
    leg = listens(town, "2", "2")
    town.wait(20)
    assert played(town, leg) == []
    assert town.words("hello", language="es") in spanish(leg)


def test_a_responder_hears_a_whisper_somebody_recorded(sam: Sam) -> None:
    town = sam.town
    book = read_set(read_folder(sam.folder), allow_test_numbers=True)
    said = sentences(book, "en")
    whisper, wrap_up = "phrase.whisper.es-11", "phrase.wrap_up"
    for place, name in enumerate((whisper, wrap_up)):
        file = sam.folder / path_of("en", name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(tone(2, note=20 + place))
        mark = {name: fingerprint(said[name])}
        sam.edits(lambda text, mark=mark: signed(text, mark), "wording/en.yaml")
    sam.publishes()
    town.add("Ana")
    leg = town.together()
    ana = town.leg("Ana")
    leg.hang_up()
    town.wait(10)
    heard = [e.details.get("name") for e in town.events("played") if e.leg == ana.sid]
    assert [name for name in heard if name] == [f"{whisper}.wav", f"{wrap_up}.wav"]
