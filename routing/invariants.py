"""Did anything happen that must never happen? Read from the events alone, as they went.

For the property tests, for whole calls, for benches, and for runs in which parts are killed. What
an onlooker cannot know is never held against anybody. Numbers are those of docs/routing.md.
"""

from collections.abc import Iterable

from routing.instants import instant
from routing.moves import Happening, Proposal
from routing.onlooker import NOTHING, Onlooker
from routing.scene import CLOSELY, Call, Offer, Order, Person
from routing.timings import AS_USUAL, Timings

NOTES = frozenset({"ringing", "answered", "forget", "slot"})
"""Events that only note something: nothing is matched after them."""


class Invariants(Onlooker):
    """Judges every event; `broken` stays empty.

    `thorough` looks at everybody after every event, which takes callers times responders.
    """

    def __init__(self, timings: Timings = AS_USUAL, *, thorough: bool = True) -> None:
        super().__init__(timings)
        self._thorough = thorough
        self._passed_over: list[tuple[Order, Person]] = []

    def hear_all(self, happenings: Iterable[Happening]) -> None:
        """Those of many processes, in whatever order they were collected."""
        for happening in sorted(happenings, key=lambda one: one.change.order):
            self.hear(happening)

    def hear(self, happening: Happening) -> None:
        """One event, in the order in which Redis took them."""
        self.follow(happening)
        for proposal in happening.change.moves.proposals:
            self._propose(proposal)
        if happening.event not in NOTES and happening.change.answer not in NOTHING:
            self._look_around()

    @property
    def is_balanced(self) -> bool:
        """Invariant 10: everybody who entered has talked, has left, or is still here."""
        return self.entered == self.talked + self.left + len(self.scene.calls)

    def _propose(self, new: Proposal) -> None:
        scene = self.scene
        call, person = scene.calls.get(new.call_id), scene.people.get(new.responder_id)
        if call is None or person is None or not call.asks_more or not call.need:
            return self.say(1, f"call {new.call_id} was offered to {new.responder_id} as well")
        mentor = scene.people.get(new.mentor_id or "")
        if person.is_held() or (mentor and mentor.is_held()):
            self.say(1, f"{person.id} was asked while held")
        ring = int(call.need.get("ring") or self.scene.span("ring")) + self.scene.span("carrier")
        slot = instant(new.ring_at)
        if slot < scene.now or instant(new.deadline_at) != slot + ring:
            self.say(6, f"offer {new.offer_id} has no proper deadline")
        offer = Offer(
            new.offer_id,
            call.id,
            person.id,
            new.mentor_id or "",
            new.matched,
            instant(new.deadline_at),
            bool(call.need.get("hard")),
        )
        self._may_be_asked(call, person, new)
        self.may_take(offer, "is asked")
        if not call.came_back:
            self._passed_over.append((call.order, person))
        scene.offers[offer.id] = offer
        call.offers.add(offer.id)
        for one in filter(None, (person, mentor)):
            one.offer = offer.id
        return None

    def _may_be_asked(self, call: Call, person: Person, new: Proposal) -> None:
        scene = self.scene
        called_from_rest = call.danger and person.resting
        if person.busy_until > scene.now and not called_from_rest:
            self.say(4, f"{person.id} was asked during a rest")
        if call.missed.get(person.id, 0) > scene.now:
            self.say(4, f"{person.id} was asked again at once")
        if not scene.suits(call, person):
            self.say(4, f"{person.id} is not what {call.id} asks for by now")
        mentors = person.list("mentors")
        listens = [one.id for one in scene.listeners(call, person)]
        if mentors and new.mentor_id not in listens:
            self.say(4, f"{person.id} is a trainee, and nobody listens")

    def may_take(self, offer: Offer, verb: str) -> None:
        """What has to hold when somebody is asked and, again, when they say yes."""
        call, person = self.scene.calls[offer.call], self.scene.people[offer.responder]
        need, valid = call.need, person.valid(self.scene.now)
        if need is None:
            return
        closely = offer.matched in CLOSELY and not call.danger and need["specialty"]
        if not valid or (closely and need["specialty"] not in valid):
            self.say(4, f"{person.id} {verb}, and is not certified")
        if person.id in call.never:
            self.say(4, f"{person.id} {verb}, and must never hear {call.id}")

    def _look_around(self) -> None:
        scene, passed_over = self.scene, self._passed_over
        self._passed_over = []
        for offer in scene.offers.values():
            if not offer.accepted and offer.deadline <= scene.now:
                self.say(6, f"offer {offer.id} is overdue")
        if not self._thorough:
            return
        asking = [
            call
            for call in scene.calls.values()
            if call.asks_more and call.held_until <= scene.now and not call.came_back
        ]
        for call in asking:
            for order, person in passed_over:
                if call.order < order and scene.must_meet(call, person, held=True):
                    self.say(3, f"{person.id} was given to another than {call.id}")
            for person in scene.on_duty:
                if scene.must_meet(call, person):
                    self.say(5, f"{call.id} waits beside {person.id}")
