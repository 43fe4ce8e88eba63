"""What happened?"""

import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Event:
    """One thing that happened. `kind` is a past participle, `details` is ready for JSON."""

    id: int
    at: datetime
    kind: str
    leg: str | None = None
    number: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "at": self.at.isoformat(),
            "kind": self.kind,
            "leg": self.leg,
            "number": self.number,
            "details": dict(self.details),
        }


class Record:
    """Everything that happened, oldest first, ids from 1. Only ever appended to."""

    def __init__(self) -> None:
        self._events: list[Event] = []
        self._grown = threading.Condition()

    def __iter__(self) -> Iterator[Event]:
        return iter(self._events.copy())

    def __len__(self) -> int:
        return len(self._events)

    def append(self, at: datetime, kind: str, **what: Any) -> Event:
        """Write an event down. `leg` and `number` say whose it is, the rest are details."""
        leg, number = what.pop("leg", None), what.pop("number", None)
        with self._grown:
            event = Event(len(self._events) + 1, at, kind, leg, number, what)
            self._events.append(event)
            self._grown.notify_all()
        return event

    def after(self, last_id: int) -> list[Event]:
        """The events with a higher id than `last_id`."""
        return self._events[max(0, last_id) :]

    def latest(self, count: int) -> list[Event]:
        """The last `count` events, oldest first."""
        return self._events[-count:]

    def wait_after(self, last_id: int, seconds: float) -> list[Event]:
        """Like `after`, but waits up to `seconds` of real time for the first one."""
        deadline = time.monotonic() + seconds
        with self._grown:
            while len(self._events) <= last_id:
                left = deadline - time.monotonic()
                if left <= 0 or not self._grown.wait(left):
                    break
            return self.after(last_id)
