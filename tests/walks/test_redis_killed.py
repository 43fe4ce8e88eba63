"""What if Redis is killed again and again while people call, and comes back empty each time?"""

import random
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from ground import found
from sqlalchemy import func, select
from town import PHONES, Town
from walk_invariants import close

from ivr.models import Call
from ivr.operations import duty, proposals
from ivr.sandbox import Answers, NoAnswer
from ivr.sandbox.behaviours import Declines, Rejects
from ivr.trial.servers import PrivateRedis
from routing.invariants import Invariants

CALLS, LAST = 100, 5
KILLED_AT = (30, 55, 80)
HELPERS = [f"helper {number}" for number in range(8)]
HABITS = [
    Answers(), Answers(), Answers(hang_up_after=25), Answers(keys=""), Declines(), Rejects(),
    NoAnswer(),
]  # fmt: skip


@pytest.fixture
def server(tmp_path: Path) -> Iterator[PrivateRedis]:
    """A Redis that only this walk uses."""
    with PrivateRedis(tmp_path / "redis") as started:
        yield started


@pytest.fixture
def busy_town(
    server: PrivateRedis, sqlite_town_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Town]:
    """A town with eight people on duty."""
    for place, name in enumerate(HELPERS):
        monkeypatch.setitem(PHONES, name, f"+1212555018{place}")
    for town in found(sqlite_town_url, server.url, tmp_path):
        for name in HELPERS:
            town.add(name, knows="domestic_abuse legal")
        yield town


def somebody_calls(town: Town, number: int, chance: random.Random) -> None:
    """One more caller, who hangs up sooner or later; phones are answered in one way or another."""
    for name in HELPERS:
        town.phone(name).behaves(chance.choice(HABITS))
        if proposals.sure(town.rt, partial(town.state_of, name)) is None:
            duty.on(town.rt, name)
    leg = town.dial("22", number=f"+1212555{1000 + number}")
    leg.after(chance.choice([3, 9, 30, 60, 90, 150]), leg.hang_up)
    town.wait(chance.choice([0.3, 2, 6]))


def test_nobody_is_lost_and_nobody_is_rung_twice(busy_town: Town, server: PrivateRedis) -> None:
    town, chance = busy_town, random.Random(7)  # noqa: S311
    invariants = Invariants(town.rt.routing.timings)
    town.rt.routing.watch(invariants.hear)
    town.flush_redis()  # so that the onlooker hears of everybody who is here already
    for number in range(CALLS):
        if number in KILLED_AT:
            server.start_again()
        somebody_calls(town, number, chance)
    town.wait(160)
    for name in HELPERS:
        town.phone(name).behaves(Answers(hang_up_after=20))
        duty.off(town.rt, name)
        duty.on(town.rt, name)
    server.start_again()
    patient = [town.dial("22", number=f"+1212555{2000 + n}") for n in range(LAST)]
    town.wait(300)

    assert invariants.broken == []
    assert invariants.is_balanced
    met = {event.number for event in town.events("joined")}
    assert {leg.phone.number for leg in patient} <= met, "somebody waits for ever"
    with town.rt.db.read() as session:
        assert session.scalar(select(func.count()).select_from(Call)) == CALLS + LAST
    assert close(town) == []
