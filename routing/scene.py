"""Who stood where, as an onlooker knows it who only hears what was said and answered?

It shares nothing with the policy or the scripts: the invariants judge both by it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from routing.instants import milliseconds
from routing.timings import HARD_TO_SPARE, Timings

Facts = Mapping[str, Any]
Order = tuple[bool, bool, int, str]
CLOSELY = ("known", "exact", "any_area", "any_gender", "interpreter")
"""Matches for which the specialty itself has to be certified."""


@dataclass
class Person:
    """A responder. They surely rest until `busy_until`, and perhaps until `maybe_until`."""

    id: str
    skills: Facts
    certificates: Mapping[str, int]
    offer: str | None = None
    talking: bool = False
    resting: bool = False
    busy_until: int = 0
    maybe_until: int = 0
    run: int = 0
    tired_until: int = 0
    leaving: bool = False

    def list(self, name: str) -> list[str]:
        return [part for part in self.skills[name].split(",") if part]

    def valid(self, now: int) -> set[str]:
        """The specialties whose certificate counts."""
        return {name for name, ends in self.certificates.items() if ends > now}

    def is_held(self) -> bool:
        """True if an offer or a call keeps them, or they are going home."""
        return bool(self.offer or self.talking or self.leaving)

    def is_surely_free(self, now: int) -> bool:
        """True if nothing can keep them."""
        return not self.is_held() and self.maybe_until <= now

    def rest_until(self, ends: int, at_most: int = 0) -> None:
        """They rest until then, or a little longer."""
        self.busy_until, self.maybe_until, self.resting = ends, max(ends, at_most), False


@dataclass
class Call:
    """A call that waits, is offered, or is talked to; without a `need` only the last is known."""

    id: str
    need: Facts | None
    since: int = 0
    base: int = 0
    danger: bool = False
    never: set[str] = field(default_factory=set)
    missed: dict[str, int] = field(default_factory=dict)
    offers: set[str] = field(default_factory=set)
    taken: bool = False
    unspoken: bool = False
    held_until: int = 0
    came_back: bool = False
    """After it lost its responder: perhaps at a place, and with refusals, that nobody repeated."""

    @property
    def asks_more(self) -> bool:
        return bool(self.need and not self.taken and len(self.offers) < self.need["rings"])

    @property
    def order(self) -> Order:
        """Danger first, then those for whom nobody's phone rings, then by arrival less credit."""
        return not self.danger, bool(self.offers), self.base, self.id


@dataclass
class Offer:
    """One phone that rings, or that was answered with yes at `accepted`."""

    id: str
    call: str
    responder: str
    mentor: str
    matched: str
    deadline: int
    hard: bool
    accepted: int = 0
    rang: bool = False
    answered: bool = False

    @property
    def people(self) -> Iterator[str]:
        yield self.responder
        if self.mentor:
            yield self.mentor


@dataclass
class Scene:
    """Everybody at one moment."""

    timings: Timings
    now: int = 0
    people: dict[str, Person] = field(default_factory=dict)
    calls: dict[str, Call] = field(default_factory=dict)
    offers: dict[str, Offer] = field(default_factory=dict)

    def span(self, name: str) -> int:
        """One of the timings, in milliseconds."""
        return milliseconds(getattr(self.timings, name))

    @property
    def on_duty(self) -> list[Person]:
        return [person for person in self.people.values() if not person.leaving]

    def is_spoken(self, language: str) -> bool:
        """True if somebody on duty could take calls in this language."""
        return any(
            language in one.list("languages") and one.valid(self.now) and self.is_guided(one)
            for one in self.on_duty
        )

    def listen(self, call_id: str) -> None:
        """Whether nobody here speaks this caller's language, when they enter or are heard of."""
        call = self.calls.get(call_id)
        if call and call.need and not self.is_spoken(call.need["language"]):
            call.unspoken = True

    def is_guided(self, person: Person) -> bool:
        """True unless they are a trainee with no mentor on duty."""
        mentors = person.list("mentors")
        return not mentors or any(one.id in mentors for one in self.on_duty)

    def may_have_opened(self, call: Call, stage: str, some_day: bool = False) -> bool:
        """True if the wait has brought this stage about, or will some day."""
        need = call.need or {}
        wait = int(need.get(f"after_{stage}", -1))
        if call.danger and stage != "interpreter":
            return True
        if call.danger:
            wait = self.span("danger_interpreter")
            wait = wait if need.get("interpreters") else -1
        if wait < 0:
            return False
        early = stage == "interpreter" and call.unspoken
        return some_day or early or call.since + wait <= self.now

    def suits(self, call: Call, person: Person, some_day: bool = False) -> bool:
        """True if what they can do is what this call asks for by now, or some day."""
        need, valid = call.need, person.valid(self.now)
        if not need or not valid:
            return False
        speaks = need["language"] in person.list("languages")
        trained = not need["specialty"] or need["specialty"] in valid
        right_gender = not need["gender"] or need["gender"] == person.skills["gender"]
        near = not need["area"] or need["area"] in person.list("areas")
        if need.get("known") == person.id and speaks and trained and right_gender:
            return True
        if not (right_gender or self.may_have_opened(call, "gender", some_day)):
            return False
        if not (near or self.may_have_opened(call, "area", some_day)):
            return False
        if speaks and (trained or self.may_have_opened(call, "specialty", some_day)):
            return True
        by_interpreter = self.may_have_opened(call, "interpreter", some_day)
        return by_interpreter and (trained or call.danger)

    def is_kept_apart(self, call: Call, person: Person) -> bool:
        """True if these two are not given to each other, whatever they need and can do."""
        return person.id in call.never or call.missed.get(person.id, 0) > self.now

    def listeners(self, call: Call, trainee: Person) -> list[Person]:
        """Who may listen to this trainee with this caller."""
        mentors = (self.people.get(one) for one in trainee.list("mentors"))
        return [
            mentor
            for mentor in mentors
            if mentor is not None
            and not mentor.list("mentors")
            and mentor.valid(self.now)
            and mentor.id not in call.never
        ]

    def must_meet(self, call: Call, person: Person, *, held: bool = False) -> bool:
        """True if this call surely asks for this person at this moment, who is surely free, or
        was until they were `held` for somebody else."""
        is_tired = person.tired_until > self.now and not call.danger
        is_free = person.maybe_until <= self.now if held else person.is_surely_free(self.now)
        if not is_free or self.is_kept_apart(call, person) or is_tired:
            return False
        listens = [one for one in self.listeners(call, person) if one.is_surely_free(self.now)]
        return self.suits(call, person) and bool(listens or not person.list("mentors"))

    def count_call(self, offer: Offer, person: Person) -> None:
        """A call they took is over, and was talked in."""
        person.run = person.run + 1 if offer.hard else 0
        if person.run >= HARD_TO_SPARE:
            person.tired_until = self.now + self.span("hard_break")

    def enrol(self, said: Facts) -> Person:
        """Somebody new is on duty, whose latest calls count."""
        person = Person(said["id"], said["skills"], said["certificates"])
        person.run = said["lately"]["run"]
        if person.run:
            person.tired_until = said["lately"]["run_at"] + self.span("hard_break")
        self.people[person.id] = person
        return person

    def place(self, said: Facts) -> None:
        """An offer the tables know; one that could not be placed is among the expired."""
        call = self.calls.setdefault(said["call"], Call(said["call"], None))
        offer = Offer(
            said["id"],
            said["call"],
            said["responder"],
            said.get("mentor", ""),
            said["matched"],
            said["deadline"],
            said.get("hard", False),
            said.get("accepted", 0),
        )
        if offer.responder not in self.people and offer.accepted:
            nothing = dict.fromkeys(("languages", "areas", "mentors", "gender"), "")
            self.people[offer.responder] = Person(offer.responder, nothing, {}, leaving=True)
        people = [self.people.get(one) for one in offer.people]
        if call.taken or any(one is None or one.offer for one in people):
            return
        self.offers[offer.id] = offer
        call.offers.add(offer.id)
        call.taken = bool(offer.accepted)
        for one in people:
            if one is not None:
                one.offer, one.talking = offer.id, bool(offer.accepted)
