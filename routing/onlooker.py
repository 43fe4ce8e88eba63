"""What does somebody know of the line who only hears what was said and answered?"""

from collections.abc import Callable, Iterable
from typing import Any

from routing.instants import instant
from routing.moves import Happening, Moves, What, Word
from routing.responder import Presence
from routing.scene import Call, Offer, Scene
from routing.timings import Timings

ENDS_OFFERS = frozenset({"depart", "bench", "rebuild"})
"""Events that may end an offer before its deadline."""
OF_PEOPLE = frozenset({"arrive", "depart", "bench", "rest", "ready"})
"""Events before which time passes: all others happen first."""
NOTHING = ("stale", "built already")
"""Answers of events that changed nothing."""

Facts = dict[str, Any]


class Onlooker:
    """Follows the events, in the order in which Redis took them, and keeps the scene.

    What cannot be is said: as a sentence with the number of the invariant, in `broken`.
    """

    def __init__(self, timings: Timings) -> None:
        self.scene = Scene(timings)
        self.broken: list[str] = []
        self.entered = self.talked = self.left = 0
        self._dropped: dict[str, Call] = {}
        self._nameless: set[str] = set()  # known only through an offer that is over now
        self._takes: dict[str, Callable[[Facts, str], None]] = {
            "enter": self._entered,
            "heartbeat": self._beat,
            "leave": self._left,
            "arrive": self._arrived,
            "depart": self._departed,
            "rest": self._rested,
            "ready": self._readied,
            "ringing": self._rang,
            "answered": self._answered,
            "accept": self._accepted,
            "decline": self._declined,
            "miss": self._missed,
            "withdraw": self._withdrawn,
            "finish": self._finished,
            "rebuild": self._rebuilt,
        }

    def say(self, number: int, sentence: str) -> None:
        """This must not be."""
        self.broken.append(f"{number}: {sentence}")

    def may_take(self, offer: Offer, verb: str) -> None:
        """Judge whether this responder may take this call."""

    def follow(self, happening: Happening) -> None:
        """What was said, and what routing ended and told; not yet whom it proposed."""
        change, event = happening.change, happening.event
        self.scene.now = change.at
        away = [word for word in change.moves.told if word.what is What.AWAY]
        if event in OF_PEOPLE:
            self._lapses(change.moves, away, freely=event in ENDS_OFFERS)
        if event in self._takes and change.answer not in NOTHING:
            self._takes[event](dict(happening.facts), change.answer)
        if event == "bench" and not change.moves.told:
            self._departed(dict(happening.facts), "")
        if event not in OF_PEOPLE:
            self._lapses(change.moves, away, freely=event in ENDS_OFFERS)
        for word in change.moves.told:
            self._told(word)
        if event in ("enter", "heartbeat"):
            said = happening.facts["call"]
            self.scene.listen(said if event == "heartbeat" else said["id"])
        self.left += sum(self.scene.calls.pop(name, None) is not None for name in self._nameless)
        self._nameless.clear()

    # callers

    def _entered(self, facts: Facts, _: str) -> None:
        said = facts["call"]
        self.entered += said["id"] not in self.scene.calls
        call = self.scene.calls.setdefault(said["id"], Call(said["id"], None))
        before = call if call.need else self._dropped.get(call.id)
        call.since = min(before.since, said["since"]) if before else said["since"]
        call.base = min(before.base, said["base"]) if before else said["base"]
        known = call.need
        same = known is not None and known["language"] == said["need"]["language"]
        call.unspoken = call.unspoken and same
        call.need, call.danger = said["need"], call.danger or "danger" in said["need"]
        call.never |= set(said["never"])
        call.came_back = call.id in self._dropped

    def _beat(self, facts: Facts, answer: str) -> None:
        call = self.scene.calls.get(facts["call"])
        if (call is None) != (answer == "unknown"):
            self.say(2, f"call {facts['call']} is {answer}")
        if call and call.need and answer.startswith("hopeful") and not self.scene.on_duty:
            self.say(9, f"call {call.id} hopes for nobody")

    def _left(self, facts: Facts, answer: str) -> None:
        call = self.scene.calls.get(facts["call"])
        offers = set(call.offers) if call else set()
        if offers != set(filter(None, answer.split(","))):
            self.say(8, f"who left was held by {offers}, not by {answer}")
        for name in offers:
            accepted = self.scene.offers[name].accepted
            self._over(name, facts["rest_until"] if accepted else 0)
        if call:
            self.talked += call.taken
            self.left += not call.taken
            del self.scene.calls[call.id]

    # people

    def _arrived(self, facts: Facts, _: str) -> None:
        said = facts["responder"]
        person = self.scene.people.get(said["id"])
        if person is None:
            self.scene.enrol(said)
        else:
            person.skills, person.certificates = said["skills"], said["certificates"]
            person.leaving = False

    def _departed(self, facts: Facts, _: str) -> None:
        person = self.scene.people.get(facts["responder"])
        if person is None:
            return
        if person.talking and person.offer:
            person.leaving = True
        else:
            self._end(person.offer or "")
            del self.scene.people[person.id]

    def _rested(self, facts: Facts, _: str) -> None:
        person = self.scene.people.get(facts["responder"])
        if person is None or person.leaving:
            return
        person.talking = person.talking and bool(person.offer)
        if not person.resting or facts["rest_until"] > person.busy_until:
            owed = self.scene.span("hard_rest") if person.run else 0
            person.rest_until(facts["rest_until"], facts["rest_until"] + owed)

    def _readied(self, facts: Facts, _: str) -> None:
        person = self.scene.people.get(facts["responder"])
        if person is not None and not person.resting:
            person.talking = person.talking and bool(person.offer)
            person.rest_until(0, self.scene.now + self.scene.span("hard_rest") if person.run else 0)

    # offers

    def _rang(self, facts: Facts, _: str) -> None:
        offer = self.scene.offers[facts["offer"]]
        if not (offer.rang or offer.answered or offer.accepted):
            offer.rang = True
            need = self.scene.calls[offer.call].need or {}
            ring = int(need.get("ring") or self.scene.span("ring"))
            offer.deadline = self.scene.now + ring + self.scene.span("carrier")

    def _answered(self, facts: Facts, _: str) -> None:
        offer = self.scene.offers[facts["offer"]]
        if not (offer.answered or offer.accepted):
            offer.answered = True
            offer.deadline = max(offer.deadline, self.scene.now) + self.scene.span("whisper")

    def _accepted(self, facts: Facts, _: str) -> None:
        offer = self.scene.offers.get(facts["offer"])
        if offer is None:
            return self.say(6, "an offer that was over won")
        if offer.accepted:
            return None
        self.may_take(offer, "accepts")
        offer.accepted = self.scene.now
        self.scene.calls[offer.call].taken = True
        for name in offer.people:
            self.scene.people[name].talking = True
        return None

    def _declined(self, facts: Facts, _: str) -> None:
        offer = self.scene.offers.get(facts["offer"])
        if offer and not offer.accepted:
            self.scene.calls[offer.call].never.add(offer.responder)
            self._end(offer.id)

    def _missed(self, facts: Facts, _: str) -> None:
        offer = self.scene.offers.get(facts["offer"])
        if offer and not offer.accepted:
            self._miss(offer, rang=facts["rang"])

    def _miss(self, offer: Offer, *, rang: bool) -> None:
        until = self.scene.now + self.scene.span("missed_exclusion")
        self.scene.calls[offer.call].missed[offer.responder] = until
        person = self.scene.people[offer.responder]
        if rang:
            pause = self.scene.now + self.scene.span("missed_pause")
            if pause > person.busy_until:
                person.rest_until(pause, person.maybe_until)
        self._end(offer.id)

    def _withdrawn(self, facts: Facts, _: str) -> None:
        offer = self.scene.offers.get(facts["offer"])
        if offer:
            until = self.scene.now + self.scene.span("withdrawn_exclusion")
            self.scene.calls[offer.call].missed[offer.responder] = until
            self._end(offer.id)

    def _finished(self, facts: Facts, _: str) -> None:
        offer = self.scene.offers.get(facts["offer"])
        if offer:
            call = self.scene.calls[offer.call]
            self._over(offer.id, facts["rest_until"])
            for name in set(call.offers):
                self._end(name)
            self.talked += 1
            self.scene.calls.pop(call.id, None)
            if facts["keeps_place"]:
                self._dropped[call.id] = call

    def _over(self, name: str, rest_until: int) -> None:
        """An offer is over with its call; who talked winds down."""
        offer = self.scene.offers[name]
        person = self.scene.people[offer.responder]
        accepted = bool(offer.accepted)
        self._end(name)
        if rest_until > self.scene.now:
            if accepted:
                self.scene.count_call(offer, person)
            owed = self.scene.span("hard_rest") if person.run else 0
            if rest_until > person.busy_until:
                person.rest_until(rest_until)
            person.maybe_until = max(person.maybe_until, person.busy_until + owed)

    def _end(self, name: str) -> None:
        offer = self.scene.offers.pop(name, None)
        if offer is None:
            return
        call = self.scene.calls[offer.call]
        call.offers.discard(name)
        call.taken = call.taken and not offer.accepted
        if call.need is None and not call.offers:
            self._nameless.add(call.id)
        for who in offer.people:
            person = self.scene.people.get(who)
            if person and person.offer == name:
                person.offer, person.talking = None, False
                if person.leaving:
                    del self.scene.people[who]

    def _lapses(self, moves: Moves, away: Iterable[Word], *, freely: bool) -> None:
        for name in moves.expired:
            self._lapsed(name, freely=freely)
        for name in moves.withdrawn:
            self._end(name)
        for word in away:
            person = self.scene.people.pop(word.responder_id or "", None)
            if person and person.is_held():
                self.say(8, f"{person.id} is away, and held")

    def _lapsed(self, name: str, *, freely: bool) -> None:
        offer = self.scene.offers.get(name)
        if offer is None:
            return
        if offer.accepted:
            self.say(6, f"offer {name} ended in mid-call")
        if offer.deadline <= self.scene.now:
            self._miss(offer, rang=offer.rang or offer.answered)
        else:
            if not freely:
                self.say(6, f"offer {name} ended before its time")
            self._end(name)

    def _told(self, word: Word) -> None:
        person = self.scene.people.get(word.responder_id or "")
        call = self.scene.calls.get(word.call_id or "")
        if word.what is What.RESTS and person and word.until:
            person.rest_until(instant(word.until), person.maybe_until)
            person.resting = True
        elif word.what is What.HELD and call:
            since = (call.need or {}).get("known_from", call.since)
            call.held_until = since + self.scene.span("known_held")

    def _rebuilt(self, facts: Facts, _: str) -> None:
        before = set(self.scene.calls)
        self.scene = Scene(self.scene.timings, self.scene.now)
        for said in facts["responders"]:
            person = self.scene.enrol(said)
            person.talking = said["talking"]
            owed = self.scene.span("hard_rest") if person.run else 0
            person.rest_until(said["rest_until"], said["rest_until"] + owed)
            person.resting = said["why"] == Presence.RESTING and said["rest_until"] > 0
        for said in facts["calls"]:
            self._entered({"call": said}, "")
            self.entered -= 1
            self.scene.listen(said["id"])
        for said in facts["offers"]:
            self.scene.place(said)
        self.entered += len(set(self.scene.calls) - before)
        self.left += len(before - set(self.scene.calls))
