"""Who can take calls, and what have they shown they can do?"""

from collections.abc import Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Responder:
    """A trained person. Each certificate counts until, and not at, its date (aware UTC)."""

    id: str
    languages: frozenset[str]
    certificates: Mapping[str, datetime]

    def __post_init__(self) -> None:
        for name in (self.id, *self.languages, *self.certificates):
            fit(name)

    def certified(self, specialty: str | None, now: datetime) -> bool:
        """True if their certificate for it counts at `now`; for None, any certificate."""
        if specialty is None:
            return any(until > now for until in self.certificates.values())
        until = self.certificates.get(specialty)
        return until is not None and until > now

    def cells(self, at: datetime) -> int:
        """How many pairs of language and specialty they could serve at that moment."""
        return len(self.languages) * sum(self.certified(held, at) for held in self.certificates)
