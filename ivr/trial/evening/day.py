"""What happens to each caller of a day when the real routing decides?"""

import heapq
import itertools
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ivr.trial.evening.arrivals import Arrival
from routing.match import Moves, Proposal, Responder, Routing, Snapshot, WaitingCall, What

__all__ = ["Caller", "Day", "Habits", "Worker", "live_through"]

TICK = timedelta(seconds=1)
AWAY_FOR = timedelta(minutes=10)


@dataclass(frozen=True)
class Habits:
    """How responders answer: of ten rings so many are taken and declined, the rest ring out."""

    takes: float = 0.92
    declines: float = 0.03
    answers_after: timedelta = timedelta(seconds=7)
    wrap_up: timedelta = timedelta(seconds=120)


@dataclass
class Caller:
    """One caller, and what became of them."""

    id: str
    arrival: Arrival
    joined_at: datetime | None = None
    left_at: datetime | None = None
    matched: str | None = None

    @property
    def waited(self) -> timedelta:
        """From entering the line to a person, or to hanging up."""
        end = self.joined_at or self.left_at
        return (end or self.arrival.at) - self.arrival.at


@dataclass
class Worker:
    """One responder on duty from `starts` to `ends`, and what the day asked of them."""

    responder: Responder
    starts: datetime
    ends: datetime
    calls: int = 0
    busy: timedelta = timedelta(0)
    rests: int = 0

    @property
    def occupancy(self) -> float:
        """The share of their time on duty that was ringing, talk and wrap-up."""
        there = self.ends - self.starts
        return self.busy / there if there else 0.0


@dataclass
class Day:
    """A day on the agenda: what is due, who called, who worked."""

    routing: Routing
    habits: Habits
    chance: random.Random
    workers: dict[str, Worker]
    callers: dict[str, Caller] = field(default_factory=dict)
    _agenda: list[tuple[datetime, int, Callable[[datetime], None]]] = field(default_factory=list)
    _order: "itertools.count[int]" = field(default_factory=itertools.count)
    _waiting: int = 0
    _ticking: bool = False

    def at(self, moment: datetime, act: Callable[[datetime], None]) -> None:
        """This happens then."""
        heapq.heappush(self._agenda, (moment, next(self._order), act))

    def run(self) -> None:
        """Let the day pass, until nothing is left to happen."""
        while self._agenda:
            moment, _, act = heapq.heappop(self._agenda)
            act(moment)

    # -- people come and go ---------------------------------------------------------------------

    def arrive(self, worker: Worker, now: datetime) -> None:
        self._follow(self.routing.roster.arrive(worker.responder, now), now)

    def depart(self, worker: Worker, now: datetime) -> None:
        self._follow(self.routing.roster.depart(worker.responder.id, now), now)

    def enter(self, caller: Caller, now: datetime) -> None:
        """A caller enters the line, and hangs up when their patience ends."""
        self.callers[caller.id] = caller
        self._waiting += 1
        call = WaitingCall(caller.id, caller.arrival.need, now)
        self.at(now + caller.arrival.patience, lambda then: self._gives_up(caller, then))
        self._follow(self.routing.line.enter(call, now), now)
        self._keep_ticking(now)

    def _gives_up(self, caller: Caller, now: datetime) -> None:
        if caller.joined_at is None and caller.left_at is None:
            caller.left_at = now
            self._waiting -= 1
            self._follow(self.routing.line.leave(caller.id, now).moves, now)

    def _keep_ticking(self, now: datetime) -> None:
        """Deadlines and stages fall due between events, while anybody waits."""
        if not self._ticking:
            self._ticking = True
            self.at(now + TICK, self._tick)

    def _tick(self, now: datetime) -> None:
        self._ticking = False
        self._follow(self.routing.tick(now), now)
        if self._waiting:
            self._keep_ticking(now)

    # -- rings ----------------------------------------------------------------------------------

    def _follow(self, moves: Moves, now: datetime) -> None:
        for proposal in moves.proposals:
            self._ring(proposal, now)
        for word in moves.told:
            worker = self.workers.get(word.responder_id or "")
            if worker is not None and word.what is What.RESTS:
                worker.rests += 1
            elif worker is not None and word.what is What.AWAY:
                self.at(now + AWAY_FOR, lambda then, worker=worker: self._comes_back(worker, then))  # type: ignore[misc]

    def _comes_back(self, worker: Worker, now: datetime) -> None:
        """Who missed two rings in a row says some minutes later that they are there again."""
        if now < worker.ends:
            self.arrive(worker, now)

    def _ring(self, proposal: Proposal, now: datetime) -> None:
        """The phone rings; whether it is taken is decided by habit and chance."""
        rings_at = max(now, proposal.ring_at)
        answers_at = rings_at + self.habits.answers_after
        drawn = self.chance.random()
        if drawn < self.habits.takes:
            self.at(answers_at, lambda then: self._take(proposal, then))
        elif drawn < self.habits.takes + self.habits.declines:
            self.at(answers_at, lambda then: self._decline(proposal, then))
        else:
            self.at(proposal.deadline_at, lambda then: self._miss(proposal, then))

    def _take(self, proposal: Proposal, now: datetime) -> None:
        caller = self.callers[proposal.call_id]
        answer = self.routing.offers.accept(proposal.offer_id, now)
        self._follow(answer.moves, now)
        if not answer.won:
            self._follow(self.routing.offers.withdraw(proposal.offer_id, now), now)
            return
        caller.joined_at, caller.matched = now, proposal.matched
        self._waiting -= 1
        self._count(proposal, caller.arrival.talk + self.habits.wrap_up)
        self.at(now + caller.arrival.talk, lambda then: self._hang_up(proposal, then))

    def _hang_up(self, proposal: Proposal, now: datetime) -> None:
        until = now + self.habits.wrap_up
        self._follow(self.routing.offers.finish(proposal.offer_id, now, until), now)
        self.at(until, lambda then: self._follow(self.routing.tick(then), then))

    def _decline(self, proposal: Proposal, now: datetime) -> None:
        self._follow(self.routing.offers.decline(proposal.offer_id, now), now)

    def _miss(self, proposal: Proposal, now: datetime) -> None:
        self._follow(self.routing.offers.miss(proposal.offer_id, now, rang=True), now)

    def _count(self, proposal: Proposal, busy: timedelta) -> None:
        worker = self.workers[proposal.responder_id]
        worker.calls += 1
        worker.busy += self.habits.answers_after + busy


def live_through(
    routing: Routing,
    callers: Iterable[Arrival],
    workers: Sequence[Worker],
    *,
    habits: Habits | None = None,
    seed: int = 0,
) -> Day:
    """The whole day, decided by `routing`, whose earlier state is forgotten."""
    chance = random.Random(f"habits {seed}")  # noqa: S311 - a made-up day, no secret
    day = Day(routing, habits or Habits(), chance, {one.responder.id: one for one in workers})
    starts = min((one.starts for one in workers), default=None)
    for number, arrival in enumerate(callers):
        caller = Caller(f"c{number}", arrival)
        starts = arrival.at if starts is None else min(starts, arrival.at)
        day.at(arrival.at, lambda now, caller=caller: day.enter(caller, now))  # type: ignore[misc]
    for worker in workers:
        day.at(worker.starts, lambda now, worker=worker: day.arrive(worker, now))  # type: ignore[misc]
        day.at(worker.ends, lambda now, worker=worker: day.depart(worker, now))  # type: ignore[misc]
    if starts is not None:
        routing.forget(starts)
        routing.rebuild(Snapshot((), (), ()), starts)
    day.run()
    return day
