"""How long does it take to find who takes a call, and how many calls pass in a second?"""

import multiprocessing
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from redis import Redis

from ivr.trial.crowds import BEGINS, callers, people
from ivr.trial.rivals import Rows, Scan, flat
from ivr.trial.servers import PrivatePostgres, PrivateRedis
from routing.invariants import Invariants
from routing.match import Moves, Routing, Snapshot
from routing.responder import OnDuty

__all__ = ["SIZES", "Row", "cycles", "rows"]

SIZES = (10, 100, 1_000, 10_000)
TIMES = 150
"""Measurements of each kind; the middle one is shown."""
RUNS_FOR = 4.0
"""Seconds of whole cycles."""
LATER = BEGINS + timedelta(seconds=1)
EVER = timedelta(days=1)


@dataclass(frozen=True)
class Row:
    """What one match costs with so many people: microseconds, the middle of many."""

    what: str
    size: int
    cells: float
    wishing: float
    scan: float
    rows: float


def rows(folder: Path) -> Iterator[Row]:
    """Every measurement, on servers of our own, one after the other."""
    with (
        PrivateRedis(folder / "redis") as redis_server,
        PrivatePostgres(folder / "rows") as rival,
        Redis.from_url(redis_server.url) as redis,
    ):
        for of_calls in (False, True):
            for size in SIZES:
                yield _row(redis, rival, size, of_calls=of_calls)


def _row(redis: Redis, rival: PrivatePostgres, size: int, *, of_calls: bool) -> Row:
    measured = _frees if of_calls else _arrivals
    return Row(
        "a responder frees, so many waiting" if of_calls else "a call arrives, so many idle",
        size,
        cells=measured(redis, size, False),
        wishing=measured(redis, size, True),
        scan=_scanned(redis, size, of_calls=of_calls),
        rows=_taken(rival, size, of_calls=of_calls),
    )


def _server_time(redis: Redis, event: Callable[[], object]) -> float:
    """Microseconds the server worked for this."""
    redis.config_resetstat()
    event()
    stats = redis.info("commandstats")
    return float(stats["cmdstat_evalsha"]["usec"])


def _arrivals(redis: Redis, size: int, wishes: bool) -> float:
    redis.flushall()
    routing = Routing(redis)
    routing.rebuild(Snapshot(people(size, wishes=wishes), [], []), BEGINS)
    spent = []
    for call in callers(TIMES, wishes=wishes):
        spent.append(_server_time(redis, lambda call=call: routing.line.enter(call, LATER)))  # type: ignore[misc]
        routing.line.leave(call.id, LATER)
    return statistics.median(spent)


def _frees(redis: Redis, size: int, wishes: bool) -> float:
    redis.flushall()
    routing, waiting = Routing(redis), callers(size, wishes=wishes)
    known = {call.id: call for call in waiting}
    resting = [
        replace(person, busy_until=BEGINS + EVER) for person in people(min(size, 50), wishes=wishes)
    ]
    routing.rebuild(Snapshot(resting, waiting, []), BEGINS)
    spent = []
    for turn in range(TIMES):
        who = resting[turn % len(resting)].responder.id
        moves: list[Moves] = []

        def free(who: str = who, moves: list[Moves] = moves) -> None:
            moves.append(routing.roster.ready(who, LATER))

        spent.append(_server_time(redis, free))
        routing.roster.wrap_up(who, BEGINS + EVER, LATER)
        for new in moves[0].proposals:
            routing.line.leave(new.call_id, LATER)
            routing.line.enter(known[new.call_id], LATER)
    return statistics.median(spent)


def _scanned(redis: Redis, size: int, *, of_calls: bool) -> float:
    redis.flushall()
    crowd: list[OnDuty] = people(size, wishes=False)
    line = callers(size, wishes=False)
    everybody = [flat(one) for one in (line if of_calls else crowd)]
    scan = Scan(redis, everybody, "everybody")
    asking = people(TIMES, wishes=False) if of_calls else callers(TIMES, wishes=False)
    times = max(5, min(TIMES, 100_000 // size))
    wanted = [flat(one) for one in asking[:times]]
    scan.find(wanted[0])
    return statistics.median(
        _server_time(redis, lambda one=one: scan.find(one))  # type: ignore[misc]
        for one in wanted
    )


def _taken(server: PrivatePostgres, size: int, *, of_calls: bool) -> float:
    line = callers(size, wishes=False) if of_calls else []
    crowd = [] if of_calls else people(size, wishes=False)
    rival = Rows(server.url, crowd, line)
    try:
        if of_calls:
            return statistics.median(
                rival.frees(one) for one in people(TIMES, wishes=False, seed=3)
            )
        return statistics.median(rival.arrives(one) for one in callers(TIMES, wishes=False))
    finally:
        rival.close()


@dataclass(frozen=True)
class Cycles:
    """Whole calls: entered, offered, rung, taken, finished. `at_most` is what the server alone
    could do, `done` what so many clients reached; `broken` what must not have happened."""

    at_most: float
    done: float
    clients: int
    broken: tuple[str, ...]


def cycles(folder: Path, clients: int = 2) -> Cycles:
    """How many calls pass in a second, with a hundred responders."""
    with PrivateRedis(folder / "cycles") as server, Redis.from_url(server.url) as redis:
        routing, invariants = Routing(redis), Invariants(thorough=False)
        routing.watch(invariants.hear)
        routing.rebuild(Snapshot(people(100, wishes=False), [], []), BEGINS)
        spent = [_server_time_of_cycle(redis, routing, turn) for turn in range(TIMES)]
        begun = multiprocessing.get_context("spawn")
        with begun.Pool(clients) as crowd:
            done = crowd.starmap(_cycle_for_a_while, [(server.url, n) for n in range(clients)])
    at_most = 1e6 / statistics.mean(spent)
    return Cycles(at_most, sum(done) / RUNS_FOR, clients, tuple(invariants.broken))


def _server_time_of_cycle(redis: Redis, routing: Routing, turn: int) -> float:
    redis.config_resetstat()
    _cycle(routing, turn, f"s{turn}")
    return float(redis.info("commandstats")["cmdstat_evalsha"]["usec"])


def _cycle(routing: Routing, turn: int, name: str) -> None:
    """One caller, from entering the line to the end; who cannot be helped leaves at once."""
    now = LATER + timedelta(milliseconds=turn)
    call = replace(callers(1, wishes=False, seed=turn)[0], id=name, waiting_since=now)
    offers = routing.line.enter(call, now).proposals
    if not offers:
        routing.line.leave(name, now)
        return
    for offer in offers:
        routing.offers.ringing(offer.offer_id, now)
        routing.offers.accept(offer.offer_id, now)
        routing.offers.finish(offer.offer_id, now, None)


def _cycle_for_a_while(url: str, client: int) -> int:
    with Redis.from_url(url) as redis:
        routing, done, ends = Routing(redis), 0, time.monotonic() + RUNS_FOR
        while time.monotonic() < ends:
            _cycle(routing, done, f"c{client}-{done}")
            done += 1
    return done
