"""What does the twin remember of each person, call and offer?"""

from dataclasses import dataclass, field
from datetime import datetime

from routing.match import Presence, Responder, WaitingCall


@dataclass
class Person:
    responder: Responder
    idle_since: datetime
    offer: str | None = None
    talking: bool = False
    resting: Presence | None = None
    rest_until: datetime | None = None
    leaving: bool = False

    @property
    def presence(self) -> Presence:
        if self.talking:
            return Presence.TALKING
        return Presence.OFFERED if self.offer else self.resting or Presence.AVAILABLE


@dataclass
class Held:
    call: WaitingCall | None  # None for one found talking by a rebuild, of whom no more is known
    offer: str | None = None
    missed: dict[str, datetime] = field(default_factory=dict)


@dataclass
class Offered:
    call: str
    responder: str
    deadline: datetime
    specialty: str | None
    accepted: bool = False
    rang: bool = False
    answered: bool = False
