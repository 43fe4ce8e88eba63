"""What if all this happens, in any order, twice, and late? Routing and its twin, side by side."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from invariants import Stored, check, check_proposal, mentions, stored
from people import ABUSE, ABUSE_WIDENING, ANY_AFTER_40, DANGER, NOW, YEAR, caller, trained
from redis import Redis
from twin import Twin

from routing.match import Moves, Need, Presence, Routing, Snapshot, Timings, Urgency, Widen

T = TypeVar("T")
Pick = Callable[[Sequence[Any]], Any]

PEOPLE = ["ana", "ben", "cleo", "dina"]
CALLERS = ["one", "two", "three", "four", "five"]
LANGUAGES = ["es", "es", "es so", "en", "en es"]
SPECIALTIES = ["domestic_abuse", "domestic_abuse legal", "legal", "child legal", ""]
NEEDS = [
    ABUSE,
    ABUSE_WIDENING,
    DANGER,
    Need("es"),
    Need("so", "domestic_abuse", widen=(Widen(timedelta(seconds=10), "any_specialty"),)),
    Need("es", "child", protected=True, widen=ANY_AFTER_40),
    Need("es", "child", urgency=Urgency.DANGER, protected=True),
]


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


class World:
    """Every event happens in Redis and in the twin; answers, proposals and states must agree.

    Each event happens twice: the second time must change nothing.
    """

    def __init__(self, redis: Redis, texts: Mapping[str, str] | None = None) -> None:
        redis.flushall()
        timings = Timings()
        self.redis = redis
        self.routing = Routing(redis, timings=timings, texts=texts)
        self.twin = Twin(timings)
        self.now = NOW
        self.offers: list[str] = ["neverseen1"]
        self.routing.rebuild(Snapshot([], [], []), NOW)

    # the events

    def enter(self, pick: Pick) -> None:
        since = self.now - seconds(pick([0, 0, 5, 39, 90]))
        refused = pick(["", "", "ana"])
        call = caller(pick(CALLERS), pick(NEEDS), since, pick([0, 0, 90]), refused)
        self._moved(lambda: self.routing.line.enter(call, self.now), lambda: self.twin.enter(call))

    def heartbeat(self, pick: Pick) -> None:
        name = pick(CALLERS)
        self.twin.at(self.now)
        known, could_match = self.twin.heartbeat(name)
        beat = self.routing.line.heartbeat(name, self.now)
        assert (beat.known, beat.could_match) == (known, could_match)
        self._settled(beat.moves)

    def leave(self, pick: Pick) -> None:
        name, busy_until = pick(CALLERS), self._rest(pick)
        self.twin.at(self.now)
        expected = self.twin.leave(name, busy_until)
        left = self.routing.line.leave(name, self.now, busy_until)
        assert left.offer_id == expected
        state = self._settled(left.moves)
        assert not mentions(state, name), "something of a caller who left stays behind"

    def arrive(self, pick: Pick) -> None:
        until = self.now + pick([YEAR, YEAR, YEAR, seconds(25), seconds(-1)])
        who = trained(pick(PEOPLE), pick(LANGUAGES), pick(SPECIALTIES), until)
        since = self.now - seconds(pick([0, 60, 200, 400, 900]))
        self._moved(
            lambda: self.routing.roster.arrive(who, self.now, since),
            lambda: self.twin.arrive(who, since),
        )

    def depart(self, pick: Pick) -> None:
        name = pick(PEOPLE)
        roster = self.routing.roster
        self._moved(lambda: roster.depart(name, self.now), lambda: self.twin.depart(name))

    def rest(self, pick: Pick) -> None:
        name, until = pick(PEOPLE), self.now + seconds(pick([5, 60]))
        why = pick([Presence.PAUSED, Presence.WRAPPING_UP])
        roster = self.routing.roster
        begin = roster.pause if why is Presence.PAUSED else roster.wrap_up
        self._noted(lambda: begin(name, until, self.now), lambda: self.twin.rest(name, why, until))

    def ready(self, pick: Pick) -> None:
        name = pick(PEOPLE)
        self._moved(
            lambda: self.routing.roster.ready(name, self.now), lambda: self.twin.ready(name)
        )

    def ringing(self, pick: Pick) -> None:
        offer, offers = self._offer(pick), self.routing.offers
        self._noted(lambda: offers.ringing(offer, self.now), lambda: self.twin.ringing(offer))

    def answered(self, pick: Pick) -> None:
        offer, offers = self._offer(pick), self.routing.offers
        self._noted(lambda: offers.answered(offer, self.now), lambda: self.twin.answered(offer))

    def accept(self, pick: Pick) -> None:
        offer, offers = self._offer(pick), self.routing.offers
        self._noted(lambda: offers.accept(offer, self.now), lambda: self.twin.accept(offer))

    def decline(self, pick: Pick) -> None:
        offer, offers = self._offer(pick), self.routing.offers
        self._moved(lambda: offers.decline(offer, self.now), lambda: self.twin.decline(offer))

    def miss(self, pick: Pick) -> None:
        offer, offers, pause = self._offer(pick), self.routing.offers, pick([True, False])
        self._moved(
            lambda: offers.miss(offer, self.now, pause), lambda: self.twin.miss(offer, pause)
        )

    def withdraw(self, pick: Pick) -> None:
        offer, offers = self._offer(pick), self.routing.offers
        self._moved(lambda: offers.withdraw(offer, self.now), lambda: self.twin.withdraw(offer))

    def finish(self, pick: Pick) -> None:
        offer, until, offers = self._offer(pick), self._rest(pick), self.routing.offers
        self._moved(
            lambda: offers.finish(offer, self.now, until), lambda: self.twin.finish(offer, until)
        )

    def drop(self, pick: Pick) -> None:
        offer, until, offers = self._offer(pick), self._rest(pick), self.routing.offers
        credit = seconds(180)
        self._moved(
            lambda: offers.drop(offer, self.now, until, credit),
            lambda: self.twin.finish(offer, until, credit),
        )

    def wait(self, pick: Pick) -> None:
        self.now += seconds(pick([0.5, 2, 10, 24, 61]))

    def tick(self, pick: Pick) -> None:
        said = self.now - seconds(pick([0, 0, 3]))  # clocks of two machines differ
        self._happened(said, lambda: self.routing.tick(said), lambda: None)

    def lose_redis(self, pick: Pick) -> None:
        """Everything is gone, or no longer believed; the tables put it back."""
        self.twin.at(self.now)
        snapshot = self.twin.snapshot()
        places = dict(self.twin.places)
        flushed = pick([True, False])
        if flushed:
            self.redis.flushall()
        else:
            self.routing.forget(self.now)
        self.twin.rebuilt()
        if not flushed:
            self.twin.places = places
        self._settled(self.routing.rebuild(snapshot, self.now))
        state = stored(self.redis)
        assert self.routing.rebuild(snapshot, self.now) == Moves(), "rebuilt twice"
        assert stored(self.redis) == state

    # how an event is judged

    def _moved(self, event: Callable[[], Moves], mirrored: Callable[[], None]) -> None:
        self._happened(self.now, event, mirrored)

    def _happened(
        self, said: datetime, event: Callable[[], Moves], mirrored: Callable[[], None]
    ) -> None:
        self.twin.at(said)
        mirrored()
        state = self._settled(event())
        assert event() == Moves(), "a duplicate set something in motion"
        assert stored(self.redis) == state, "a duplicate changed something"

    def _noted(self, event: Callable[[], object], mirrored: Callable[[], object]) -> None:
        self.twin.at(self.now)
        expected, answer = mirrored(), event()
        assert answer == expected
        state = stored(self.redis)
        check(state, matched=False)
        self._agree()
        assert event() == answer
        assert stored(self.redis) == state, "a duplicate changed something"

    def _settled(self, moves: Moves) -> Stored:
        ended, asked = self.twin.expect()
        assert sorted(moves.expired) == ended
        assert [
            (new.call_id, new.responder_id, new.deadline_at, new.matched) for new in moves.proposals
        ] == asked
        self.twin.adopt(moves)
        self.offers.extend(new.offer_id for new in moves.proposals)
        state = stored(self.redis)
        for new in moves.proposals:
            check_proposal(state, new)
        check(state)
        self._agree()
        return state

    def _agree(self) -> None:
        for name in PEOPLE:
            person = self.twin.people.get(name)
            assert self.routing.roster.state(name) == (person and person.presence), name

    def _offer(self, pick: Pick) -> str:
        """Mostly one that is live, sometimes one that is long over."""
        known: list[str] = pick([list(self.twin.offers), list(self.twin.offers), self.offers[-6:]])
        return str(pick(known or self.offers[-1:]))

    def _rest(self, pick: Pick) -> Any:
        return pick([None, self.now + seconds(30)])


EVENTS = [
    World.enter, World.enter, World.heartbeat, World.leave, World.arrive, World.arrive,
    World.depart, World.rest, World.ready, World.ringing, World.answered, World.accept,
    World.accept, World.decline, World.miss, World.withdraw, World.finish, World.drop,
    World.wait, World.wait, World.tick, World.lose_redis,
]  # fmt: skip
