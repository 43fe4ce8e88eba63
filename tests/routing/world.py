"""What if all this happens, in any order, twice, and late? Routing and its twin, side by side."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from itertools import count
from types import ModuleType
from typing import Any

from evening import CALLERS, PEOPLE, Pick, any_need, any_responder, lately, seconds
from people import NOW, caller
from redis import Redis
from stored import Stored, check, check_proposal, mentions, stands, stored
from tables import rebuilt, snapshot
from twin import Twin

import routing.policy
from routing.invariants import Invariants
from routing.match import Moves, Presence, Proposal, Routing, Snapshot, Timings

TIMINGS = Timings(hard_rest=timedelta(seconds=40), hard_break=timedelta(seconds=100))


class World:
    """Every event happens in Redis and in the twin; answers, proposals and states must agree.

    Each event happens twice: the second time must change nothing.
    """

    def __init__(
        self,
        redis: Redis,
        texts: Mapping[str, str] | None = None,
        policy: ModuleType = routing.policy,
        timings: Timings = TIMINGS,
    ) -> None:
        redis.flushall()
        self.redis = redis
        self.routing = Routing(redis, timings=timings, texts=texts)
        self.twin = Twin(timings, policy)
        self.now = NOW
        self.offers: list[str] = ["neverseen1"]
        self.asked = 0
        self.invariants = Invariants(timings)
        self.routing.watch(self.invariants.hear)
        self.routing.name_offers(map("{:08}x".format, count()).__next__)
        self.routing.rebuild(Snapshot([], [], []), NOW)

    # the events

    def enter(self, pick: Pick) -> None:
        since = self.now - seconds(pick([0, 0, 5, 39, 90]))
        refused = pick(["", "", "ana"])
        call = caller(pick(CALLERS), any_need(pick), since, pick([0, 0, 90]), refused)
        self.moved(lambda: self.routing.line.enter(call, self.now), lambda: self.twin.enter(call))

    def heartbeat(self, pick: Pick) -> None:
        name = pick(CALLERS)
        self.twin.at(self.now)
        expected = self.twin.heartbeat(name)
        beat = self.routing.line.heartbeat(name, self.now)
        assert (beat.known, beat.could_match, beat.unspoken) == expected
        self._settled(beat.moves)

    def leave(self, pick: Pick) -> None:
        name, busy_until = pick(CALLERS), self._rest(pick)
        self.twin.at(self.now)
        expected = self.twin.leave(name, busy_until)
        left = self.routing.line.leave(name, self.now, busy_until)
        assert left.offers == expected
        state = self._settled(left.moves)
        assert not mentions(state, name), "something of a caller who left stays behind"

    def arrive(self, pick: Pick) -> None:
        who, before = any_responder(pick, self.now), lately(pick, self.now)
        since = self.now - seconds(pick([0, 60, 200, 400, 900]))
        self.moved(
            lambda: self.routing.roster.arrive(who, self.now, since, before),
            lambda: self.twin.arrive(who, since, before),
        )

    def depart(self, pick: Pick) -> None:
        name, roster = pick(PEOPLE), self.routing.roster
        self.moved(lambda: roster.depart(name, self.now), lambda: self.twin.depart(name))

    def bench(self, pick: Pick) -> None:
        name, roster = pick(PEOPLE), self.routing.roster
        self.moved(lambda: roster.bench(name, self.now), lambda: self.twin.bench(name), again=False)

    def rest(self, pick: Pick) -> None:
        name, until = pick(PEOPLE), self.now + seconds(pick([5, 5, 60]))
        why = pick([Presence.PAUSED, Presence.WRAPPING_UP, Presence.WRAPPING_UP])
        roster = self.routing.roster
        begin = roster.pause if why is Presence.PAUSED else roster.wrap_up
        self.moved(lambda: begin(name, until, self.now), lambda: self.twin.rest(name, why, until))

    def ready(self, pick: Pick) -> None:
        name = pick(PEOPLE)
        self.moved(lambda: self.routing.roster.ready(name, self.now), lambda: self.twin.ready(name))

    def ringing(self, pick: Pick) -> None:
        offer, offers = self._offer(pick), self.routing.offers
        self._noted(lambda: offers.ringing(offer, self.now), lambda: self.twin.ringing(offer))

    def answered(self, pick: Pick) -> None:
        offer, offers = self._offer(pick), self.routing.offers
        self._noted(lambda: offers.answered(offer, self.now), lambda: self.twin.answered(offer))

    def accept(self, pick: Pick) -> None:
        offer = self._offer(pick)
        self.twin.at(self.now)
        expected = self.twin.accept(offer)
        accepted = self.routing.offers.accept(offer, self.now)
        assert accepted.won == expected
        if not expected:
            assert accepted.moves == Moves()
            return
        state = self._settled(accepted.moves)
        again = self.routing.offers.accept(offer, self.now)
        assert again.won
        assert again.moves == Moves()
        assert stored(self.redis) == state, "a duplicate changed something"

    def decline(self, pick: Pick) -> None:
        offer, offers = self._offer(pick), self.routing.offers
        self.moved(lambda: offers.decline(offer, self.now), lambda: self.twin.decline(offer))

    def miss(self, pick: Pick) -> None:
        offer, offers, rang = self._offer(pick), self.routing.offers, pick([True, False])
        self.moved(lambda: offers.miss(offer, self.now, rang), lambda: self.twin.miss(offer, rang))

    def withdraw(self, pick: Pick) -> None:
        offer, offers = self._offer(pick), self.routing.offers
        self.moved(lambda: offers.withdraw(offer, self.now), lambda: self.twin.withdraw(offer))

    def finish(self, pick: Pick) -> None:
        offer, until, offers = self._offer(pick), self._rest(pick), self.routing.offers
        self.moved(
            lambda: offers.finish(offer, self.now, until), lambda: self.twin.finish(offer, until)
        )

    def drop(self, pick: Pick) -> None:
        offer, until, offers = self._offer(pick), self._rest(pick), self.routing.offers
        credit = seconds(180)
        self.moved(
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
        written, flushed = snapshot(self.twin), pick([True, False])
        if flushed:
            self.redis.flushall()
        else:
            self.routing.forget(self.now)
        rebuilt(self.twin, flushed=flushed)
        self._settled(self.routing.rebuild(written, self.now))
        state = stored(self.redis)
        assert self.routing.rebuild(written, self.now) == Moves(), "rebuilt twice"
        assert stored(self.redis) == state

    # how an event is judged

    def moved(
        self, event: Callable[[], Moves], mirrored: Callable[[], None], again: bool = True
    ) -> None:
        self._happened(self.now, event, mirrored, again)

    def _happened(
        self,
        said: datetime,
        event: Callable[[], Moves],
        mirrored: Callable[[], None],
        again: bool = True,
    ) -> None:
        self.twin.at(said)
        mirrored()
        state = self._settled(event())
        if again:
            assert event() == Moves(), "a duplicate set something in motion"
            assert stored(self.redis) == state, "a duplicate changed something"

    def _noted(self, event: Callable[[], object], mirrored: Callable[[], object]) -> None:
        self.twin.at(self.now)
        expected, answer = mirrored(), event()
        assert answer == expected
        state = stored(self.redis)
        check(state, matched=False)
        self._agree(state)
        assert event() == answer
        assert stored(self.redis) == state, "a duplicate changed something"

    def _settled(self, moves: Moves) -> Stored:
        asked = self.twin.expect()
        expected = self.twin.ended()
        assert (sorted(moves.expired), sorted(moves.withdrawn)) == expected, expected
        heard = sorted(self.twin.heard(), key=str)
        assert sorted(moves.told, key=str) == heard, heard
        found = [_asked(new) for new in moves.proposals]
        assert found == asked, (found, asked)
        self.twin.adopt(moves)
        self.offers.extend(new.offer_id for new in moves.proposals)
        state = stored(self.redis)
        for new in moves.proposals:
            check_proposal(state, new)
        check(state)
        self._agree(state)
        return state

    def _agree(self, state: Stored) -> None:
        assert self.invariants.broken == []
        assert self.invariants.is_balanced
        for name in PEOPLE:
            person = self.twin.people.get(name)
            assert stands(state, name) == (person.presence if person else ""), name
        self.asked = (self.asked + 1) % len(PEOPLE)
        name = PEOPLE[self.asked]
        assert (self.routing.roster.state(name) or "") == stands(state, name)

    def _offer(self, pick: Pick) -> str:
        """Mostly one that is live, sometimes one that is long over."""
        known: list[str] = pick([list(self.twin.offers), list(self.twin.offers), self.offers[-6:]])
        return str(pick(known or self.offers[-1:]))

    def _rest(self, pick: Pick) -> Any:
        return pick([None, self.now + seconds(5), self.now + seconds(30)])


def _asked(new: Proposal) -> tuple[Any, ...]:
    return (
        new.call_id,
        new.responder_id,
        new.deadline_at,
        new.matched,
        new.mentor_id,
        new.ring_at,
    )


EVENTS = [
    World.enter, World.enter, World.heartbeat, World.leave, World.arrive, World.arrive,
    World.depart, World.bench, World.rest, World.ready, World.ringing, World.answered,
    World.accept, World.accept, World.decline, World.miss, World.withdraw, World.finish,
    World.drop, World.wait, World.wait, World.tick, World.lose_redis,
]  # fmt: skip
