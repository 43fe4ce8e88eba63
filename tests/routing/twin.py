"""What should routing do? The same events on plain objects, decided by the pure policy."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from memory import Held, Offered, Person
from people import NOW

from routing.match import (
    LiveOffer,
    Moves,
    OnDuty,
    Presence,
    Responder,
    Snapshot,
    Timings,
    Urgency,
    WaitingCall,
)
from routing.policy import Place, Standing, could_match, pair_up


class Twin:
    """Routing without Redis. Ids of offers are those Redis gave."""

    def __init__(self, timings: Timings) -> None:
        self.timings = timings
        self.now = NOW
        self.people: dict[str, Person] = {}
        self.calls: dict[str, Held] = {}
        self.offers: dict[str, Offered] = {}
        self.places: dict[str, WaitingCall] = {}
        self.expired: list[str] = []

    def at(self, now: datetime) -> None:
        self.now = max(self.now, now)

    def expect(self) -> tuple[list[str], list[tuple[str, str, datetime, str]]]:
        """Lets time pass; the offers that ended, and who is now to be asked for what."""
        self._time_passes()
        ended, self.expired = sorted(self.expired), []
        pairs = pair_up(self._places(), self._standings(), self.now, self.timings.rarity)
        deadline = self.now + self.timings.ring
        return ended, [
            (place.call.id, one.responder.id, deadline, match.value) for place, one, match in pairs
        ]

    def adopt(self, moves: Moves) -> None:
        for new in moves.proposals:
            self._hold(new.offer_id, new.call_id, new.responder_id, new.deadline_at)

    def _hold(self, offer: str, call: str, responder: str, deadline: datetime) -> None:
        person, held = self.people[responder], self.calls[call]
        specialty = self._taken_with(held.call, person) if held.call else None
        self.offers[offer] = Offered(call, responder, deadline, specialty)
        person.offer = held.offer = offer

    def _taken_with(self, call: WaitingCall, person: Person) -> str | None:
        wanted, wide_after = call.need.specialty, call.need.wide_after()
        wide = wide_after is not None and call.waiting_since + wide_after <= self.now
        return None if wide and not person.responder.certified(wanted, self.now) else wanted

    def _places(self) -> Iterable[Place]:
        return [
            Place(held.call, held.missed)
            for held in self.calls.values()
            if held.call and not held.offer
        ]

    def _standings(self) -> list[Standing]:
        return [
            Standing(person.responder, person.presence, person.idle_since)
            for person in self.people.values()
            if not person.leaving
        ]

    def _time_passes(self) -> None:
        for name in [
            n for n, o in self.offers.items() if not o.accepted and o.deadline <= self.now
        ]:
            offer = self._close(name)
            self._missed(offer, self.timings.missed_exclusion)
            self._free(offer.responder, self.now)
            self.expired.append(name)
        for person in self.people.values():
            if person.rest_until and person.rest_until <= self.now:
                if not person.offer:
                    person.idle_since = max(person.idle_since, person.rest_until)
                person.resting = person.rest_until = None
        for held in self.calls.values():
            held.missed = {r: until for r, until in held.missed.items() if until > self.now}

    def enter(self, call: WaitingCall) -> None:
        held = self.calls.get(call.id)
        before = (held and held.call) or self.places.pop(call.id, None)
        if before:
            call = self._merged(before, call, known=bool(held and held.call))
        if held:
            held.call = call
        else:
            self.calls[call.id] = Held(call)

    def _merged(self, before: WaitingCall, call: WaitingCall, known: bool) -> WaitingCall:
        since = min(before.waiting_since, call.waiting_since)
        base = min(before.waiting_since - before.credit, call.waiting_since - call.credit)
        need = call.need
        if known and before.need.urgency is Urgency.DANGER:
            need = replace(need, urgency=Urgency.DANGER)
        declined = before.declined_by | call.declined_by
        return WaitingCall(call.id, need, since, since - base, declined)

    def heartbeat(self, call_id: str) -> tuple[bool, bool]:
        held = self.calls.get(call_id)
        if not held:
            return False, False
        on_duty = [person.responder for person in self.people.values() if not person.leaving]
        return True, held.call is None or could_match(held.call, on_duty, self.now)

    def leave(self, call_id: str, busy_until: datetime | None) -> str | None:
        self.places.pop(call_id, None)
        held = self.calls.get(call_id)
        if not held:
            return None
        name = held.offer
        if name:
            talking = self.offers[name].accepted
            offer = self._close(name)
            if talking:
                self._rest_at_least(offer.responder, Presence.WRAPPING_UP, busy_until)
            self._free(offer.responder, self.now if talking else None)
        self.calls.pop(call_id, None)
        return name

    # the roster

    def arrive(self, responder: Responder, idle_since: datetime) -> None:
        person = self.people.setdefault(responder.id, Person(responder, idle_since))
        person.responder, person.leaving = responder, False

    def depart(self, responder_id: str) -> None:
        person = self.people.get(responder_id)
        if not person:
            return
        if person.talking and person.offer:
            person.leaving = True
            return
        if person.offer:
            self.expired.append(person.offer)
            self._close(person.offer)
        self.people.pop(responder_id)

    def rest(self, responder_id: str, why: Presence, until: datetime) -> None:
        person = self.people.get(responder_id)
        if not person or person.leaving:
            return
        if not person.offer:
            person.talking = False
        person.resting, person.rest_until = why, until

    def ready(self, responder_id: str) -> None:
        person = self.people.get(responder_id)
        if not person or not (person.resting or (person.talking and not person.offer)):
            return
        person.resting = person.rest_until = None
        if not person.offer:
            person.talking, person.idle_since = False, self.now

    # offers

    def ringing(self, name: str) -> bool:
        offer = self.offers.get(name)
        if offer and not (offer.rang or offer.answered or offer.accepted):
            offer.rang, offer.deadline = True, self.now + self.timings.ring
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
        person = self.people[offer.responder]
        if person.responder.certified(offer.specialty, self.now):
            offer.accepted = person.talking = True
        return offer.accepted

    def decline(self, name: str) -> None:
        offer = self._close_unaccepted(name)
        if offer:
            held = self.calls[offer.call]
            assert held.call
            refused = held.call.declined_by | {offer.responder}
            held.call = replace(held.call, declined_by=refused)
            self._free(offer.responder, self.now)

    def miss(self, name: str, pause: bool) -> None:
        offer = self._close_unaccepted(name)
        if offer:
            if pause:
                until = self.now + self.timings.missed_pause
                self._rest_at_least(offer.responder, Presence.PAUSED, until)
            self._missed(offer, self.timings.missed_exclusion)
            self._free(offer.responder, self.now)

    def withdraw(self, name: str) -> None:
        if name in self.offers:
            offer = self._close(name)
            self._missed(offer, self.timings.withdrawn_exclusion)
            self._free(offer.responder, None)

    def finish(
        self, name: str, busy_until: datetime | None, credit: timedelta | None = None
    ) -> None:
        if name not in self.offers:
            return
        offer = self._close(name)
        held = self.calls.pop(offer.call, None)
        if held and held.call and credit is not None:
            kept = max(held.call.credit, credit)
            self.places[offer.call] = replace(held.call, credit=kept)
        self._rest_at_least(offer.responder, Presence.WRAPPING_UP, busy_until)
        self._free(offer.responder, self.now)

    def _close(self, name: str) -> Offered:
        offer = self.offers.pop(name)
        held, person = self.calls[offer.call], self.people[offer.responder]
        held.offer = person.offer = None
        person.talking = False
        if held.call is None:
            del self.calls[offer.call]
        return offer

    def _close_unaccepted(self, name: str) -> Offered | None:
        offer = self.offers.get(name)
        return self._close(name) if offer and not offer.accepted else None

    def _missed(self, offer: Offered, span: timedelta) -> None:
        if offer.call in self.calls:
            self.calls[offer.call].missed[offer.responder] = self.now + span

    def _free(self, responder_id: str, since: datetime | None) -> None:
        person = self.people[responder_id]
        if person.leaving:
            del self.people[responder_id]
        elif since:
            person.idle_since = since

    def _rest_at_least(self, responder_id: str, why: Presence, until: datetime | None) -> None:
        person = self.people[responder_id]
        if until and until > max(self.now, person.rest_until or self.now):
            person.resting, person.rest_until = why, until

    # what the tables would say

    def snapshot(self) -> Snapshot:
        on_duty = [person for person in self.people.values() if not person.leaving]
        return Snapshot(
            responders=[
                OnDuty(
                    person.responder,
                    person.idle_since,
                    person.rest_until,
                    person.talking,
                    person.resting is Presence.PAUSED,
                )
                for person in on_duty
            ],
            calls=[
                held.call
                for held in self.calls.values()
                if held.call and not (held.offer and self.offers[held.offer].accepted)
            ],
            offers=[
                LiveOffer(name, offer.call, offer.responder, offer.deadline, offer.accepted)
                for name, offer in self.offers.items()
            ],
        )

    def rebuilt(self) -> None:
        """What a rebuild cannot know is gone: exclusions, places of dropped calls, notices."""
        self.places.clear()
        for held in self.calls.values():
            held.missed.clear()
            if held.offer and self.offers[held.offer].accepted:
                held.call = None
        for person in self.people.values():
            if person.leaving:
                person.resting = person.rest_until = None
                person.idle_since = self.now
        old, self.offers = self.offers, {}
        for name, offer in sorted(old.items(), key=lambda one: not one[1].accepted):
            self._hold(name, offer.call, offer.responder, offer.deadline)
            self.offers[name].accepted = offer.accepted
