"""Whose phone rings for a caller who waits in a played call, and do they take it?"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from ivr.flow.instructions import EnterLine
from ivr.flow.proofs.world import Answer, Person
from routing.need import WaitingCall
from routing.policy import Duty, Place, Standing, choose, could_match
from routing.responder import Presence, Responder
from routing.timings import AS_USUAL

PICKS_UP: Final = timedelta(seconds=5)
"""How long it takes to answer, or to decline."""


@dataclass(frozen=True, slots=True)
class Ring:
    """One phone, from when it rings until what comes of it."""

    responder: str
    until: datetime
    answer: Answer


@dataclass
class Line:
    """The waiting line with one caller in it, and the people who may be rung for them."""

    people: Mapping[str, Person]
    responders: Mapping[str, Responder]
    call: WaitingCall
    ring_for: timedelta | None = None
    missed: dict[str, datetime] = field(default_factory=dict)
    at_once: int = 1
    ringing: list[Ring] = field(default_factory=list)

    def needs(self, entry: EnterLine) -> None:
        """The caller is in the line with this need: at their place, if they had one."""
        self.call = replace(self.call, need=entry.need)
        self.ring_for, self.at_once = entry.ring_for, entry.ring_at_once

    def has_hope(self, now: datetime) -> bool:
        """True if anybody on duty, busy or not, could take this call."""
        return could_match(self.call, self.responders.values(), now)

    def rings_next(self, now: datetime) -> str | None:
        """Rings the phone of whom the policy chooses; their id, None if nobody's begins to ring."""
        somebody = any(person.is_free for person in self.people.values())
        if len(self.ringing) >= self.at_once or not somebody:
            return None
        duty = Duty.of(self._standings(), now, AS_USUAL)
        chosen = choose(Place(self.call, self.missed, len(self.ringing)), duty)
        if chosen is None:
            return None
        found = chosen.standing.responder.id
        answer = self.people[found].answers
        usual = AS_USUAL.ring + AS_USUAL.carrier
        lasts = (self.ring_for or usual) if answer is Answer.NO else PICKS_UP
        self.ringing.append(Ring(found, now + lasts, answer))
        return found

    def settled(self, now: datetime) -> Ring | None:
        """The ring that is over at `now`; who missed it is not asked again soon."""
        done = next((ring for ring in self.ringing if ring.until <= now), None)
        if done is None:
            return None
        self.ringing.remove(done)
        if done.answer is Answer.NO:
            self.missed[done.responder] = now + AS_USUAL.missed_exclusion
        if done.answer is Answer.DECLINES:
            declined = self.call.declined_by | {done.responder}
            self.call = replace(self.call, declined_by=declined)
        return done

    def _standings(self) -> list[Standing]:
        return [
            Standing(
                self.responders[one],
                self._stands(one, person),
                self.call.waiting_since,
            )
            for one, person in self.people.items()
        ]

    def _stands(self, one: str, person: Person) -> Presence:
        if any(ring.responder == one for ring in self.ringing):
            return Presence.OFFERED
        return Presence.AVAILABLE if person.is_free else Presence.TALKING
