"""What should routing do? The same events on plain objects, decided by the pure policy."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from types import ModuleType

from memory import Held, Offered, Person, merged
from people import NOW
from twin_rests import Rests

import routing.policy
from routing.match import (
    Moves,
    Presence,
    Responder,
    Stage,
    Timings,
    WaitingCall,
    What,
)
from routing.policy import Duty, Pair
from routing.skills import Match

HELP = {Stage.OTHER_HELP: What.OTHER_HELP, Stage.LONG_WAIT: What.LONG_WAIT}
Asked = tuple[str, str, datetime, str, str | None, datetime]


class Twin(Rests):
    """Routing without Redis. Ids of offers are those Redis gave."""

    def __init__(self, timings: Timings, policy: ModuleType = routing.policy) -> None:
        super().__init__(timings)
        self.policy = policy
        self.calls: dict[str, Held] = {}
        self.offers: dict[str, Offered] = {}
        self.places: dict[str, Held] = {}
        self.expired: list[str] = []
        self.withdrawn: list[str] = []
        self.slot = NOW

    def at(self, now: datetime) -> None:
        self.now = max(self.now, now)

    # what comes of an event

    def expect(self) -> list[Asked]:
        """Lets time pass; who is now to be asked for what, when their phones may ring."""
        self.time_passes()
        duty = self.duty()
        self._hold_calls(duty)
        asking = [
            held.place(self.policy) for held in self.calls.values() if held.call and not held.taken
        ]
        return [self._asked(pair) for pair in self.policy.pair_up(asking, duty)]

    def ended(self) -> tuple[list[str], list[str]]:
        """The offers that ended by themselves, and those that somebody else's yes ended."""
        expired, withdrawn = sorted(self.expired), sorted(self.withdrawn)
        self.expired, self.withdrawn = [], []
        return expired, withdrawn

    def adopt(self, moves: Moves) -> None:
        for new in moves.proposals:
            call = self.calls[new.call_id].call
            assert call
            offer = Offered(
                new.offer_id,
                new.call_id,
                new.responder_id,
                new.mentor_id,
                new.deadline_at,
                new.matched,
                call.need.hard,
            )
            self._hold(offer)

    def duty(self) -> Duty:
        here = (
            person.standing(self.policy) for person in self.people.values() if not person.leaving
        )
        duty: Duty = self.policy.Duty.of(here, self.now, self.timings)
        return duty

    def _asked(self, pair: Pair) -> Asked:
        call, mentor = pair.place.call, pair.mentor
        slot = self.now
        if self.timings.pace:
            free_at = max(self.now, self.slot)
            self.slot = free_at + self.timings.pace
            slot = self.now if call.need.in_danger else free_at
        lasts = (call.need.ring_for or self.timings.ring) + self.timings.carrier
        listens = mentor.responder.id if mentor else None
        who = pair.standing.responder.id
        return call.id, who, slot + lasts, pair.match.value, listens, slot

    def _hold(self, offer: Offered) -> None:
        self.offers[offer.id] = offer
        self.calls[offer.call].offers.append(offer.id)
        for who in self._held_by(offer):
            who.offer = offer.id

    def _held_by(self, offer: Offered) -> Iterator[Person]:
        yield self.people[offer.responder]
        if offer.mentor:
            yield self.people[offer.mentor]

    def time_passes(self) -> None:
        while due := self._next_due():
            kind, name = due
            if kind == "offer":
                self.expired.append(name)
                offer = self._close(name)
                self._missed(offer, offer.rang or offer.answered)
            else:
                person = self.people[name]
                assert person.rest_until
                self._end_wrap_up(person, max(person.idle_since, person.rest_until))
        for held in self.calls.values():
            held.missed = {r: until for r, until in held.missed.items() if until > self.now}
            self._tell_of_wait(held)

    def _next_due(self) -> tuple[str, str] | None:
        """The earliest that is due, offers before rests of the same moment."""
        offers = [(o.deadline, "offer", o.id) for o in self.offers.values() if not o.accepted]
        rests = [
            (person.rest_until, "rest", name)
            for name, person in self.people.items()
            if person.rest_until
        ]
        due = sorted(one for one in [*offers, *rests] if one[0] <= self.now)
        return due[0][1:] if due else None

    def _tell_of_wait(self, held: Held) -> None:
        if not held.call or held.taken:
            return
        need, waited = held.call.need, self.now - held.call.waiting_since
        opening = self.policy.opening_times(need, self.timings)
        times = {HELP[stage]: at for stage, at in opening.items() if stage in HELP}
        if need.in_danger:
            times[What.DANGER_WAITS] = self.timings.danger_alert
        for what, wait in times.items():
            if wait <= waited and what not in held.told:
                held.told.add(what)
                self._tell(what, call=held.id)

    def _hold_calls(self, duty: Duty) -> None:
        for held in self.calls.values():
            if not held.call or held.taken or What.HELD in held.told:
                continue
            if self.policy.is_held(held.place(self.policy), duty):
                held.told.add(What.HELD)
                self._tell(What.HELD, call=held.id, responder=held.call.need.known)

    # the line

    def enter(self, call: WaitingCall) -> None:
        known = self.calls.get(call.id)
        before = known if known and known.call else self.places.get(call.id)
        self.places.pop(call.id, None)
        held = self.calls.setdefault(call.id, Held(call.id, None))
        if before and before.call:
            call = merged(before.call, call, known=before is held)
            same_words = before is held and before.call.need.language == call.need.language
            held.unspoken = held.unspoken and same_words
            held.told = before.told
        held.call = call
        if not held.taken:
            self._withdraw([name for name in held.offers if self._is_excluded(name, call)])
        self.time_passes()
        self.listen_for_language(held)

    def _is_excluded(self, name: str, call: WaitingCall) -> bool:
        offer = self.offers[name]
        return not call.never.isdisjoint({offer.responder, offer.mentor})

    def listen_for_language(self, held: Held) -> None:
        assert held.call
        here = self._on_duty()
        ids = {one.id for one in here}
        if not any(
            held.call.need.language in one.languages
            and one.certified(None, self.now)
            and (not one.mentors or one.mentors & ids)
            for one in here
        ):
            held.unspoken = True

    def _on_duty(self) -> list[Responder]:
        return [person.responder for person in self.people.values() if not person.leaving]

    def heartbeat(self, call_id: str) -> tuple[bool, bool, bool]:
        self.time_passes()
        held = self.calls.get(call_id)
        if not held:
            return False, False, False
        if not held.call:
            return True, True, False
        self.listen_for_language(held)
        hope = self.policy.could_match(held.call, self._on_duty(), self.now, self.timings)
        return True, hope, held.unspoken

    def leave(self, call_id: str, busy_until: datetime | None) -> tuple[str, ...]:
        self.places.pop(call_id, None)
        held = self.calls.get(call_id)
        if not held:
            return ()
        names = tuple(held.offers)
        for name in names:
            offer = self._close(name)
            if offer.accepted:
                self._wind_down(offer, busy_until)
            else:
                self._free(offer.responder, None)
        self.calls.pop(call_id, None)
        return names

    # offers

    def ringing(self, name: str) -> bool:
        offer = self.offers.get(name)
        if offer and not (offer.rang or offer.answered or offer.accepted):
            call = self.calls[offer.call].call
            ring = (call and call.need.ring_for) or self.timings.ring
            offer.rang, offer.deadline = True, self.now + ring + self.timings.carrier
        return offer is not None

    def answered(self, name: str) -> bool:
        offer = self.offers.get(name)
        if offer and not (offer.answered or offer.accepted):
            offer.answered = True
            offer.deadline = max(offer.deadline, self.now) + self.timings.whisper
        return offer is not None

    def accept(self, name: str) -> bool:
        offer = self.offers.get(name)
        if not offer or offer.accepted:
            return offer is not None
        person, held = self.people[offer.responder], self.calls[offer.call]
        assert held.call
        needed = self.policy.certificate_for(held.call.need, Match(offer.matched))
        if not person.responder.certified(needed, self.now):
            return False
        offer.accepted, person.misses, held.taken = self.now, 0, True
        for who in self._held_by(offer):
            who.talking = True
        self._withdraw([other for other in held.offers if other != name])
        return True

    def _withdraw(self, names: list[str]) -> None:
        for name in names:
            self._free(self._close(name).responder, None)
            self.withdrawn.append(name)

    def decline(self, name: str) -> None:
        offer = self._close_unaccepted(name)
        if offer:
            held = self.calls[offer.call]
            assert held.call
            refused = held.call.declined_by | {offer.responder}
            held.call = replace(held.call, declined_by=refused)
            self.people[offer.responder].misses = 0
            self._free(offer.responder, self.now)

    def miss(self, name: str, rang: bool) -> None:
        offer = self._close_unaccepted(name)
        if offer:
            self._missed(offer, rang)

    def _missed(self, offer: Offered, rang: bool) -> None:
        self._exclude(offer, self.timings.missed_exclusion)
        if not (rang and self._count_miss(offer.responder)):
            self._free(offer.responder, self.now)

    def withdraw(self, name: str) -> None:
        if name in self.offers:
            offer = self._close(name)
            self._exclude(offer, self.timings.withdrawn_exclusion)
            self._free(offer.responder, None)

    def finish(
        self, name: str, busy_until: datetime | None, credit: timedelta | None = None
    ) -> None:
        if name not in self.offers:
            return
        offer = self._close(name)
        held = self.calls.get(offer.call)
        if held:
            self._withdraw(list(held.offers))
            self.calls.pop(offer.call, None)
        if held and held.call and credit is not None:
            kept = max(held.call.credit, credit)
            self.places[offer.call] = Held(held.id, replace(held.call, credit=kept), told=held.told)
        if offer.accepted:
            self._wind_down(offer, busy_until)
        else:
            self._rest_at_least(self.people[offer.responder], Presence.WRAPPING_UP, busy_until)
            self._free(offer.responder, self.now)

    def _wind_down(self, offer: Offered, busy_until: datetime | None) -> None:
        assert offer.accepted
        hard_since = offer.accepted if offer.hard else None
        self._after_call(self.people[offer.responder], hard_since, busy_until)

    def _close(self, name: str) -> Offered:
        offer = self.offers.pop(name)
        held = self.calls[offer.call]
        held.offers.remove(name)
        if offer.accepted:
            held.taken = False
        for who in self._held_by(offer):
            who.offer, who.talking = None, False
        if offer.mentor:
            self._free(offer.mentor, self.now if offer.accepted else None)
        if held.call is None and not held.offers:
            del self.calls[offer.call]
        return offer

    def _close_unaccepted(self, name: str) -> Offered | None:
        offer = self.offers.get(name)
        return self._close(name) if offer and not offer.accepted else None

    def _exclude(self, offer: Offered, span: timedelta) -> None:
        if offer.call in self.calls:
            self.calls[offer.call].missed[offer.responder] = self.now + span

    def depart(self, name: str) -> None:
        self.time_passes()
        person = self.people.get(name)
        if not person:
            return
        if person.talking and person.offer:
            person.leaving = True
            return
        if person.offer:
            self.expired.append(person.offer)
            self._free(self._close(person.offer).responder, None)
        self.people.pop(name, None)
