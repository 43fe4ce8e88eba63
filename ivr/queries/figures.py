"""How well were callers answered? Pure arithmetic on calls that came to the waiting line.

What each figure means here:

* *Came*: calls of callers that entered the waiting line and are over. Who left in the menus never
  asked for a person; calls that we make have nobody who waits.
* *Answered*: a responder and the caller were together. *Speed of answer*: from first entering the
  line until then.
* *Abandoned*: they left while they waited. Who left within `SHORT` counts in nothing: nobody had
  the time to pick up. There is no standard for that span (call centres use 5 to 10 seconds), so it
  is said beside the figure.
* *Service level*: of all who came, without the short ones, how many were answered within so many
  seconds. Emergency lines aim at 90 % within 15 seconds and 95 % within 20 (NENA-STA-020.1-2020,
  Standard for 9-1-1 Call Processing); most others at 80 % within 20.
* *Handling*: the conversation and the wrap-up that goes with it. *Occupancy*: how much of the time
  on duty was that.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

__all__ = ["SHORT", "Came", "Figures", "Outcome", "figures", "occupancy", "percentile", "stretches"]

SHORT = timedelta(seconds=10)
NONE = timedelta()


class Outcome(StrEnum):
    """What became of a call that came to the line."""

    ANSWERED = "answered"
    ABANDONED = "abandoned"
    SHORT = "short"
    """Left within SHORT."""
    DUTY_PHONES = "duty_phones"
    ELSEWHERE = "elsewhere"
    """Chose a call back, a message, another service: heard it to the end."""


@dataclass(frozen=True)
class Came:
    """One call. `waited` lasts until it was answered, or until it left; `handled` is the
    conversation with its wrap-up."""

    at: datetime
    language: str
    specialty: str
    outcome: Outcome
    waited: timedelta
    handled: timedelta = NONE


@dataclass(frozen=True)
class Figures:
    """Exact, for whoever may count; `small_counts` says what may be told of it. Times are None
    where nobody was answered."""

    came: int
    outcomes: Mapping[Outcome, int]
    in_time: int
    average: timedelta | None
    median: timedelta | None
    slowest_tenth: timedelta | None
    """Nine of ten were answered within this."""
    handling: timedelta | None

    @property
    def counted(self) -> int:
        """Those that count: without the short ones."""
        return self.came - self.outcomes[Outcome.SHORT]


def figures(calls: Iterable[Came], within: timedelta) -> Figures:
    """The figures of these calls; answered in time is answered within `within`."""
    every = list(calls)
    outcomes = {one: sum(call.outcome is one for call in every) for one in Outcome}
    answered = [call for call in every if call.outcome is Outcome.ANSWERED]
    speeds = sorted(call.waited for call in answered)
    return Figures(
        came=len(every),
        outcomes=outcomes,
        in_time=sum(speed <= within for speed in speeds),
        average=_average(speeds),
        median=percentile(speeds, 50),
        slowest_tenth=percentile(speeds, 90),
        handling=_average([call.handled for call in answered]),
    )


def _average(spans: Sequence[timedelta]) -> timedelta | None:
    return sum(spans, NONE) / len(spans) if spans else None


def percentile(spans: Sequence[timedelta], percent: int) -> timedelta | None:
    """The nearest rank: the smallest of these (in order) that so many percent do not exceed."""
    if not spans:
        return None
    return spans[max(1, math.ceil(len(spans) * percent / 100)) - 1]


Stretch = tuple[datetime, datetime]


def stretches(comings: Iterable[tuple[datetime, bool]], within: Stretch) -> list[Stretch]:
    """When somebody was on duty, from the moments (in order) at which they came (True) and went;
    only what lies `within`."""
    found: list[Stretch] = []
    since: datetime | None = None
    for at, came in comings:
        if came:
            since = since or at
        elif since is not None:
            found.append((since, at))
            since = None
    if since is not None:
        found.append((since, within[1]))
    cut = ((max(begins, within[0]), min(ends, within[1])) for begins, ends in found)
    return [(begins, ends) for begins, ends in cut if begins < ends]


def occupancy(on_duty: Iterable[Stretch], handling: Iterable[Stretch]) -> float | None:
    """How much of the time on duty somebody handled calls, from 0 to 1: what they handled beyond
    their duty counts as duty. None for whom no duty is known."""
    there = list(on_duty)
    if not there:
        return None
    busy = list(handling)
    whole = _length([*there, *busy])
    return _length(busy) / whole


def _length(spans: Iterable[Stretch]) -> timedelta:
    """How long these last together, what overlaps counted once."""
    total, end = NONE, None
    for begins, ends in sorted(spans):
        if end is None or begins > end:
            total, end = total + (ends - begins), ends
        elif ends > end:
            total, end = total + (ends - end), ends
    return total
