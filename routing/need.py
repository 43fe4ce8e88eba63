"""What does a waiting caller need, and where do they stand in line?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from routing.skills import fit

NONE = timedelta(0)
MOST_RINGS: Final = 5
"""So many phones may ring at once for one caller, where a line asks for it."""


class Urgency(StrEnum):
    NORMAL = "normal"
    DANGER = "danger"


class Claim(StrEnum):
    """Why a caller stands further ahead than their arrival says."""

    CUT_OFF = "cut_off"
    CALLBACK = "callback"
    VULNERABLE = "vulnerable"


CREDIT: Final[Mapping[Claim, timedelta]] = {
    Claim.CUT_OFF: timedelta(seconds=180),
    Claim.CALLBACK: timedelta(seconds=120),
    Claim.VULNERABLE: timedelta(seconds=90),
}
"""Nobody is overtaken by a caller who came more than the largest of these later."""


class Stage(StrEnum):
    """What a longer wait brings: looser matches, then help of another kind.

    The last two ask nobody else: from then on a caller is offered a callback or a partner line
    (`other_help`), or voicemail where that is allowed, and a supervisor hears of it (`long_wait`).
    """

    ANY_AREA = "any_area"
    ANY_GENDER = "any_gender"
    ANY_SPECIALTY = "any_specialty"
    INTERPRETER = "interpreter"
    OTHER_HELP = "other_help"
    LONG_WAIT = "long_wait"


class UnknownStage(ValueError):
    """Raised for a widening stage that routing cannot carry out."""


@dataclass(frozen=True)
class Widen:
    """From `after` (counted from entering the line) the stage `to` is reached.

    With `ask_first` only for a caller who agreed. A wish for a gender is never dropped otherwise.
    """

    after: timedelta
    to: str
    ask_first: bool = False

    def __post_init__(self) -> None:
        if self.to not in frozenset(Stage):
            raise UnknownStage(f"widening knows {', '.join(Stage)}, not {self.to!r}")
        if self.after < NONE:
            raise ValueError("a wait cannot be shorter than nothing")

    @property
    def asks(self) -> bool:
        """True if the caller has to agree first."""
        return self.ask_first or self.to == Stage.ANY_GENDER


@dataclass(frozen=True)
class Need:
    """What must be true of the person who takes the call.

    Without a specialty one valid certificate of any kind is enough. A `protected` specialty never
    widens, a `hard` one is kept from who needs a break. `gender` and `area` are wishes; `agreed`
    are the stages the caller was asked about and agreed to. `conflicts` are responders who must
    never hear this caller; `known` is the one who heard them lately, held for from `known_from`
    on, or from when they entered. `ring_for` is how long each phone rings, `rings_at_once` how many
    do.
    """

    language: str
    specialty: str | None = None
    urgency: Urgency = Urgency.NORMAL
    protected: bool = False
    widen: tuple[Widen, ...] = ()
    hard: bool = False
    gender: str | None = None
    area: str | None = None
    agreed: frozenset[str] = frozenset()
    conflicts: frozenset[str] = frozenset()
    known: str | None = None
    known_from: datetime | None = None
    ring_for: timedelta | None = None
    rings_at_once: int = 1

    def __post_init__(self) -> None:
        named = (self.specialty, self.gender, self.area, self.known)
        for name in (self.language, *self.conflicts, *named):
            if name is not None:
                fit(name)
        if not 1 <= self.rings_at_once <= MOST_RINGS:
            raise ValueError(f"1 to {MOST_RINGS} phones ring at once")

    @property
    def in_danger(self) -> bool:
        """True if nothing but a person matters."""
        return self.urgency is Urgency.DANGER

    @property
    def spares(self) -> bool:
        """True if who needs a break from hard calls is not asked."""
        return self.hard and not self.in_danger


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

    @property
    def never(self) -> frozenset[str]:
        """Responders who are not asked, however long the wait and whatever the danger."""
        return self.declined_by | self.need.conflicts

    @property
    def rank(self) -> datetime:
        """Where it stands among others of its class: its arrival less its credit."""
        return self.waiting_since - self.credit
