"""On which servers does routing run, and does it keep to its own keys there?"""

import re
from pathlib import Path

import pytest
from evenings import evening
from people import NOW, after, caller, trained
from redis import Redis
from world import World

from ivr.trial.binaries import redis_servers
from ivr.trial.servers import PrivateRedis
from routing.match import Routing, Snapshot
from routing.script import lua_texts

SINCE_6_2 = """
DEL EXISTS GET HDEL HEXISTS HGET HINCRBY HKEYS HSET PERSIST PEXPIRE PX SADD SCARD SET
SISMEMBER SMEMBERS SREM ZADD ZRANGE ZRANGEBYSCORE ZREM ZSCORE LIMIT
"""
"""Commands, and a word that goes with one, that Redis 6.2 and every Valkey take as we use them."""


def test_scripts_use_nothing_newer_than_redis_6_2() -> None:
    said = {word for text in lua_texts().values() for word in re.findall(r"'([A-Z]{2,})'", text)}
    assert said == set(SINCE_6_2.split())


def test_every_key_is_made_from_the_one_that_was_given() -> None:
    for name, text in lua_texts().items():
        assert not re.search(r"redis\.call\('[A-Z]+', '", text), f"{name} names a key by itself"
        assert "KEYS[" not in text
        assert ("keys[" in text) == (name == "time"), f"{name} takes another key than the prefix"


@pytest.mark.parametrize("program", list(redis_servers()), ids=str)
def test_an_evening_goes_the_same_on_every_server_there_is(program: Path, tmp_path: Path) -> None:
    """As a user who may touch no other key: a server refuses what a cluster would not find."""
    with PrivateRedis(tmp_path, program) as server, Redis.from_url(server.url) as owner:
        owner.acl_setuser(
            "routing", enabled=True, nopass=True, keys=["{helpline}:routing*"], commands=["+@all"]
        )
        port = owner.connection_pool.connection_kwargs["port"]
        with Redis(port=port, username="routing", password="") as redis:
            evening(World(redis), seed=5, hours=2)


def test_any_clock_may_tick_and_another_takes_over_from_one_that_is_gone(routing: Routing) -> None:
    routing.roster.arrive(trained("ana"), NOW)
    routing.roster.pause("ana", after(3), NOW)
    routing.line.enter(caller("one"), NOW)
    assert routing.tick(NOW, "first").proposals == ()
    assert routing.tick(after(4), "second").proposals == (), "it is the turn of the first"
    assert len(routing.tick(after(6), "second").proposals) == 1, "the first is gone"
    assert routing.tick(after(7), "first").proposals == ()


def test_two_clocks_at_one_moment_ring_nobody_twice(redis_url: str) -> None:
    with Redis.from_url(redis_url) as one, Redis.from_url(redis_url) as other:
        clocks = [Routing(one), Routing(other)]
        clocks[0].rebuild(Snapshot([], [], []), NOW)
        clocks[0].roster.arrive(trained("ana"), NOW)
        clocks[0].roster.pause("ana", after(3), NOW)
        clocks[0].line.enter(caller("one"), NOW)
        asked = [new for clock in clocks for new in clock.tick(after(4)).proposals]
        assert [new.responder_id for new in asked] == ["ana"]
