"""Where do whole calls take place in tests? One process, one clock, a helpline and its phones."""

import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from callers import Habit
from sqlalchemy import select, update
from werkzeug.test import Client, TestResponse
from wires import Post, Rest

from ivr import clock as sweeping
from ivr import worker
from ivr.later import Remembered
from ivr.models import Call, CallState, Consent, Message, Offer, Presence, Responder, Role
from ivr.operations import duty, people
from ivr.runtime import Runtime
from ivr.sandbox import Answers, Event, Exchange, VirtualClock
from ivr.sandbox.legs import Leg
from ivr.sandbox.phones import Phone
from ivr.telephony.requests import signature
from routing.moves import Happening

HELPLINE = "+12125550100"
NEUTRAL = "+12125550101"
LOCAL = "+12125550170"
"""A second published number, in walks that have one."""
CALLER, SECOND_CALLER, THIRD_CALLER = "+12125550123", "+12125550124", "+12125550126"
HOST = "http://helpline.test"
FRIDAY_NIGHT = datetime(2027, 3, 5, 22, 30, tzinfo=UTC)
PHONES = {
    "Ana": "+12125550111",
    "Ben": "+12125550112",
    "Carmen": "+12125550113",
    "Idris": "+12125550114",
    "Juno": "+12125550115",
    "Maya": "+12125550116",
    "Tariq": "+12125550117",
    "first duty phone": "+12125550190",
    "second duty phone": "+12125550191",
}
SPANISH_FAMILY = "22"
"""What a caller presses: Spanish, then harm from a partner or family."""


LONG, MINUTE = timedelta(minutes=10), timedelta(seconds=60)


def at(kind: str, name: str | None = None) -> Callable[[Event], bool]:
    """The moment at which this happens on the phone of this person."""
    number = PHONES.get(name or "", name)
    return lambda event: event.kind == kind and number in (None, event.number)


@dataclass
class Town:
    """Everything a call needs. Time stands still until `wait` lets it pass."""

    rt: Runtime
    clock: VirtualClock
    exchange: Exchange
    later: Remembered
    rest: Rest
    post: Post
    web: Client
    rounds: list[sweeping.Round]
    redis_port: int
    worker_works: bool = True
    clock_works: bool = True
    habits: dict[str, Habit] = field(default_factory=dict)
    happened: list[Happening] = field(default_factory=list)
    """Every event that routing took, in order."""

    # -- time -----------------------------------------------------------------------------------

    def settle(self) -> None:
        """Let everything happen that needs no time: webhooks, notices, jobs."""
        busy = True
        while busy:
            busy = self.exchange.step()
            self.later.fall_due(self.clock.now())
            while self.worker_works and self.later.jobs:
                busy = True
                worker.do(self.rt, *self.later.jobs.pop(0))

    def _rounds_awake(self, due: datetime | None, end: datetime) -> list[sweeping.Round]:
        """The sweeps that set the pace: all, but in the quiet middle of a long wait only those
        every minute. Whichever is due is done then, too."""
        is_quiet = due is None and not self.later.due and end - self.clock.now() > LONG
        return [turn for turn in self.rounds if not is_quiet or turn.every >= MINUTE]

    def _live_one_moment(self, end: datetime) -> bool:
        """Go to the next moment at which anything happens; False when that is after the end."""
        due = self.exchange.next_due()
        moments = [turn.due_at for turn in self._rounds_awake(due, end)] if self.clock_works else []
        moments += [at for at, _, _ in self.later.due] if self.worker_works else []
        upcoming = min([*moments, end if due is None else due])
        if upcoming > end or (upcoming == end and self.clock.now() == end):
            return False
        self.clock.advance_to(max(upcoming, self.clock.now()))
        if self.clock_works:
            sweeping.tick(self.rt, self.rounds)
        self.settle()
        return True

    def wait(self, seconds: float) -> None:
        """Let time pass, doing everything that falls due on the way."""
        end = self.clock.now() + timedelta(seconds=seconds)
        self.settle()
        while self._live_one_moment(end):
            pass
        self.clock.advance_to(end)

    def wait_until(self, kind: str, name: str | None = None, *, within: float = 120) -> None:
        """Let time pass until this happens on that phone, and not a moment longer."""
        wanted, seen = at(kind, name), len(self.exchange.record)
        end = self.clock.now() + timedelta(seconds=within)
        self.settle()
        while not any(wanted(event) for event in self.exchange.record.after(seen)):
            if not self._live_one_moment(end):
                raise AssertionError(f"{kind} of {name} did not happen within {within} s")

    # -- people ---------------------------------------------------------------------------------

    def add(
        self,
        name: str,
        *,
        speaks: str = "es en",
        knows: str = "domestic_abuse",
        certified_for: timedelta = timedelta(days=365),
        on_duty: bool = True,
        role: Role = Role.RESPONDER,
    ) -> None:
        """A responder whose phone is answered after four seconds, with key 1."""
        until = self.clock.now() + certified_for
        certified = dict.fromkeys(knows.split(), until)
        who = people.NewResponder(name, PHONES[name], tuple(speaks.split()), certified, role)
        people.add(self.rt, who)
        self.phone(name).behaves(Answers())
        if on_duty:
            duty.on(self.rt, name)

    def off_duty(self, name: str) -> None:
        """This responder goes home."""
        duty.off(self.rt, name)

    def phone(self, name: str) -> Phone:
        """The phone of a person, or of a number."""
        return self.exchange.phone(PHONES.get(name, name))

    @staticmethod
    def presses(*keys: str, after: float = 4) -> Answers:
        """Somebody answers and presses these, one at each moment they are asked; "" is silence."""
        return Answers(after=after, keys=list(keys))

    def next_presses(self, leg: Leg, *keys: str) -> None:
        """At the coming moments in which they are asked, this caller presses these."""
        self.habits[leg.sid].keys = deque(keys)

    def leg(self, name: str) -> Leg:
        """The newest call on this phone."""
        return self.phone(name).legs[-1]

    def dial(
        self,
        keys: str | list[str] = SPANISH_FAMILY,
        *,
        number: str = CALLER,
        to: str = HELPLINE,
        withheld: bool | str = False,
        leaves: Callable[[Event], bool] | None = None,
    ) -> Leg:
        """Somebody dials, and presses the next key a second after they are asked, without hearing
        it all; "" is silence. `leaves` says when they hang up."""
        leg = self.exchange.phone(number).dial(to, withheld, hang_up_when=leaves)
        habit = Habit(leg, deque(keys))
        self.habits[leg.sid] = habit
        self.exchange.watch(habit.sees)
        return leg

    def together(self, keys: str | list[str] = SPANISH_FAMILY, *, number: str = CALLER) -> Leg:
        """Somebody dials, and has just come into the room of a responder."""
        leg = self.dial(keys, number=number)
        self.wait_until("joined", number)
        return leg

    # -- what the tables say --------------------------------------------------------------------

    def call(self, leg: Leg | None = None) -> Call:
        """The call of this leg, or the newest one."""
        calls = select(Call).order_by(Call.began_at.desc(), Call.id)
        with self.rt.db.read() as session:
            call = session.scalars(calls if leg is None else calls.filter_by(sid=leg.sid)).first()
        assert call is not None
        return call

    def offers(self, leg: Leg | None = None) -> list[tuple[str, str]]:
        """Every offer of the newest call, or of this one: who, and how it ended."""
        wanted = (
            select(Responder.name, Offer.state)
            .join(Responder, Responder.id == Offer.responder_id)
            .where(Offer.call_id == self.call(leg).id)
            .order_by(Offer.made_at)
        )
        with self.rt.db.read() as session:
            return [(name, str(state)) for name, state in session.execute(wanted)]

    def reasons(self) -> dict[str, Any]:
        """What the newest offer keeps of why it was made."""
        with self.rt.db.read() as session:
            offer = session.scalars(select(Offer).order_by(Offer.made_at.desc())).first()
        assert offer is not None
        return offer.reasons or {}

    def messages(self) -> list[Message]:
        """Every promised text."""
        with self.rt.db.read() as session:
            return list(session.scalars(select(Message).order_by(Message.promised_at)))

    def forget_numbers(self) -> None:
        """The numbers kept with a consent are deleted."""
        with self.rt.db.begin() as session:
            session.execute(update(Consent).values(number=None))

    def id_of(self, name: str) -> str:
        """The id of this responder."""
        with self.rt.db.read() as session:
            return session.scalars(select(Responder.id).where(Responder.name == name)).one()

    def knows(self, name: str) -> bool:
        """True when there is a responder of this name."""
        with self.rt.db.read() as session:
            return session.scalar(select(Responder.id).where(Responder.name == name)) is not None

    def state_of(self, name: str) -> str | None:
        """Where routing has this responder; None when they are off duty."""
        state = self.rt.routing.roster.state(self.id_of(name))
        return None if state is None else state.value

    def busy_with(self, name: str) -> str | None:
        """What keeps this responder from the next call, as the tables have it."""
        asked = select(Presence.busy_with).where(Presence.responder_id == self.id_of(name))
        with self.rt.db.read() as session:
            return session.scalar(asked)

    def are_connected(self, leg: Leg | None = None) -> bool:
        """True when the tables say that caller and responder are in one room."""
        return self.call(leg).state == CallState.CONNECTED

    # -- what the phone company saw -------------------------------------------------------------

    def events(self, kind: str, name: str | None = None) -> list[Event]:
        """Every such event on that phone."""
        wanted = at(kind, name)
        return [event for event in self.exchange.record if wanted(event)]

    def rung(self) -> list[str]:
        """Whose phones rang, in order."""
        names = {number: name for name, number in PHONES.items()}
        return [names[e.number] for e in self.events("ringing") if e.number in names]

    def next_address(self, name: str) -> str:
        """Where the phone company sends what this person presses next: the path of the address
        in the newest document of their call."""
        leg = self.leg(name).sid
        document = [e for e in self.events("requested") if e.leg == leg][-1].details["body"]
        found = re.findall(r'action="([^"]*)"', document)
        return str(found[-1]).removeprefix(HOST)

    def company(self, leg: Leg) -> set[str]:
        """Everybody in the conversation this leg is in."""
        found = self.exchange.conferences.participant_of(leg)
        return {one.leg.phone.number for one in found.conference.participants} if found else set()

    def in_one_room(self, leg: Leg, name: str) -> bool:
        """True when these two, and nobody else, can talk to each other."""
        return self.company(leg) == {leg.phone.number, PHONES[name]}

    # -- words ----------------------------------------------------------------------------------

    def phrase(self, name: str, tongue: str = "en", /, **values: str) -> str:
        """What the system says in this language."""
        return self.rt.books.live().phrase(name, tongue, **values)

    def words(self, step: str, part: str = "say", language: str = "en") -> str:
        """What a step of the welcome flow says."""
        return self.rt.books.live().words("welcome", step, part, language)

    def heard(self, leg: Leg) -> list[str]:
        """Everything said on this leg."""
        return [words for words, _ in leg.heard]

    # -- things that break ----------------------------------------------------------------------

    def lose_redis(self) -> None:
        """Nobody answers at the address of Redis."""
        self._redis_at_port(1)

    def find_redis(self) -> None:
        """Redis is back."""
        self._redis_at_port(self.redis_port)

    def _redis_at_port(self, port: int) -> None:
        pool = self.rt.redis.connection_pool
        pool.disconnect()
        pool.reset()
        pool.connection_kwargs["port"] = port

    def flush_redis(self) -> None:
        """Redis forgets everything."""
        self.rt.redis.flushall()

    def posts(self, path: str, **form: str) -> TestResponse:
        """A webhook as the phone company signs it, from somebody who knows the address."""
        fields = {"AccountSid": self.rt.environment.account_sid, **form}
        signed = signature("token", HOST + path, {name: [value] for name, value in fields.items()})
        return self.web.post(path, data=fields, headers={"X-Twilio-Signature": signed})

    def heal(self) -> None:
        """Whatever was broken works again."""
        self.find_redis()
        self.post.heal()
        self.rest.faults.clear()
        self.worker_works = self.clock_works = True
