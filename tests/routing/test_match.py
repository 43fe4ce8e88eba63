"""What is left when Redis forgets, and does everybody find their place again?"""

from collections.abc import Callable

import pytest
from people import ABUSE_WIDENING, NOW, after, caller, trained
from redis import Redis
from stored import check, stored

from routing.match import (
    LiveOffer,
    Moves,
    OnDuty,
    Presence,
    Routing,
    Snapshot,
    Unbuilt,
)

NOBODY = Snapshot([], [], [])


def asked(moves: Moves) -> list[tuple[str, str]]:
    """Who is asked for whom."""
    return [(new.call_id, new.responder_id) for new in moves.proposals]


def on_duty(name: str, busy_until: float | None = None, **more: bool) -> OnDuty:
    """A responder as the tables know them."""
    until = None if busy_until is None else after(busy_until)
    why = Presence.PAUSED if more.get("paused") else Presence.WRAPPING_UP
    return OnDuty(trained(name), NOW, until, more.get("talking", False), why)


EVENTS: dict[str, Callable[[Routing], object]] = {
    "tick": lambda routing: routing.tick(NOW),
    "enter": lambda routing: routing.line.enter(caller("one"), NOW),
    "heartbeat": lambda routing: routing.line.heartbeat("one", NOW),
    "leave": lambda routing: routing.line.leave("one", NOW),
    "arrive": lambda routing: routing.roster.arrive(trained("ana"), NOW),
    "depart": lambda routing: routing.roster.depart("ana", NOW),
    "pause": lambda routing: routing.roster.pause("ana", after(1), NOW),
    "wrap_up": lambda routing: routing.roster.wrap_up("ana", after(1), NOW),
    "ready": lambda routing: routing.roster.ready("ana", NOW),
    "state": lambda routing: routing.roster.state("ana"),
    "ringing": lambda routing: routing.offers.ringing("x", NOW),
    "answered": lambda routing: routing.offers.answered("x", NOW),
    "accept": lambda routing: routing.offers.accept("x", NOW),
    "decline": lambda routing: routing.offers.decline("x", NOW),
    "miss": lambda routing: routing.offers.miss("x", NOW, rang=True),
    "withdraw": lambda routing: routing.offers.withdraw("x", NOW),
    "finish": lambda routing: routing.offers.finish("x", NOW, None),
    "drop": lambda routing: routing.offers.drop("x", NOW, None, after(1) - NOW),
}


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS.keys())
def test_an_empty_redis_says_so_and_takes_nothing(
    redis: Redis, event: Callable[[Routing], object]
) -> None:
    with pytest.raises(Unbuilt):
        event(Routing(redis))
    assert redis.keys() == []


@pytest.mark.parametrize("decoding", [True, False])
def test_it_does_not_matter_whether_the_client_decodes(redis_url: str, decoding: bool) -> None:
    with Redis.from_url(redis_url, decode_responses=decoding) as client:
        routing = Routing(client)
        with pytest.raises(Unbuilt):
            routing.tick(NOW)
        routing.rebuild(NOBODY, NOW)
        routing.roster.arrive(trained("ana"), NOW)
        assert asked(routing.line.enter(caller("one"), NOW)) == [("one", "ana")]


def test_everybody_waits_in_their_old_order_after_a_flush(routing: Routing, redis: Redis) -> None:
    redis.flushall()
    calls = [caller("two", since=after(-50)), caller("one", since=after(-60), refused="ben")]
    routing.rebuild(Snapshot([], calls, []), NOW)
    assert asked(routing.roster.arrive(trained("ana"), after(1))) == [("one", "ana")]
    assert asked(routing.roster.arrive(trained("ben"), after(2))) == [("two", "ben")]


def test_a_live_offer_is_not_doubled_by_a_flush(routing: Routing, redis: Redis) -> None:
    redis.flushall()
    ringing = LiveOffer("abc1", "one", "ana", after(20))
    snapshot = Snapshot([on_duty("ana"), on_duty("ben")], [caller("one")], [ringing])
    assert routing.rebuild(snapshot, NOW) == Moves()
    assert routing.roster.state("ana") is Presence.OFFERED
    assert routing.offers.accept("abc1", after(5)).won
    check(stored(redis))


def test_an_offer_that_ran_out_during_the_flush_ends(routing: Routing, redis: Redis) -> None:
    redis.flushall()
    late = LiveOffer("abc1", "one", "ana", after(-5))
    snapshot = Snapshot([on_duty("ana"), on_duty("ben")], [caller("one")], [late])
    moves = routing.rebuild(snapshot, NOW)
    assert moves.expired == ("abc1",)
    assert asked(moves) == [("one", "ben")]


def test_who_was_talking_goes_on_talking_after_a_flush(routing: Routing, redis: Redis) -> None:
    redis.flushall()
    talking = LiveOffer("abc1", "one", "ana", after(-60), accepted_at=after(-60))
    routing.rebuild(Snapshot([on_duty("ana", talking=True)], [], [talking]), NOW)
    assert routing.roster.state("ana") is Presence.TALKING
    assert routing.line.heartbeat("one", after(1)).known
    assert routing.offers.accept("abc1", after(2)).won
    routing.offers.finish("abc1", after(3), after(60))
    assert routing.roster.state("ana") is Presence.WRAPPING_UP
    assert not routing.line.heartbeat("one", after(4)).known
    check(stored(redis))


def test_who_went_home_while_talking_is_not_asked_after_a_flush(
    routing: Routing, redis: Redis
) -> None:
    redis.flushall()
    talking = LiveOffer("abc1", "one", "ana", after(-60), accepted_at=after(-60))
    routing.rebuild(Snapshot([], [], [talking]), NOW)
    assert routing.roster.state("ana") is Presence.TALKING
    routing.offers.finish("abc1", after(3), None)
    assert routing.roster.state("ana") is None


def test_a_wrap_up_and_a_pause_go_on_after_a_flush(routing: Routing, redis: Redis) -> None:
    redis.flushall()
    people = [on_duty("ana", 60), on_duty("ben", 90, paused=True)]
    routing.rebuild(Snapshot(people, [caller("one"), caller("two", since=after(1))], []), NOW)
    assert routing.roster.state("ana") is Presence.WRAPPING_UP
    assert routing.roster.state("ben") is Presence.PAUSED
    assert asked(routing.tick(after(60))) == [("one", "ana")]
    assert asked(routing.tick(after(90)))[0][1] == "ben"


def test_who_talks_in_a_call_unknown_here_is_left_alone_until_ready(
    routing: Routing, redis: Redis
) -> None:
    redis.flushall()
    people = [on_duty("ana", talking=True)]
    assert routing.rebuild(Snapshot(people, [caller("one")], []), NOW) == Moves()
    assert asked(routing.tick(after(30))) == []
    assert asked(routing.roster.ready("ana", after(31))) == [("one", "ana")]


def test_offers_that_contradict_each_other_are_ended_and_the_accepted_one_stays(
    routing: Routing, redis: Redis
) -> None:
    redis.flushall()
    offers = [
        LiveOffer("second", "one", "ben", after(20)),
        LiveOffer("first", "one", "ana", after(20), accepted_at=after(-60)),
        LiveOffer("nobody", "gone", "cleo", after(20)),
    ]
    people = [on_duty("ana", talking=True), on_duty("ben")]
    moves = routing.rebuild(Snapshot(people, [caller("one")], offers), NOW)
    assert sorted(moves.expired) == ["nobody", "second"]
    assert moves.proposals == ()
    assert routing.roster.state("ben") is Presence.AVAILABLE
    check(stored(redis))


def test_only_the_first_to_rebuild_does(routing: Routing, redis: Redis) -> None:
    redis.flushall()
    routing.rebuild(Snapshot([on_duty("ana")], [], []), NOW)
    before = stored(redis)
    assert routing.rebuild(Snapshot([], [caller("one")], []), NOW) == Moves()
    assert stored(redis) == before


def test_a_state_not_to_be_believed_is_replaced_whole(routing: Routing, redis: Redis) -> None:
    routing.roster.arrive(trained("ana"), NOW)
    routing.line.enter(caller("one", ABUSE_WIDENING), NOW)
    routing.line.enter(caller("two", ABUSE_WIDENING), NOW)
    routing.forget(after(1))
    with pytest.raises(Unbuilt):
        routing.tick(after(1))
    routing.rebuild(NOBODY, after(2))
    assert set(stored(redis).hashes) == {"state"}
    assert not stored(redis).sets
    assert not stored(redis).orders


def test_a_line_of_thousands_is_put_back_and_replaced(redis: Redis) -> None:
    """More than one command can name at once."""
    routing = Routing(redis)
    crowd = [caller(f"c{number}") for number in range(4_100)]
    for again in (1, 2):
        routing.forget(after(again))
        routing.rebuild(Snapshot([], crowd, []), after(again))
    assert redis.zcard("{helpline}:routing:waiting:es|domestic_abuse|*|*") == len(crowd)
    routing.forget(after(3))
    routing.rebuild(NOBODY, after(3))
    assert set(stored(redis).hashes) == {"state"}


def test_an_old_clock_turns_nothing_back(routing: Routing) -> None:
    routing.roster.arrive(trained("ana", until=after(50)), NOW)
    routing.tick(after(60))
    assert asked(routing.line.enter(caller("one"), after(10))) == []


def test_scripts_dropped_by_the_server_are_brought_again(routing: Routing, redis: Redis) -> None:
    redis.script_flush()
    routing.roster.arrive(trained("ana"), NOW)
    assert asked(routing.line.enter(caller("one"), NOW)) == [("one", "ana")]


def test_all_keys_stand_in_one_hash_slot(routing: Routing, redis: Redis) -> None:
    routing.roster.arrive(trained("ana"), NOW)
    routing.line.enter(caller("one", ABUSE_WIDENING, refused="ben"), NOW)
    assert all(key.startswith(b"{helpline}:routing:") for key in redis.scan_iter())
    with pytest.raises(ValueError, match="hash slot"):
        Routing(redis, prefix="helpline")


def test_two_helplines_share_a_redis_without_meeting(routing: Routing, redis: Redis) -> None:
    other = Routing(redis, prefix="{other}:routing")
    other.rebuild(NOBODY, NOW)
    other.roster.arrive(trained("ana"), NOW)
    assert asked(routing.line.enter(caller("one"), NOW)) == []
