"""What time is it at the phone company?"""

import math
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Anything that knows an aware time. Tests share one such object with the application."""

    def now(self) -> datetime:
        """The present moment, aware, never earlier than the last answer."""
        ...


class TimeRanBackwards(ValueError):
    """Raised when a virtual clock is asked to go back."""


class VirtualClock:
    """A clock that stands still until somebody moves it."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def advance_to(self, moment: datetime) -> None:
        """Jump forward to `moment`. Raises `TimeRanBackwards` for an earlier one."""
        if moment < self._now:
            raise TimeRanBackwards(f"{moment.isoformat()} is before {self._now.isoformat()}")
        self._now = moment.astimezone(UTC)

    def seconds_until(self, moment: datetime) -> float:
        """0 if `moment` has come; else nobody can tell, for time stands still."""
        return 0.0 if moment <= self._now else math.inf


class RealClock:
    """The wall clock, optionally hurried: at speed 10 a minute passes in six seconds."""

    def __init__(self, speed: float = 1.0) -> None:
        self._base = datetime.now(UTC)
        self._started = time.monotonic()
        self._speed = speed

    @property
    def speed(self) -> float:
        return self._speed

    def now(self) -> datetime:
        return self._base + timedelta(seconds=(time.monotonic() - self._started) * self._speed)

    def times(self, speed: float) -> None:
        """From now on run `speed` times as fast as life; what has passed stays passed."""
        if not 0 < speed <= 1000:
            raise ValueError("a clock runs between 0 and 1000 times as fast as life")
        self._base, self._started = self.now(), time.monotonic()
        self._speed = speed

    def seconds_until(self, moment: datetime) -> float:
        """Real seconds from now until `moment`, 0 if it has passed."""
        return max(0.0, (moment - self.now()).total_seconds() / self._speed)
