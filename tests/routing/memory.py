"""What does the twin remember of each person, call and offer?"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from types import ModuleType

from routing.match import (
    Lately,
    LiveOffer,
    OnDuty,
    Presence,
    Responder,
    Urgency,
    WaitingCall,
    What,
)
from routing.policy import Place, Standing


@dataclass
class Person:
    responder: Responder
    idle_since: datetime
    offer: str | None = None
    talking: bool = False
    resting: Presence | None = None
    rest_until: datetime | None = None
    owes: bool = False
    hard_calls: int = 0
    hard_until: datetime | None = None
    tired_until: datetime | None = None
    misses: int = 0
    leaving: bool = False

    @property
    def presence(self) -> Presence:
        if self.talking:
            return Presence.TALKING
        return Presence.OFFERED if self.offer else self.resting or Presence.AVAILABLE

    def standing(self, policy: ModuleType) -> Standing:
        """As this policy sees them."""
        standing: Standing = policy.Standing(
            self.responder,
            self.presence,
            self.idle_since,
            self.rest_until,
            self.owes,
            self.tired_until,
        )
        return standing

    @property
    def on_duty(self) -> OnDuty:
        """As the tables would."""
        return OnDuty(
            self.responder,
            self.idle_since,
            self.rest_until,
            self.talking,
            self.resting or Presence.WRAPPING_UP,
            Lately(self.hard_calls, self.hard_until, self.misses),
        )


@dataclass
class Held:
    id: str
    call: WaitingCall | None  # None for one found talking by a rebuild, of whom no more is known
    offers: list[str] = field(default_factory=list)
    taken: bool = False
    missed: dict[str, datetime] = field(default_factory=dict)
    told: set[What] = field(default_factory=set)
    unspoken: bool = False

    def place(self, policy: ModuleType) -> Place:
        """As this policy sees it."""
        assert self.call
        place: Place = policy.Place(self.call, self.missed, len(self.offers), self.unspoken)
        return place


@dataclass
class Offered:
    id: str
    call: str
    responder: str
    mentor: str | None
    deadline: datetime
    matched: str
    hard: bool
    accepted: datetime | None = None
    rang: bool = False
    answered: bool = False

    @property
    def live(self) -> LiveOffer:
        """As the tables would have it."""
        return LiveOffer(
            self.id,
            self.call,
            self.responder,
            self.deadline,
            self.accepted,
            self.matched,
            self.hard,
            self.mentor,
        )


def merged(before: WaitingCall, call: WaitingCall, known: bool) -> WaitingCall:
    """The same caller saying again what they need: the best place, and danger stays danger."""
    since = min(before.waiting_since, call.waiting_since)
    base = min(before.rank, call.rank)
    need = call.need
    if known and before.need.in_danger:
        need = replace(need, urgency=Urgency.DANGER)
    never = before.never | call.declined_by
    return WaitingCall(call.id, need, since, since - base, never)
