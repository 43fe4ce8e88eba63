"""Is every call the account begins counted, and does what is urgent go first?"""

from dataclasses import replace
from datetime import timedelta

import pytest
from people import ABUSE, DANGER, NOW, after, caller, trained
from redis import Redis

from routing.match import LiveOffer, OnDuty, Routing, Snapshot
from routing.timings import AS_USUAL

PACED = replace(AS_USUAL, pace=timedelta(seconds=1))


@pytest.fixture
def paced(redis: Redis) -> Routing:
    """A helpline that may begin one call a second."""
    opened = Routing(redis, timings=PACED)
    opened.rebuild(Snapshot([], [], []), NOW)
    return opened


def test_calls_that_are_no_offers_take_slots_among_those_that_are(paced: Routing) -> None:
    for name in ("ana", "ben"):
        paced.roster.arrive(trained(name), NOW)
    (first,) = paced.line.enter(caller("one"), NOW).proposals
    assert paced.slot(NOW) == after(1)
    (second,) = paced.line.enter(caller("two"), NOW).proposals
    assert (first.ring_at, second.ring_at) == (NOW, after(2))
    assert second.deadline_at - second.ring_at == first.deadline_at - first.ring_at


def test_what_is_urgent_goes_at_once_and_counts(paced: Routing) -> None:
    assert paced.slot(NOW) == NOW
    assert paced.slot(NOW, urgent=True) == NOW
    assert paced.slot(NOW) == after(2)


def test_when_the_phone_company_is_busy_nobody_rings_until_then(paced: Routing) -> None:
    paced.roster.arrive(trained("ana"), NOW)
    assert paced.slot(NOW, urgent=True, not_before=after(5)) == after(5)
    (offer,) = paced.line.enter(caller("one"), NOW).proposals
    assert offer.ring_at == after(6)


def test_danger_waits_for_nobody(paced: Routing) -> None:
    paced.roster.arrive(trained("ana"), NOW)
    for _ in range(9):
        paced.slot(NOW)
    (offer,) = paced.line.enter(caller("one", DANGER), NOW).proposals
    assert offer.ring_at == NOW


def test_slots_are_given_before_anything_was_rebuilt(redis: Redis) -> None:
    assert Routing(redis, timings=PACED).slot(NOW) == NOW


def test_without_a_pace_every_slot_is_now(routing: Routing) -> None:
    assert [routing.slot(NOW) for _ in range(3)] == [NOW] * 3
    assert routing.slot(NOW, not_before=after(2)) == after(2)


def test_a_rebuild_keeps_to_the_slots_that_were_given(redis: Redis) -> None:
    routing = Routing(redis, timings=PACED)
    planned = LiveOffer("x", "one", "ana", after(30), ring_at=after(4))
    routing.rebuild(Snapshot([OnDuty(trained("ana"), NOW)], [caller("one")], [planned]), NOW)
    assert routing.slot(NOW) == after(5)


def test_a_caller_who_came_back_is_held_for_whom_they_know_from_then_on(routing: Routing) -> None:
    routing.roster.arrive(trained("ana"), NOW)
    routing.roster.wrap_up("ana", after(606), after(600))
    routing.roster.arrive(trained("ben"), after(600))
    back = caller("one", replace(ABUSE, known="ana", known_from=after(600)))
    assert routing.line.enter(back, after(600)).proposals == ()
    (offer,) = routing.tick(after(606)).proposals
    assert (offer.responder_id, offer.matched) == ("ana", "known")


def test_and_not_for_longer_than_a_moment(routing: Routing) -> None:
    routing.roster.arrive(trained("ana"), NOW)
    routing.roster.wrap_up("ana", after(616), after(600))
    routing.roster.arrive(trained("ben"), after(600))
    back = caller("one", replace(ABUSE, known="ana", known_from=after(600)))
    (offer,) = routing.line.enter(back, after(600)).proposals
    assert offer.responder_id == "ben", "she would be free too late"
