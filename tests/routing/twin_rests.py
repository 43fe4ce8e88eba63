"""Who is on duty in the twin, and who of them is not asked for a while?"""

from datetime import datetime

from memory import Person
from people import NOW

from routing.match import Lately, Presence, Responder, Timings, What, Word
from routing.timings import HARD_TO_REST, HARD_TO_SPARE, MISSES_TO_AWAY


class Rests:
    """The people of the twin. `told` is what somebody should hear of."""

    def __init__(self, timings: Timings) -> None:
        self.timings = timings
        self.now = NOW
        self.people: dict[str, Person] = {}
        self.told: list[Word] = []

    def _tell(
        self,
        what: What,
        call: str | None = None,
        responder: str | None = None,
        until: datetime | None = None,
    ) -> None:
        self.told.append(Word(what, call, responder, until))

    def heard(self) -> list[Word]:
        """What was to be told since the last time."""
        told, self.told = self.told, []
        return told

    def time_passes(self) -> None:
        raise NotImplementedError

    def arrive(self, responder: Responder, idle_since: datetime, lately: Lately) -> None:
        self.time_passes()
        person = self.people.get(responder.id)
        if person:
            person.responder, person.leaving = responder, False
            return
        self.people[responder.id] = person = Person(responder, idle_since)
        self.remember(person, lately)

    def remember(self, person: Person, lately: Lately) -> None:
        person.hard_calls, person.hard_until = lately.hard_calls, lately.hard_until
        person.misses = lately.missed
        if lately.hard_until and lately.hard_calls >= HARD_TO_SPARE:
            tired_until = lately.hard_until + self.timings.hard_break
            if tired_until > self.now:
                self._spare(person, tired_until)

    def bench(self, name: str) -> None:
        self.time_passes()
        person = self.people.get(name)
        if not person or person.leaving:
            return
        if self._is_last(person):
            self._tell(What.LAST_ON_DUTY, responder=name)
        else:
            self.depart(name)

    def depart(self, name: str) -> None:
        raise NotImplementedError

    def rest(self, name: str, why: Presence, until: datetime) -> None:
        self.time_passes()
        person = self.people.get(name)
        if not person or person.leaving:
            return
        if not person.offer:
            person.talking = False
        needed = person.resting is Presence.RESTING and person.rest_until
        if not needed or until > needed:
            person.resting, person.rest_until = why, until

    def ready(self, name: str) -> None:
        self.time_passes()
        person = self.people.get(name)
        if not person or person.resting is Presence.RESTING:
            return
        stray = person.talking and not person.offer
        if stray:
            person.talking = False
        if person.resting:
            self._end_wrap_up(person, self.now)
        elif stray:
            person.idle_since = self.now

    def _end_wrap_up(self, person: Person, at: datetime) -> None:
        person.resting = person.rest_until = None
        if person.offer:
            return
        if person.owes:
            person.owes = False
            if self._is_last(person):
                self._tell(What.LAST_ON_DUTY, responder=person.responder.id)
            else:
                until = at + self.timings.hard_rest
                person.resting, person.rest_until = Presence.RESTING, until
                self._tell(What.RESTS, responder=person.responder.id, until=until)
        self._free(person.responder.id, at)

    def _free(self, name: str, since: datetime | None) -> None:
        person = self.people[name]
        if person.leaving:
            del self.people[name]
        elif since:
            person.idle_since = since

    def _rest_at_least(self, person: Person, why: Presence, until: datetime | None) -> None:
        if until and until > max(self.now, person.rest_until or self.now):
            person.resting, person.rest_until = why, until

    def _after_call(
        self, person: Person, hard_since: datetime | None, busy_until: datetime | None
    ) -> None:
        """Their call is over; `hard_since` is when it began, if it was a hard one."""
        if person.leaving:
            del self.people[person.responder.id]
            return
        if busy_until and busy_until > self.now:
            self._count_call(person, hard_since)
            self._rest_at_least(person, Presence.WRAPPING_UP, busy_until)
        person.idle_since = self.now

    def _count_call(self, person: Person, hard_since: datetime | None) -> None:
        if not hard_since:
            person.hard_calls, person.hard_until, person.tired_until = 0, None, None
            return
        before = person.hard_until
        in_a_row = before is not None and hard_since - before < self.timings.hard_break
        person.hard_calls = person.hard_calls + 1 if in_a_row else 1
        person.hard_until = self.now
        person.owes = person.owes or person.hard_calls >= HARD_TO_REST
        if person.hard_calls >= HARD_TO_SPARE:
            self._spare(person, self.now + self.timings.hard_break)

    def _spare(self, person: Person, until: datetime) -> None:
        if self._is_last(person):
            self._tell(What.LAST_ON_DUTY, responder=person.responder.id)
        else:
            person.tired_until = until

    def _count_miss(self, name: str) -> bool:
        """True if they are off duty by it."""
        person = self.people[name]
        person.misses += 1
        if person.misses >= MISSES_TO_AWAY:
            if not self._is_last(person):
                self._tell(What.AWAY, responder=name)
                del self.people[name]
                return True
            self._tell(What.LAST_ON_DUTY, responder=name)
        self._rest_at_least(person, Presence.PAUSED, self.now + self.timings.missed_pause)
        return False

    def _is_last(self, person: Person) -> bool:
        return not any(
            other is not person and not other.leaving and other.resting is not Presence.RESTING
            for other in self.people.values()
        )
