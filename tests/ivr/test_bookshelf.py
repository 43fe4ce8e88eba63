"""Does everybody hear the published words, also while the database is away?"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest

from ivr import database
from ivr.bookshelf import KEPT_FOR, LOOK_EVERY, TIDY_EVERY, Bookshelf, NothingPublished
from ivr.database import Database
from ivr.flow.reader import read_folder, read_set
from ivr.models import Manner, Publication, Revision, Switch
from ivr.runtime import Runtime
from ivr.soundshelf import Soundshelf
from ivr.trial.servers import free_port

OpenShelf = Callable[[Database], Bookshelf]


@dataclass
class Stopwatch:
    """Runs only when told to."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture(scope="module")
def files() -> Mapping[str, str]:
    return read_folder(Path(__file__).parents[2] / "callflows")


@pytest.fixture
def stopwatch() -> Stopwatch:
    return Stopwatch()


@pytest.fixture
def away() -> Iterator[Database]:
    """A database that refuses every connection."""
    found = database.connect(f"postgresql+psycopg://nobody@127.0.0.1:{free_port()}/none")
    yield found
    found.engine.dispose()


@dataclass
class Calendar:
    """Shows the time that the test says."""

    time: datetime = datetime(2027, 3, 5, 22, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture
def open_shelf(tmp_path: Path, stopwatch: Stopwatch, calendar: Calendar) -> OpenShelf:
    """A shelf as a process has it that was just started, on the folder of this test."""

    def open_it(db: Database) -> Bookshelf:
        folder = tmp_path / "flows"
        sounds = Soundshelf(db, tmp_path / "sounds", clock=calendar, stopwatch=stopwatch)
        return Bookshelf(
            db, folder, sounds=sounds, test_numbers=True, clock=calendar, stopwatch=stopwatch
        )

    return open_it


@pytest.fixture
def shelf(rt: Runtime, open_shelf: OpenShelf) -> Bookshelf:
    return open_shelf(rt.db)


def publish(rt: Runtime, files: Mapping[str, str], note: str = "") -> str:
    """These files with a comment more."""
    changed = {**files, "neutral.yaml": f"{files['neutral.yaml']}\n# {note}\n"}
    name = read_set(changed, allow_test_numbers=True).short
    with rt.db.begin() as session:
        session.add(Revision(id=name, files=changed, note=note, created_at=rt.now()))
    make_live(rt, name)
    return name


def make_live(rt: Runtime, name: str) -> None:
    with rt.db.begin() as session:
        session.add(
            Publication(
                number=session.query(Publication).count() + 1,
                revision=name,
                manner=Manner.DEVELOPMENT,
                author="Sam",
                published_at=rt.now(),
            )
        )


def test_with_nothing_published_a_sentence_says_what_to_do(shelf: Bookshelf) -> None:
    with pytest.raises(NothingPublished, match="helpline flows publish"):
        shelf.live()


def test_a_publish_reaches_every_process_within_a_second(
    rt: Runtime, shelf: Bookshelf, stopwatch: Stopwatch, files: Mapping[str, str]
) -> None:
    first = publish(rt, files)
    assert shelf.live().short == first
    second = publish(rt, files, "changed")
    stopwatch.seconds = LOOK_EVERY - 0.01
    assert shelf.live().short == first, "nobody asks the database for every call"
    stopwatch.seconds = LOOK_EVERY
    assert shelf.live().short == second


def test_a_call_keeps_the_words_it_began_with(
    rt: Runtime, shelf: Bookshelf, stopwatch: Stopwatch, files: Mapping[str, str]
) -> None:
    first = publish(rt, files)
    publish(rt, files, "changed")
    assert shelf.live().short != first
    assert shelf.get(first).short == first


def test_an_old_set_published_again_is_live_again(
    rt: Runtime, shelf: Bookshelf, stopwatch: Stopwatch, files: Mapping[str, str]
) -> None:
    first = publish(rt, files)
    second = publish(rt, files, "changed")
    assert shelf.live().short == second
    make_live(rt, first)
    stopwatch.seconds += LOOK_EVERY
    assert shelf.live().short == first


def test_a_revision_nobody_ever_published_is_not_made_up(
    rt: Runtime, shelf: Bookshelf, files: Mapping[str, str]
) -> None:
    publish(rt, files)
    with pytest.raises(NothingPublished):
        shelf.get("0" * 16)


def test_callers_still_hear_words_when_the_database_goes_away(
    rt: Runtime, shelf: Bookshelf, stopwatch: Stopwatch, files: Mapping[str, str], away: Database
) -> None:
    first = publish(rt, files)
    assert shelf.live().short == first
    shelf._database = away
    stopwatch.seconds += 60
    assert shelf.live().short == first


def test_also_after_a_restart_without_it(
    rt: Runtime,
    shelf: Bookshelf,
    stopwatch: Stopwatch,
    files: Mapping[str, str],
    away: Database,
    open_shelf: OpenShelf,
) -> None:
    old = publish(rt, files)
    shelf.live()
    new = publish(rt, files, "changed")
    stopwatch.seconds += LOOK_EVERY
    shelf.live()
    restarted = open_shelf(away)
    assert restarted.live().short == new
    assert restarted.get(old).short == old, "and calls that began with older words go on"


@pytest.mark.parametrize("damage", ["", "{", "[1]", '{"settings.yaml": "languages: no"}', "\udcff"])
def test_a_spoilt_copy_is_no_copy(
    rt: Runtime,
    shelf: Bookshelf,
    stopwatch: Stopwatch,
    files: Mapping[str, str],
    away: Database,
    tmp_path: Path,
    open_shelf: OpenShelf,
    damage: str,
) -> None:
    name = publish(rt, files)
    shelf.live()
    copy = tmp_path / "flows" / f"{name}.json"
    copy.write_bytes(damage.encode("utf-8", "surrogateescape"))
    restarted = open_shelf(away)
    with pytest.raises(NothingPublished):
        restarted.live()


def test_a_folder_that_cannot_be_written_does_not_silence_the_line(
    rt: Runtime, files: Mapping[str, str], tmp_path: Path, open_shelf: OpenShelf
) -> None:
    (tmp_path / "flows").write_text("a file where the folder should be", encoding="utf-8")
    name = publish(rt, files)
    assert open_shelf(rt.db).live().short == name


def test_words_this_version_refuses_do_not_replace_those_that_work(
    rt: Runtime, shelf: Bookshelf, stopwatch: Stopwatch, files: Mapping[str, str]
) -> None:
    good = publish(rt, files)
    assert shelf.live().short == good
    with rt.db.begin() as session:
        broken = {**files, "welcome.yaml": "flow: welcome\n"}
        session.add(Revision(id="b" * 16, files=broken, note="", created_at=rt.now()))
    make_live(rt, "b" * 16)
    stopwatch.seconds += LOOK_EVERY
    assert shelf.live().short == good
    with pytest.raises(NothingPublished, match="flows check"):
        shelf.get("b" * 16)


def test_fictional_duty_phones_are_refused_where_they_are_not_allowed(
    rt: Runtime, tmp_path: Path, calendar: Calendar, files: Mapping[str, str]
) -> None:
    publish(rt, files)
    strict = Bookshelf(
        rt.db, tmp_path / "flows", sounds=rt.sounds, test_numbers=False, clock=calendar
    )
    with pytest.raises(NothingPublished):
        strict.live()


def test_while_one_thread_looks_at_a_hung_database_the_others_go_on(
    rt: Runtime, shelf: Bookshelf, stopwatch: Stopwatch, files: Mapping[str, str]
) -> None:
    name = publish(rt, files)
    assert shelf.live().short == name
    hung = Hung(rt.db)
    shelf._database = hung
    stopwatch.seconds += LOOK_EVERY
    looking = Thread(target=shelf.live)
    looking.start()
    try:
        assert hung.asked.wait(5)
        stopwatch.seconds += LOOK_EVERY
        assert shelf.live().short == name
    finally:
        hung.answers_now.set()
        looking.join()
    assert hung.times == 1


def test_words_of_the_last_day_stay_on_disk_and_older_ones_go(
    rt: Runtime,
    shelf: Bookshelf,
    stopwatch: Stopwatch,
    calendar: Calendar,
    files: Mapping[str, str],
    away: Database,
    open_shelf: OpenShelf,
) -> None:
    old = publish(rt, files)
    shelf.live()
    calendar.time += timedelta(days=30)
    new = publish(rt, files, "changed")
    stopwatch.seconds += LOOK_EVERY
    shelf.live()
    calendar.time += KEPT_FOR - timedelta(minutes=1)
    stopwatch.seconds += TIDY_EVERY
    shelf.live()
    assert open_shelf(away).get(old).short == old, "it was live less than a day ago"
    calendar.time += timedelta(minutes=2)
    stopwatch.seconds += TIDY_EVERY
    shelf.live()
    with pytest.raises(NothingPublished):
        open_shelf(away).get(old)
    assert open_shelf(away).live().short == new
    assert shelf.get(old).short == old, "the database still has it"


def test_what_is_live_stays_on_disk_however_long(
    rt: Runtime,
    shelf: Bookshelf,
    stopwatch: Stopwatch,
    calendar: Calendar,
    files: Mapping[str, str],
    away: Database,
    open_shelf: OpenShelf,
) -> None:
    name = publish(rt, files)
    for _ in range(3):
        shelf.live()
        calendar.time += timedelta(days=100)
        stopwatch.seconds += TIDY_EVERY
    shelf.live()
    assert open_shelf(away).live().short == name


def switch_on(rt: Runtime, name: str, until: datetime) -> None:
    with rt.db.begin() as session:
        session.add(Switch(name=name, until=until, set_by="Sam", set_at=rt.now()))


def test_a_switch_reaches_every_process_within_a_second_and_goes_off_by_itself(
    rt: Runtime, shelf: Bookshelf, stopwatch: Stopwatch, files: Mapping[str, str]
) -> None:
    publish(rt, files)
    assert shelf.switches_on(rt.now()) == frozenset()
    end = rt.now() + timedelta(hours=1)
    switch_on(rt, "closed_today", end)
    stopwatch.seconds += LOOK_EVERY
    assert shelf.switches_on(rt.now()) == {"closed_today"}
    assert shelf.switches_on(end - timedelta(seconds=1)) == {"closed_today"}
    assert shelf.switches_on(end) == frozenset()


def test_closed_stays_closed_while_the_database_is_away_and_after_a_restart_without_it(
    rt: Runtime,
    shelf: Bookshelf,
    stopwatch: Stopwatch,
    files: Mapping[str, str],
    away: Database,
    open_shelf: OpenShelf,
) -> None:
    publish(rt, files)
    end = rt.now() + timedelta(hours=1)
    switch_on(rt, "closed_today", end)
    shelf.live()
    shelf._database = away
    stopwatch.seconds += 60
    assert shelf.switches_on(rt.now()) == {"closed_today"}
    restarted = open_shelf(away)
    assert restarted.switches_on(rt.now()) == {"closed_today"}
    assert restarted.switches_on(end) == frozenset(), "but not for ever"


class Hung(Database):
    """A database that answers only when it is told to."""

    def __init__(self, real: Database) -> None:
        super().__init__(real.engine)
        self.asked, self.answers_now = Event(), Event()
        self.times = 0

    def read(self):  # type: ignore[no-untyped-def]
        self.times += 1
        self.asked.set()
        self.answers_now.wait(5)
        return super().read()
