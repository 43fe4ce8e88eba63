"""When did who do what in a call? Lanes over one time, drawn as bars."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from ivr.queries.one_call import Rung, Story

__all__ = ["Bar", "Lane", "lanes"]

WIDE = 1000
"""Units from the beginning of a call to its end."""
THINNEST = 6
"""Also what lasted no time is seen."""


@dataclass(frozen=True)
class Bar:
    """From when to when, and what it was (a key of words, `lane_…`); `x` and `width` of WIDE."""

    what: str
    begins_at: datetime
    ends_at: datetime | None
    x: int
    width: int


@dataclass(frozen=True)
class Lane:
    """Whose bars these are: a key of words for the caller, or somebody's name."""

    key: str
    name: str
    bars: tuple[Bar, ...]


Stretch = tuple[str, datetime | None, datetime | None]


def lanes(story: Story, now: datetime) -> list[Lane]:
    """The caller first, then each ring in its order, then the telephone connections."""
    call = story.call
    scale = _Scale(call.began_at, _latest(story, now))
    found = [Lane("lane_caller", "", scale.bars(_caller(story)))]
    found += [Lane(f"part_{one.part}", one.name, scale.bars(_ring(one))) for one in story.rung]
    for leg in story.legs:
        bars = scale.bars([("leg", leg.began_at, leg.ended_at)])
        found.append(Lane("lane_phone", leg.name or "", bars))
    return found


def _latest(story: Story, now: datetime) -> datetime:
    """The last moment of anything that belongs to it; now while it goes on."""
    ends = [story.call.ended_at or now, *(one.ended_at or one.made_at for one in story.rung)]
    ends += [leg.ended_at or leg.began_at for leg in story.legs]
    return max(ends)


def _caller(story: Story) -> Iterator[Stretch]:
    call = story.call
    met = call.connected_at
    yield "menus", call.began_at, call.waiting_since or met or call.ended_at
    yield "waits", call.waiting_since, met or call.ended_at
    yield "talks", met, call.ended_at


def _ring(one: Rung) -> Iterator[Stretch]:
    yield "rings", one.made_at, one.accepted_at or one.ended_at
    yield "comes", one.accepted_at, one.joined_at or one.ended_at
    yield "talks", one.joined_at, one.ended_at


class _Scale:
    """Time as units from WIDE."""

    def __init__(self, begins: datetime, ends: datetime) -> None:
        self.begins, self.ends = begins, ends
        self.whole = max(ends - begins, timedelta(seconds=1))

    def bars(self, stretches: Iterator[Stretch] | list[Stretch]) -> tuple[Bar, ...]:
        """Those that began: what has no end yet lasts to the edge."""
        return tuple(
            self._bar(what, begins, ends) for what, begins, ends in stretches if begins is not None
        )

    def _bar(self, what: str, begins: datetime, ends: datetime | None) -> Bar:
        x, edge = self._at(begins), self._at(ends or self.ends)
        wide = max(edge - x, THINNEST)
        return Bar(what, begins, ends, min(x, WIDE - wide), wide)

    def _at(self, moment: datetime) -> int:
        part = (moment - self.begins) / self.whole
        return round(WIDE * min(1.0, max(0.0, part)))
