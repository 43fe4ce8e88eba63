"""Which published words are live now, which did this call begin with, and what is switched on?"""

import json
import logging
import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from ivr.database import Database
from ivr.flow.book import Book
from ivr.flow.finding import BrokenFlows
from ivr.flow.reader import read_set
from ivr.flow.recording import Recording
from ivr.logs import log
from ivr.models import Publication, Revision, Switch
from ivr.soundshelf import Soundshelf

__all__ = ["Bookshelf", "NothingPublished"]

LOOK_EVERY = 1.0
"""Seconds between two looks at what is live: a publish reaches every process within this time."""
TIDY_EVERY = 3600.0
"""Seconds between two looks at what is old."""
KEPT_FOR = timedelta(hours=24)
"""How long a copy stays on disk after it was live: longer than any call that began with it."""


class NothingPublished(LookupError):
    """Raised when no call flows were ever published, or this revision is nowhere to be found."""


class Bookshelf:
    """Published revisions, parsed once. SQL is the truth; what was read last stays good when the
    database is away, and a copy on disk survives a restart without it."""

    def __init__(
        self,
        database: Database,
        folder: Path,
        *,
        sounds: Soundshelf,
        test_numbers: bool,
        clock: Callable[[], datetime],
        stopwatch: Callable[[], float] = time.monotonic,
    ) -> None:
        """`folder` keeps the last known good copies, whose age is told by `clock`; `stopwatch`
        measures LOOK_EVERY and TIDY_EVERY. What is live has its recordings brought to `sounds`."""
        self._database = database
        self._sounds = sounds
        self._disk = _Disk(folder, clock)
        self._test_numbers = test_numbers
        self._stopwatch = stopwatch
        self._books: dict[str, Book] = {}
        self._live: str | None = None
        self._switches: Mapping[str, datetime] | None = None
        self._looked = -LOOK_EVERY
        self._tidied = -TIDY_EVERY
        self._lock = Lock()

    def live(self) -> Book:
        """The book new calls begin with. Raises NothingPublished."""
        self._look_if_due()
        if self._live is None:
            raise NothingPublished("no call flows are published: run `helpline flows publish`")
        return self.get(self._live)

    def get(self, revision: str) -> Book:
        """The book of this revision, so that a call keeps the words it began with.

        Raises NothingPublished when it is neither here, nor in the database, nor on disk, or when
        this version cannot read it.
        """
        book = self._books.get(revision)
        if book is None:
            book = self._books[revision] = self._parse(revision, self._fetch(revision))
        return book

    def readable(self, revisions: Iterable[str]) -> dict[str, Book]:
        """The books of those of these revisions that `get` finds."""
        found: dict[str, Book] = {}
        for revision in revisions:
            with suppress(NothingPublished):
                found[revision] = self.get(revision)
        return found

    def recording(self, sound: str) -> Recording | None:
        """Which sentence this sound is, in what is live or in any set that was read so far."""
        self._look_if_due()
        found = (book.sounds.get(sound) for book in tuple(self._books.values()))
        return next(filter(None, found), None)

    def switches_on(self, now: datetime) -> frozenset[str]:
        """The switches that are on at this moment, as they were LOOK_EVERY ago at the earliest."""
        self._look_if_due()
        known = self._switches or {}
        return frozenset(name for name, until in known.items() if until > now)

    def _look_if_due(self) -> None:
        # While one thread looks, perhaps at a hung database, the others go on with what they have.
        if self._is_due() and self._lock.acquire(blocking=self._live is None):
            try:
                if self._is_due():
                    self._look()
            finally:
                self._lock.release()

    def _is_due(self) -> bool:
        return self._stopwatch() - self._looked >= LOOK_EVERY

    def _look(self) -> None:
        self._looked = self._stopwatch()
        found = self._newest()
        if found is not None and found != self._live and self._is_readable(found):
            if self._live is not None:
                self._disk.touch(self._live)
            self._live = found
            self._disk.pin(found)
        self._sounds.bring(self._heard())
        if self._stopwatch() - self._tidied >= TIDY_EVERY:
            self._tidy()

    def _newest(self) -> str | None:
        newest = select(Publication.revision).order_by(Publication.number.desc()).limit(1)
        try:
            with self._database.read() as session:
                found = session.scalar(newest)
                rows = session.execute(select(Switch.name, Switch.until)).all()
        except SQLAlchemyError:
            log("database away, keeping the last known flows", level=logging.WARNING)
            if self._switches is None:
                self._switches = self._disk.switches()
            return self._live or self._disk.pinned()
        switches = {row.name: row.until for row in rows}
        if switches != self._switches:
            self._switches = switches
            self._disk.keep_switches(switches)
        return found

    def _tidy(self) -> None:
        self._tidied = self._stopwatch()
        if self._live is None:
            return
        self._disk.touch(self._live)
        self._sounds.tidy(self._heard())
        for revision in self._disk.throw_away():
            self._books.pop(revision, None)

    def _heard(self) -> Collection[str]:
        """The sounds of what is live."""
        book = self._books.get(self._live or "")
        return () if book is None else book.sounds

    def _is_readable(self, revision: str) -> bool:
        try:
            self.get(revision)
        except NothingPublished:
            log("published flows cannot be read", level=logging.ERROR, revision=revision)
            return False
        return True

    def _fetch(self, revision: str) -> Mapping[str, str]:
        try:
            with self._database.read() as session:
                row = session.get(Revision, revision)
        except SQLAlchemyError:
            row = None
        if row is None:
            return self._disk.files(revision)
        self._disk.keep(revision, row.files)
        return row.files

    def _parse(self, revision: str, files: Mapping[str, str]) -> Book:
        try:
            return read_set(files, allow_test_numbers=self._test_numbers)
        except BrokenFlows:
            raise NothingPublished(
                f"revision {revision} was published, but this version or setting refuses it: "
                "run `helpline flows check`, then publish again"
            ) from None


class _Disk:
    """What survives a restart without the database. A folder that cannot be written is a pity,
    never a reason to be silent."""

    def __init__(self, folder: Path, clock: Callable[[], datetime]) -> None:
        self._folder = folder
        self._clock = clock

    def keep(self, revision: str, files: Mapping[str, str]) -> None:
        if not self._copy(revision).exists():
            self._write(self._copy(revision), json.dumps(dict(files)))
            self.touch(revision)

    def pin(self, revision: str) -> None:
        self._write(self._folder / "live", revision)

    def keep_switches(self, switches: Mapping[str, datetime]) -> None:
        moments = {name: until.isoformat() for name, until in switches.items()}
        self._write(self._folder / "switches", json.dumps(moments))

    def touch(self, revision: str) -> None:
        """This copy is needed now: its age counts from here."""
        now = self._clock().timestamp()
        try:
            os.utime(self._copy(revision), (now, now))
        except OSError:
            log("flows could not be kept on disk", level=logging.WARNING, revision=revision)

    def throw_away(self) -> Iterator[str]:
        """Remove the copies nobody needed for KEPT_FOR, and name each."""
        oldest = (self._clock() - KEPT_FOR).timestamp()
        for copy in self._folder.glob("*.json"):
            try:
                if copy.stat().st_mtime < oldest:
                    copy.unlink(missing_ok=True)
                    yield copy.stem
            except OSError:  # another process was faster
                continue

    def pinned(self) -> str | None:
        try:
            return (self._folder / "live").read_text(encoding="utf-8").strip() or None
        except (OSError, UnicodeDecodeError):
            return None

    def switches(self) -> Mapping[str, datetime]:
        try:
            kept = json.loads((self._folder / "switches").read_text(encoding="utf-8"))
            return {str(name): datetime.fromisoformat(until) for name, until in kept.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}

    def files(self, revision: str) -> Mapping[str, str]:
        try:
            kept = self._copy(revision).read_text(encoding="utf-8")
            files = dict(json.loads(kept))
        except (OSError, ValueError, TypeError):
            raise NothingPublished(f"revision {revision} is not to be found") from None
        return {str(name): str(content) for name, content in files.items()}

    def _copy(self, revision: str) -> Path:
        return self._folder / f"{revision}.json"

    def _write(self, path: Path, text: str) -> None:
        draft = path.with_suffix(f".{os.getpid()}.{id(text)}.draft")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            draft.write_text(text, encoding="utf-8")
            draft.replace(path)
        except OSError:
            log("flows could not be kept on disk", level=logging.WARNING, file=path.name)
