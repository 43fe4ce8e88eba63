"""What does a waiting caller need, and how does that loosen while they wait?"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from routing.skills import Match, fit

NONE = timedelta(0)


class Urgency(StrEnum):
    NORMAL = "normal"
    DANGER = "danger"


class UnknownStage(ValueError):
    """Raised for a widening stage that routing cannot carry out."""


@dataclass(frozen=True)
class Widen:
    """From `after` (counted from entering the line) the call may also go `to` these people."""

    after: timedelta
    to: str

    def __post_init__(self) -> None:
        if self.to != Match.ANY_SPECIALTY:
            raise UnknownStage(f"widening knows {Match.ANY_SPECIALTY.value}, not {self.to!r}")
        if self.after < NONE:
            raise ValueError("a wait cannot be shorter than nothing")


@dataclass(frozen=True)
class Need:
    """What must be true of the person who takes the call.

    Without a specialty one valid certificate of any kind is enough. A `protected` specialty never
    widens. Danger asks every certified person who speaks the language, at once.
    """

    language: str
    specialty: str | None = None
    urgency: Urgency = Urgency.NORMAL
    protected: bool = False
    widen: tuple[Widen, ...] = ()

    def __post_init__(self) -> None:
        fit(self.language)
        if self.specialty is not None:
            fit(self.specialty)

    def wide_after(self) -> timedelta | None:
        """The wait from which any valid certificate will do; None if that never comes."""
        if self.specialty is None or self.urgency is Urgency.DANGER:
            return NONE
        if self.protected or not self.widen:
            return None
        return min(stage.after for stage in self.widen)


@dataclass(frozen=True)
class WaitingCall:
    """A caller in the line. `declined_by` are responders never to be asked for this call.

    `credit` moves the call forward: it stands where one that came that much earlier stands.
    """

    id: str
    need: Need
    waiting_since: datetime
    credit: timedelta = NONE
    declined_by: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for name in (self.id, *self.declined_by):
            fit(name)
