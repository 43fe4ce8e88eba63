"""Is nobody lost when many act at once, and Redis is emptied or killed under them?"""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from house import Shell, Tables
from people import ABUSE, ABUSE_WIDENING, DANGER, NOW, after, caller, trained
from redis import Redis

from ivr.trial.servers import PrivateRedis
from routing.invariants import Invariants
from routing.match import Happening, Presence, Routing, Snapshot

PEOPLE = [f"r{number}" for number in range(6)]
NEEDS = [ABUSE, ABUSE_WIDENING, DANGER, replace(ABUSE, rings_at_once=2)]
HANDS, CALLS = 4, 60


class Storm:
    """Hands that all do something at once, each with its own connection."""

    def __init__(self, url: str) -> None:
        self.tables, self.heard = Tables(), list[Happening]()
        self.shells = [Shell(url, self.tables, self.heard, seed) for seed in range(HANDS + 1)]
        self.done = threading.Barrier(HANDS + 1)
        for name in PEOPLE:
            self.shells[-1].comes(name)

    def rages(self, number: int, reached: threading.Event) -> None:
        """Callers come, people answer or do not, callers leave."""
        shell = self.shells[number]
        for step in range(CALLS // HANDS):
            if step == CALLS // HANDS // 2:
                reached.set()
            need = shell.chance.choice(NEEDS)
            shell.calls(caller(f"c{number}-{step}", need))
            for _ in range(6):
                self._something(shell)

    def _something(self, shell: Shell) -> None:
        chance, tables = shell.chance, self.tables
        offers, calls = list(tables.live), list(tables.waiting)
        what = chance.choice(["one", "one", "one", "no", "miss", "end", "tick", "beat", "twice"])
        if what in ("one", "no", "miss") and offers:
            name = chance.choice(offers)
            {"one": shell.presses_one, "no": shell.declines, "miss": shell.misses}[what](name)
        elif what == "end" and calls:
            shell.hangs_up(chance.choice(calls))
        elif what == "beat" and calls:
            shell.beats(chance.choice(calls))
        elif what == "twice" and tables.accepted:
            name = chance.choice(list(tables.accepted))
            shell.tell(lambda: shell.routing.offers.accept(name, tables.now()).moves)
        elif what == "tick":
            shell.ticks()

    def passes(self) -> None:
        """Afterwards everybody who still waits is answered, or was refused by everybody."""
        shell = self.shells[-1]
        for _ in range(40 * CALLS):
            for call_id in [name for name in self.tables.waiting if self.tables.talks(name)]:
                shell.hangs_up(call_id)
            for call_id in list(self.tables.waiting):
                shell.beats(call_id)
            for name in list(self.tables.live):
                shell.presses_one(name)
            self.tables.clock += (after(2) - NOW) * 1
            if not self.tables.waiting:
                return
            self._who_is_hopeless_leaves(shell)

    def _who_is_hopeless_leaves(self, shell: Shell) -> None:
        for call_id in list(self.tables.waiting):
            if not shell.beats(call_id):
                shell.hangs_up(call_id)


def run(url: str, trouble: list[object]) -> Storm:
    """A storm, with each of these troubles in the midst of it."""
    storm = Storm(url)
    halfway = [threading.Event() for _ in range(HANDS)]
    with ThreadPoolExecutor(HANDS) as hands:
        under_way = [hands.submit(storm.rages, n, halfway[n]) for n in range(HANDS)]
        for one, event in zip(trouble, halfway, strict=False):
            event.wait(30)
            one()  # type: ignore[operator]
        for each in under_way:
            each.result(60)
    storm.passes()
    return storm


def judge(storm: Storm) -> None:
    """Nothing that must not be has been, and nobody is left over."""
    invariants = Invariants()
    invariants.hear_all(storm.heard)
    assert invariants.broken == []
    assert not storm.tables.waiting, "somebody waits for ever"
    assert not storm.tables.live
    storm.tables.clock = after(10_000)
    storm.shells[-1].ticks()
    standing = {storm.shells[-1].routing.roster.state(name) for name in PEOPLE}
    assert standing == {Presence.AVAILABLE}


def test_many_at_once_and_nobody_is_lost(redis_url: str) -> None:
    storm = run(redis_url, [])
    judge(storm)
    assert len(storm.tables.answered) > CALLS / 10


def test_redis_is_emptied_in_the_midst_of_it(redis_url: str) -> None:
    with Redis.from_url(redis_url) as redis:
        judge(run(redis_url, [redis.flushall] * 3))


def test_redis_is_killed_three_times_in_the_midst_of_it(tmp_path: Path) -> None:
    with PrivateRedis(tmp_path / "redis") as server:
        judge(run(server.url, [server.start_again] * 3))


@pytest.mark.parametrize("rings", [1, 2])
def test_one_wins_when_two_press_one_at_the_same_moment(redis_url: str, rings: int) -> None:
    """Two connections, one moment: whether it is one offer twice, or two offers of one call."""
    with ThreadPoolExecutor(2) as hands:
        for number in range(60):
            with Redis.from_url(redis_url) as one, Redis.from_url(redis_url) as other:
                sides = [Routing(one), Routing(other)]
                sides[0].rebuild(Snapshot([], [], []), after(number))
                for name in ("ana", "ben"):
                    sides[0].roster.arrive(trained(f"{name}{number}"), after(number))
                need = replace(ABUSE, rings_at_once=rings)
                moves = sides[0].line.enter(caller(f"c{number}", need), after(number))
                names = [new.offer_id for new in moves.proposals] * (3 - rings)
                start = threading.Barrier(2)

                def press(side: Routing, name: str, start: threading.Barrier = start) -> bool:
                    start.wait(5)
                    return side.offers.accept(name, after(100)).won

                won = list(hands.map(press, sides, names))
                assert sum(won) == (2 if rings == 1 else 1)
                sides[0].line.leave(f"c{number}", after(101))
                for name in ("ana", "ben"):
                    sides[0].roster.depart(f"{name}{number}", after(101))
