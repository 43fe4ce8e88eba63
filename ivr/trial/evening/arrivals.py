"""Who calls in a day, what do they need, and how long would they wait?"""

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from routing.match import Need, Urgency, Widen

Share = TypeVar("Share")

__all__ = ["HOURLY", "Arrival", "Crowd", "arrivals"]

HOURLY = (3, 2, 2, 1, 1, 1, 2, 3, 4, 5, 5, 5, 5, 5, 5, 5, 6, 6, 7, 8, 8, 7, 6, 4)
"""How many of 106 calls come in each hour of a day: more in the evening than at dawn. A guess to
begin with; recorded calls replace it."""
TALK_SPREAD = 0.8
"""Talks are lognormal: many short, a few very long."""


@dataclass(frozen=True)
class Arrival:
    """One caller entering the line: what they need, how long they would wait at most, how long
    they would talk."""

    at: datetime
    need: Need
    patience: timedelta
    talk: timedelta


@dataclass(frozen=True)
class Crowd:
    """Everybody who calls in a day, as shares. Shares need not add up to one."""

    calls: int
    languages: Mapping[str, float]
    specialties: Mapping[str | None, float]
    danger: float = 0.03
    patience: timedelta = timedelta(minutes=4)
    talk: timedelta = timedelta(minutes=12)
    hourly: Sequence[float] = HOURLY
    widen: tuple[Widen, ...] = ()
    hard: frozenset[str] = field(default_factory=frozenset)
    protected: frozenset[str] = field(default_factory=frozenset)


def arrivals(crowd: Crowd, starts: datetime, seed: int) -> Iterator[Arrival]:
    """The callers of one day from `starts`, in order; the same seed gives the same day."""
    chance = random.Random(seed)  # noqa: S311 - a made-up day, no secret
    for moment in sorted(_moments(crowd, chance)):
        yield Arrival(
            at=starts + timedelta(seconds=moment),
            need=_need(crowd, chance),
            patience=crowd.patience * chance.expovariate(1),
            talk=_talk(crowd.talk, chance),
        )


def _moments(crowd: Crowd, chance: random.Random) -> Iterator[float]:
    """Seconds into the day: each call falls into an hour by its share, and anywhere in it."""
    hours = range(len(crowd.hourly))
    for _ in range(_poisson(crowd.calls, chance)):
        hour = chance.choices(hours, crowd.hourly)[0]
        yield (hour + chance.random()) * 86_400 / len(crowd.hourly)


def _poisson(mean: float, chance: random.Random) -> int:
    """How many calls a day brings when `mean` come on average: rounded from the normal curve,
    which is close enough from ten on."""
    return max(0, round(chance.gauss(mean, math.sqrt(mean))))


def _talk(mean: timedelta, chance: random.Random) -> timedelta:
    middle = math.log(mean.total_seconds()) - TALK_SPREAD**2 / 2
    return timedelta(seconds=round(chance.lognormvariate(middle, TALK_SPREAD), 3))


def _need(crowd: Crowd, chance: random.Random) -> Need:
    specialty = _one(crowd.specialties, chance)
    return Need(
        language=_one(crowd.languages, chance),
        specialty=specialty,
        urgency=Urgency.DANGER if chance.random() < crowd.danger else Urgency.NORMAL,
        protected=specialty in crowd.protected,
        hard=specialty in crowd.hard,
        widen=crowd.widen,
    )


def _one(shares: Mapping[Share, float], chance: random.Random) -> Share:
    return chance.choices(list(shares), list(shares.values()))[0]
