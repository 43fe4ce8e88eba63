"""What is due next?"""

import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(order=True)
class Entry:
    """One thing to do at one moment; entries of the same moment keep their order."""

    moment: datetime
    order: int
    act: Callable[[], object] = field(compare=False)
    cancelled: bool = field(default=False, compare=False)

    def cancel(self) -> None:
        self.cancelled = True


class Agenda:
    """A heap of moments."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._order = itertools.count()

    def add(self, moment: datetime, act: Callable[[], object]) -> Entry:
        entry = Entry(moment, next(self._order), act)
        heapq.heappush(self._entries, entry)
        return entry

    def next_due(self) -> datetime | None:
        """The earliest moment at which something happens, None if nothing ever will."""
        while self._entries and self._entries[0].cancelled:
            heapq.heappop(self._entries)
        return self._entries[0].moment if self._entries else None

    def take(self, now: datetime) -> Entry | None:
        """Remove and return the first entry due at or before `now`."""
        due = self.next_due()
        if due is None or due > now:
            return None
        return heapq.heappop(self._entries)
