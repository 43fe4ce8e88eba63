"""How many may be said of a few, so that nobody can work out what one caller did?

Counts from 1 to 4 are told as "<5" (rule 25 of our safety rules). All others are told to the
nearest five, and shares are made of what is told, so that two reports over days that overlap cannot
be subtracted to one person: the way of HESA (Standard Rounding Methodology) and of NHS England
(disclosure control of Hospital Episode Statistics). Where a sum would still tell a small count, it
is hidden among neighbours; where that is not enough, nothing is broken down.
"""

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

__all__ = ["FEWEST", "HIDDEN", "Count", "Share", "broken_down", "count", "share"]

FEWEST = 5
STEP = 5
Name = TypeVar("Name", bound=Hashable)


@dataclass(frozen=True)
class Count:
    """What is told of a number: that it lies from `low` to `high` (None: nobody is told)."""

    low: int
    high: int | None
    told: int | None = None
    """The number as it is told; None for one that is small or hidden."""

    @property
    def is_small(self) -> bool:
        """True for 1 to 4."""
        return (self.low, self.high) == (1, FEWEST - 1)

    @property
    def is_hidden(self) -> bool:
        """True for one that is hidden among others: some of them small, and some not."""
        return self.high is None

    def __str__(self) -> str:
        """As anybody may read it."""
        if self.told is None:
            return "…" if self.is_hidden else f"<{FEWEST}"
        return str(self.told)


HIDDEN = Count(1, None)


def count(number: int) -> Count:
    """What may be told of so many."""
    if number == 0:
        return Count(0, 0, 0)
    if number < FEWEST:
        return Count(1, FEWEST - 1)
    told = STEP * ((number + STEP // 2) // STEP)
    return Count(max(FEWEST, told - STEP // 2), told + STEP // 2, told)


@dataclass(frozen=True)
class Share:
    """A part of a whole in whole percent, and whether it is less or more than that by an amount
    that nobody is told: "<20 %"."""

    percent: int
    sign: str = ""

    def __str__(self) -> str:
        """As anybody may read it."""
        return f"{self.sign}{self.percent} %"


def share(part: int, whole: int) -> Share | None:
    """The share of these many in those; None for a whole that is small itself."""
    if whole < FEWEST:
        return None
    if part in (0, whole):
        return Share(100 if part else 0)
    rounded = count(whole).told or FEWEST
    if part < FEWEST:
        return Share(min(100, math.ceil(100 * FEWEST / rounded)), "<")
    if whole - part < FEWEST:
        return Share(max(0, math.floor(100 * (rounded - FEWEST) / rounded)), ">")
    return Share(min(100, round(100 * (count(part).told or 0) / rounded)))


def broken_down(parts: Mapping[Name, int]) -> dict[Name, Count] | None:
    """What may be told of each part beside their sum; None where that would tell a small part,
    whatever else is hidden."""
    told = {name: count(number) for name, number in parts.items()}
    total = count(sum(parts.values()))
    while _tells_one(list(told.values()), total):
        shown = [name for name, one in told.items() if one.told]
        if not shown:
            return None
        fewest = min(shown, key=lambda name: parts[name])
        told |= {name: HIDDEN for name, one in told.items() if one.is_small or name == fewest}
    return told


def _tells_one(parts: Sequence[Count], total: Count) -> bool:
    """True if, with all that is told, what is not told of some part can only be one number."""
    for at, one in enumerate(parts):
        others = [other for place, other in enumerate(parts) if place != at]
        least = max(one.low, total.low - sum(_high(other) for other in others))
        most = min(_high(one), _high(total) - sum(other.low for other in others))
        if one.told is None and least >= most:
            return True
    return False


def _high(one: Count) -> float:
    return math.inf if one.high is None else one.high
