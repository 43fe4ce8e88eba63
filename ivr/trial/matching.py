"""How long does it take to find who takes a call, and how many calls pass in a second?"""

import multiprocessing
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from redis import Redis

from ivr.trial import waves
from ivr.trial.crowds import BEGINS, callers, people
from ivr.trial.rivals import Rows, Scan, flat
from ivr.trial.servers import PrivatePostgres, PrivateRedis
from routing.invariants import Invariants
from routing.match import Proposal, Routing, Snapshot

__all__ = ["SIZES", "Row", "cycles", "rows"]

SIZES = (10, 100, 1_000, 10_000)
TIMES = 80
"""Measurements of each kind, sizes and rivals by turns; the middle one is shown."""
RUNS_FOR = 4.0
"""Seconds of whole cycles."""
LATER = BEGINS + timedelta(seconds=1)
EVER = timedelta(days=1)
WRAP_UP = timedelta(seconds=60)
PATIENCE = 120
"""Seconds for ten thousand people to come on duty in one script."""

Once = Callable[[int], float]
"""One measurement, by its number: microseconds."""


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
    """Every measurement, on servers of our own, all of one kind by turns."""
    with (
        PrivateRedis(folder / "redis") as redis_server,
        PrivatePostgres(folder / "rows") as rival,
        Redis.from_url(redis_server.url, socket_timeout=PATIENCE) as redis,
    ):
        for of_calls in (False, True):
            redis.flushall()
            with ExitStack() as closing:
                sides = [_side(redis, rival, size, of_calls, closing) for size in SIZES]
                yield from _by_turns(of_calls, sides)


def _by_turns(of_calls: bool, sides: list[list[Once]]) -> Iterator[Row]:
    spent: list[list[list[float]]] = [[[] for _ in side] for side in sides]
    for turn in range(TIMES):
        for side, costs in zip(sides, spent, strict=True):
            for once, cost in zip(side, costs, strict=True):
                cost.append(once(turn))
    what = "a responder frees, so many waiting" if of_calls else "a call arrives, so many idle"
    for size, costs in zip(SIZES, spent, strict=True):
        yield Row(what, size, *(statistics.median(cost) for cost in costs))


def _side(
    redis: Redis, rival: PrivatePostgres, size: int, of_calls: bool, closing: ExitStack
) -> list[Once]:
    """Cells, cells with wishes, scan and rows with so many people."""
    measured = _frees if of_calls else _arrivals
    rows = _rows(rival, size, of_calls)
    closing.callback(rows.close)
    asking = people(TIMES, wishes=False, seed=3)
    calling = callers(TIMES, wishes=False)
    return [
        measured(redis, size, wishes=False),
        measured(redis, size, wishes=True),
        _scanned(redis, size, of_calls),
        (lambda n: rows.frees(asking[n])) if of_calls else (lambda n: rows.arrives(calling[n])),
    ]


def _server_time(redis: Redis, event: Callable[[], object]) -> float:
    """Microseconds the server worked for this."""
    redis.config_resetstat()
    event()
    return waves.script_time(redis)


def _arrivals(redis: Redis, size: int, *, wishes: bool) -> Once:
    routing = Routing(redis, prefix=f"{{{size} {wishes}}}")
    routing.rebuild(Snapshot(people(size, wishes=wishes), [], []), BEGINS)
    calling = callers(TIMES, wishes=wishes)

    def once(turn: int) -> float:
        call = calling[turn]
        spent = _server_time(redis, lambda: routing.line.enter(call, LATER))
        routing.line.leave(call.id, LATER)
        return spent

    return once


def _frees(redis: Redis, size: int, *, wishes: bool) -> Once:
    routing, waiting = Routing(redis, prefix=f"{{{size} {wishes}}}"), callers(size, wishes=wishes)
    known = {call.id: call for call in waiting}
    crowd = people(min(size, 50), wishes=wishes)
    resting = [replace(person, busy_until=BEGINS + EVER) for person in crowd]
    routing.rebuild(Snapshot(resting, waiting, []), BEGINS)

    def once(turn: int) -> float:
        who = resting[turn % len(resting)].responder.id
        offered: list[Proposal] = []
        spent = _server_time(
            redis, lambda: offered.extend(routing.roster.ready(who, LATER).proposals)
        )
        routing.roster.wrap_up(who, BEGINS + EVER, LATER)
        for new in offered:
            routing.line.leave(new.call_id, LATER)
            routing.line.enter(known[new.call_id], LATER)
        return spent

    return once


def _scanned(redis: Redis, size: int, of_calls: bool) -> Once:
    crowd, line = people(size, wishes=False), callers(size, wishes=False)
    everybody = [flat(one) for one in (line if of_calls else crowd)]
    scan = Scan(redis, everybody, f"{{{size}}}everybody")
    asking = people(TIMES, wishes=False) if of_calls else callers(TIMES, wishes=False)
    wanted = [flat(one) for one in asking]
    scan.find(wanted[0])
    return lambda turn: _server_time(redis, lambda: scan.find(wanted[turn]))


def _rows(server: PrivatePostgres, size: int, of_calls: bool) -> Rows:
    line = callers(size, wishes=False) if of_calls else []
    crowd = [] if of_calls else people(size, wishes=False)
    return Rows(server.url, f"crowd_{size}", crowd, line)


@dataclass(frozen=True)
class Cycles:
    """Whole calls: offered, taken, finished, and their responder free again, each an event of its
    own. `alone`: how many a server could do in a second by the time its scripts take, events in a
    row as they come when it is busy; `empty`: likewise if its scripts did nothing. `done`: how many
    so many clients reached by the clock; `broken` must be empty."""

    alone: float
    empty: float
    done: float
    clients: int
    broken: tuple[str, ...]


def cycles(folder: Path, clients: int = 2) -> Cycles:
    """How many calls pass in a second, with a hundred responders."""
    with PrivateRedis(folder / "cycles") as server, Redis.from_url(server.url) as redis:
        routing, invariants = Routing(redis), Invariants(thorough=False)
        routing.watch(invariants.hear)
        routing.rebuild(Snapshot(people(100, wishes=False), [], []), BEGINS)
        _cycles(routing, "warm", TIMES)
        routing.watch(lambda _: None)
        spent, empty = waves.cost(redis, routing), waves.empty(redis)
        begun = multiprocessing.get_context("spawn")
        with begun.Pool(clients) as crowd:
            each = crowd.starmap(_cycles_for_a_while, [(server.url, n) for n in range(clients)])
    return Cycles(1e6 / spent, 1e6 / empty, sum(each) / RUNS_FOR, clients, tuple(invariants.broken))


def _cycles(routing: Routing, name: str, times: int) -> int:
    return sum(_cycle(routing, turn, f"{name}{turn}") for turn in range(times))


def _cycle(routing: Routing, turn: int, name: str) -> bool:
    """One caller, from entering the line to a responder who is free again; False for one nobody
    could help, who leaves."""
    now = LATER + timedelta(milliseconds=turn)
    call = CALLERS[turn % len(CALLERS)]
    call = replace(call, id=name, waiting_since=now, need=replace(call.need, hard=False))
    offers = routing.line.enter(call, now).proposals
    if not offers:
        routing.line.leave(name, now)
    for offer in offers:
        routing.offers.accept(offer.offer_id, now)
        routing.offers.finish(offer.offer_id, now, now + WRAP_UP)
        routing.roster.ready(offer.responder_id, now)
    return bool(offers)


CALLERS = callers(100, wishes=False)


def _cycles_for_a_while(url: str, client: int) -> int:
    with Redis.from_url(url) as redis:
        routing, done, turn = Routing(redis), 0, 0
        ends = time.monotonic() + RUNS_FOR
        while time.monotonic() < ends:
            done += _cycle(routing, turn, f"c{client}-{turn}")
            turn += 1
    return done
