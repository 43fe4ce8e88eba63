"""Who can take calls, and what have they shown they can do?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from routing.skills import fit


class Presence(StrEnum):
    """Where a responder on duty stands. Off duty is the absence of one."""

    AVAILABLE = "available"
    OFFERED = "offered"
    TALKING = "talking"
    WRAPPING_UP = "wrapping_up"
    PAUSED = "paused"
    RESTING = "resting"
    """Not by their own choice: after hard calls. Only danger asks them."""


@dataclass(frozen=True)
class Responder:
    """A trained person. Each certificate counts until, and not at, its date (aware UTC).

    Who has `mentors` is a trainee, and takes calls only while one of them listens.
    """

    id: str
    languages: frozenset[str]
    certificates: Mapping[str, datetime]
    gender: str | None = None
    areas: frozenset[str] = frozenset()
    mentors: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        named = (*self.languages, *self.certificates, *self.areas, *self.mentors)
        for name in (self.id, *named):
            fit(name)
        if self.gender is not None:
            fit(self.gender)
        if self.id in self.mentors:
            raise ValueError("nobody is their own mentor")

    def certified(self, specialty: str | None, now: datetime) -> bool:
        """True if their certificate for it counts at `now`; for None, any certificate."""
        if specialty is None:
            return any(until > now for until in self.certificates.values())
        until = self.certificates.get(specialty)
        return until is not None and until > now

    def cells(self, at: datetime) -> int:
        """How many pairs of language and specialty they could serve at that moment; gender is one
        more dimension of a cell, and one person serves one."""
        return len(self.languages) * sum(self.certified(held, at) for held in self.certificates)


@dataclass(frozen=True)
class Lately:
    """What a responder's latest calls were, from the tables.

    `hard_calls` in a row, the last of which ended at `hard_until`; `missed` in a row.
    """

    hard_calls: int = 0
    hard_until: datetime | None = None
    missed: int = 0


@dataclass(frozen=True)
class OnDuty:
    """A responder as the tables know them; `busy_until` ends what `busy_with` names: a wrap-up, a
    pause or a rest.

    `talking` without an accepted offer means a call routing knows nothing of: they are not asked
    until they are `ready` or wrap up.
    """

    responder: Responder
    idle_since: datetime
    busy_until: datetime | None = None
    talking: bool = False
    busy_with: Presence = Presence.WRAPPING_UP
    lately: Lately = field(default_factory=Lately)
