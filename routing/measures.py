"""How well are callers served, and how evenly is the work spread? The formulas, and nothing else.

A page that shows one of these numbers shows the first line of its docstring beside it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Final

NONE: Final = timedelta(0)
SHORT: Final = timedelta(seconds=5)
"""Who leaves the line sooner has hardly been in it."""


@dataclass(frozen=True)
class Passage:
    """One call through the line: when it entered, was joined by a responder, and ended.

    `joined_at` is None for who was never joined. `talk`, `hold` and `wrap_up` are how long each
    lasted, and `matched` how closely they matched. `danger`: pressed at any moment of the call.
    """

    entered_at: datetime
    joined_at: datetime | None
    ended_at: datetime
    danger: bool = False
    talk: timedelta = NONE
    hold: timedelta = NONE
    wrap_up: timedelta = NONE
    matched: str = ""

    @property
    def wait(self) -> timedelta:
        """Time in line: until somebody joined, or until the caller left."""
        return (self.joined_at or self.ended_at) - self.entered_at

    @property
    def is_abandoned(self) -> bool:
        """Left the line before somebody joined."""
        return self.joined_at is None

    @property
    def is_short(self) -> bool:
        """Left the line within five seconds, and was not in danger."""
        return self.is_abandoned and not self.danger and self.wait < SHORT


@dataclass(frozen=True)
class Stint:
    """What one responder did in a span of time: how long they were on duty, paused, and busy."""

    on_duty: timedelta
    paused: timedelta = NONE
    ringing: timedelta = NONE
    talk: timedelta = NONE
    hold: timedelta = NONE
    wrap_up: timedelta = NONE


def service_level(
    passages: Iterable[Passage], within: timedelta, *, strict: bool = False
) -> float | None:
    """Joined within so long ÷ (entered the line − short abandons); strict: ÷ entered the line.

    A share from 0 to 1; None when there is nobody to speak of. NENA-STA-020.1 asks for 0.90 within
    15 s and 0.95 within 20 s of emergency calls; UK 999 for 0.90 within 10 s.
    """
    counted = [one for one in passages if strict or not one.is_short]
    in_time = sum(not one.is_abandoned and one.wait <= within for one in counted)
    return _share(in_time, len(counted))


def speed_of_answer(passages: Iterable[Passage]) -> timedelta | None:
    """Σ wait of those joined ÷ joined."""
    waits = _waits(passages)
    return sum(waits, NONE) / len(waits) if waits else None


def wait_of(passages: Iterable[Passage], percent: int) -> timedelta | None:
    """The wait that so many percent of those joined did not exceed (nearest rank)."""
    waits = sorted(_waits(passages))
    return waits[max(ceil(len(waits) * percent / 100), 1) - 1] if waits else None


def longest_wait(entered: Iterable[datetime], now: datetime) -> timedelta:
    """Now − the earliest moment at which somebody entered who still waits; none if nobody does."""
    return max((now - at for at in entered), default=NONE)


def abandonment(passages: Iterable[Passage], *, strict: bool = False) -> float | None:
    """(Abandoned − short) ÷ (entered the line − short); strict: nothing is subtracted."""
    counted = [one for one in passages if strict or not one.is_short]
    return _share(sum(one.is_abandoned for one in counted), len(counted))


def handle_time(passages: Iterable[Passage]) -> timedelta | None:
    """(Talk + hold + wrap-up) ÷ calls handled."""
    handled = [one for one in passages if not one.is_abandoned]
    spent = sum((one.talk + one.hold + one.wrap_up for one in handled), NONE)
    return spent / len(handled) if handled else None


def occupancy(stints: Iterable[Stint]) -> float | None:
    """(Ringing + talk + hold + wrap-up) ÷ (on duty − paused), over all responders.

    Over 0.85 for long, people wear out: there is no time left between two calls.
    """
    known = list(stints)
    busy = sum((one.ringing + one.talk + one.hold + one.wrap_up for one in known), NONE)
    there = sum((one.on_duty - one.paused for one in known), NONE)
    return busy / there if there > NONE else None


def time_to_a_person(passages: Iterable[Passage]) -> timedelta | None:
    """The longest wait of a caller in danger until somebody joined; None if there was none."""
    return max(_waits(one for one in passages if one.danger), default=None)


def rate(passages: Iterable[Passage], *matches: str) -> float | None:
    """Joined with one of these matches ÷ joined: exact matches, interpreters, wishes honoured."""
    joined = [one.matched for one in passages if not one.is_abandoned]
    return _share(sum(matched in matches for matched in joined), len(joined))


def kept(done: int, promised: int) -> float | None:
    """Callbacks made in their window ÷ callbacks promised for one that is over."""
    return _share(done, promised)


def spread(load: Sequence[float]) -> float:
    """Most − least, of calls or minutes for each responder."""
    return max(load) - min(load) if load else 0.0


def gini(load: Sequence[float]) -> float:
    """Gini of the load: 0 is even; near 1, one person does it all.

    Σ over all pairs of |xᵢ − xⱼ| ÷ (2 n² mean).
    """
    total, count = sum(load), len(load)
    if not total:
        return 0.0
    ranked = sum(rank * share for rank, share in enumerate(sorted(load), start=1))
    return 2 * ranked / (count * total) - (count + 1) / count


def _waits(passages: Iterable[Passage]) -> list[timedelta]:
    return [one.wait for one in passages if not one.is_abandoned]


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
