"""Where are the recordings that callers hear, also while the database is away?"""

import hashlib
import logging
import os
import re
import time
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from ivr.database import Database
from ivr.logs import log
from ivr.models import Sound

__all__ = ["A_FEW", "KEPT_FOR", "Soundshelf"]

A_FEW = 5
"""Sounds brought from the database in one go: some milliseconds each."""
NOT_AGAIN_FOR = 5.0
"""Seconds for which a database that was away is not asked again: a document may play ten sounds,
and must be answered in two seconds."""
KEPT_FOR = timedelta(hours=24)
"""How long a copy stays on disk after it was last needed."""
NAME = re.compile("[0-9a-f]{64}")


class Soundshelf:
    """Sounds by the hash of their content. SQL is the truth; each is copied to disk before anybody
    needs it, or when somebody does, and a copy is never wrong: its name says what is in it."""

    def __init__(
        self,
        database: Database,
        folder: Path,
        *,
        clock: Callable[[], datetime],
        stopwatch: Callable[[], float] = time.monotonic,
    ) -> None:
        """`folder` keeps the copies, whose age is told by `clock`; `stopwatch` measures
        NOT_AGAIN_FOR."""
        self._database = database
        self._folder = folder
        self._clock = clock
        self._stopwatch = stopwatch
        self._seen: set[str] = set()
        self._away_since: float | None = None

    def get(self, name: str) -> bytes | None:
        """The sound of this name; None when it is neither on disk nor in the database, or when
        that is away."""
        if NAME.fullmatch(name) is None:
            return None
        found = self._copy_of(name)
        if found is None:
            found = self._kept(name)
            if found is not None:
                self.put(name, found)
        return found

    def has(self, name: str) -> bool:
        """True when this machine can give the sound to whoever asks in a moment."""
        if name in self._seen and self._copy(name).exists():
            return True
        found = self.get(name) is not None
        if found:
            self._seen.add(name)
        return found

    def put(self, name: str, sound: bytes) -> None:
        """Keep a copy on disk. A folder that cannot be written is a pity, nothing more."""
        copy = self._copy(name)
        draft = copy.with_suffix(f".{os.getpid()}.{id(sound)}.draft")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(sound)
            draft.replace(copy)
            self._touch(name)
        except OSError:
            log("a sound could not be kept on disk", level=logging.WARNING, sound=name)

    def bring(self, names: Collection[str]) -> None:
        """Copy a few of these to disk that are not there yet."""
        missing = (name for name in names if name not in self._seen)
        for name in islice(missing, A_FEW):
            self.has(name)

    def tidy(self, needed: Collection[str]) -> None:
        """Keep what is needed now, and throw away what was not for KEPT_FOR."""
        for name in needed:
            self._touch(name)
        oldest = (self._clock() - KEPT_FOR).timestamp()
        for copy in self._folder.glob("*.wav"):
            try:
                if copy.stat().st_mtime < oldest:
                    copy.unlink(missing_ok=True)
                    self._seen.discard(copy.stem)
            except OSError:  # another process was faster
                continue

    def _touch(self, name: str) -> None:
        now = self._clock().timestamp()
        try:
            os.utime(self._copy(name), (now, now))
        except OSError:
            self._seen.discard(name)

    def _copy_of(self, name: str) -> bytes | None:
        try:
            found = self._copy(name).read_bytes()
        except OSError:
            return None
        return found if hashlib.sha256(found).hexdigest() == name else None

    def _kept(self, name: str) -> bytes | None:
        """The row's content. While the database is away nobody waits for it again and again."""
        since = self._away_since
        if since is not None and self._stopwatch() - since < NOT_AGAIN_FOR:
            return None
        try:
            with self._database.read() as session:
                found = session.scalar(select(Sound.content).where(Sound.name == name))
        except SQLAlchemyError:
            log("database away, a sound could not be read", level=logging.WARNING, sound=name)
            self._away_since = self._stopwatch()
            return None
        self._away_since = None
        return found

    def _copy(self, name: str) -> Path:
        return self._folder / f"{name}.wav"
