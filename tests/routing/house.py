"""What does a helpline keep and do around routing, in a few lines, with threads that are real?

Tables that decide under one lock, as SQL does, and a shell that follows what routing proposes.
"""

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar

from people import NOW, trained
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from routing.match import (
    Happening,
    LiveOffer,
    Moves,
    Proposal,
    Routing,
    Snapshot,
    Unbuilt,
    WaitingCall,
)
from routing.responder import OnDuty

Answer = TypeVar("Answer")
STEP = timedelta(milliseconds=50)
WRAP_UP = timedelta(seconds=5)


@dataclass
class Tables:
    """The truth: whoever is refused here has lost, whatever Redis said."""

    lock: threading.RLock = field(default_factory=threading.RLock)
    clock: datetime = NOW
    waiting: dict[str, WaitingCall] = field(default_factory=dict)
    duty: dict[str, OnDuty] = field(default_factory=dict)
    live: dict[str, Proposal] = field(default_factory=dict)
    accepted: dict[str, datetime] = field(default_factory=dict)
    answered: list[str] = field(default_factory=list)

    def now(self) -> datetime:
        with self.lock:
            self.clock += STEP
            return self.clock

    def snapshot(self) -> Snapshot:
        with self.lock:
            return Snapshot(
                list(self.duty.values()),
                [call for call in self.waiting.values() if not self.talks(call.id)],
                [
                    LiveOffer(
                        name, o.call_id, o.responder_id, o.deadline_at, self.accepted.get(name)
                    )
                    for name, o in self.live.items()
                ],
            )

    def talks(self, call_id: str) -> bool:
        return any(self.live[name].call_id == call_id for name in self.accepted)

    def write(self, new: Proposal) -> bool:
        """False when the call or the responder is taken or gone."""
        with self.lock:
            busy = {offer.responder_id for offer in self.live.values()}
            if new.call_id not in self.waiting or new.responder_id in busy:
                return False
            if self.talks(new.call_id):
                return False
            self.live[new.offer_id] = new
            return True

    def accept(self, name: str) -> bool:
        """True for the one who wins the call."""
        with self.lock:
            offer = self.live.get(name)
            if offer is None or offer.call_id not in self.waiting or name in self.accepted:
                return False
            if self.talks(offer.call_id):
                return False
            self.accepted[name] = self.clock
            return True

    def close(self, name: str) -> Proposal | None:
        """None when it was over already."""
        with self.lock:
            self.accepted.pop(name, None)
            return self.live.pop(name, None)

    def close_unaccepted(self, name: str) -> Proposal | None:
        with self.lock:
            return None if name in self.accepted else self.live.pop(name, None)


class Shell:
    """One process of the helpline: its own connection, its own chances."""

    def __init__(self, url: str, tables: Tables, heard: list[Happening], seed: int) -> None:
        redis = Redis.from_url(url, socket_timeout=2, retry=Retry(NoBackoff(), 0))
        self.routing, self.tables = Routing(redis), tables
        self.routing.watch(heard.append)
        self.chance = random.Random(seed)  # noqa: S311

    def sure(self, event: Callable[[], Answer]) -> Answer:
        """The answer; what Redis lost is rebuilt first."""
        while True:
            try:
                return event()
            except Unbuilt:
                snapshot = self.tables.snapshot()
                self.follow(self.routing.rebuild(snapshot, self.tables.now()))

    def tell(self, event: Callable[[], Moves]) -> None:
        """Redis may be away; then whoever rebuilds it will read what is written."""
        try:
            self.follow(self.sure(event))
        except (RedisError, OSError):
            return

    def follow(self, moves: Moves) -> None:
        for name in (*moves.expired, *moves.withdrawn):
            self.tables.close_unaccepted(name)
        for new in moves.proposals:
            if not self.tables.write(new):
                self._take_back(new)

    def _take_back(self, new: Proposal) -> None:
        if new.call_id in self.tables.waiting:
            self.follow(self.sure(lambda: self._withdrawn(new)))
        else:
            self.follow(self.sure(lambda: self._left(new.call_id)))

    def _withdrawn(self, new: Proposal) -> Moves:
        return self.routing.offers.withdraw(new.offer_id, self.tables.now())

    def _left(self, call_id: str) -> Moves:
        return self.routing.line.leave(call_id, self.tables.now()).moves

    # what people do

    def calls(self, call: WaitingCall) -> None:
        call = replace(call, waiting_since=self.tables.now())
        with self.tables.lock:
            self.tables.waiting[call.id] = call
        self.tell(lambda: self.routing.line.enter(call, self.tables.now()))

    def comes(self, name: str) -> None:
        who = OnDuty(trained(name), self.tables.now())
        with self.tables.lock:
            self.tables.duty[name] = who
        self.tell(lambda: self.routing.roster.arrive(who.responder, self.tables.now()))

    def beats(self, call_id: str) -> bool:
        """A caller is still there; whom Redis forgot is put back. False if there is no hope."""
        call, hope = self.tables.waiting.get(call_id), [True]
        if call is None or self.tables.talks(call_id):
            return True

        def beat() -> Moves:
            heard = self.sure(lambda: self.routing.line.heartbeat(call_id, self.tables.now()))
            self.follow(heard.moves)
            hope[0] = heard.could_match or not heard.known
            return Moves() if heard.known else self.routing.line.enter(call, self.tables.now())

        self.tell(beat)
        return hope[0] or self.tables.talks(call_id)

    def presses_one(self, name: str) -> bool:
        if not self.tables.accept(name):
            return False
        self.tell(lambda: self._won(name))
        return True

    def _won(self, name: str) -> Moves:
        accepted = self.routing.offers.accept(name, self.tables.now())
        if accepted.won:
            return accepted.moves
        self.routing.forget(self.tables.now())
        return self.routing.rebuild(self.tables.snapshot(), self.tables.now())

    def declines(self, name: str) -> None:
        if self.tables.close_unaccepted(name):
            self.tell(lambda: self.routing.offers.decline(name, self.tables.now()))

    def misses(self, name: str) -> None:
        if self.tables.close_unaccepted(name):
            self.tell(lambda: self.routing.offers.miss(name, self.tables.now(), rang=False))

    def hangs_up(self, call_id: str) -> None:
        with self.tables.lock:
            call = self.tables.waiting.pop(call_id, None)
            names = [name for name, o in self.tables.live.items() if o.call_id == call_id]
            talked = [name for name in names if name in self.tables.accepted]
            for name in names:
                self.tables.close(name)
            self.tables.answered += [call_id] * len(talked)
        if call is not None:
            until = self.tables.now() + WRAP_UP
            self.tell(lambda: self.routing.line.leave(call_id, self.tables.now(), until).moves)

    def ticks(self) -> None:
        self.tell(lambda: self.routing.tick(self.tables.now()))
