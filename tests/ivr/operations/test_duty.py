"""Is everybody on duty who said so, also when Redis was away for a while?"""

from dataclasses import replace
from datetime import timedelta

import pytest

from ivr.models import Presence, Responder
from ivr.operations import duty, people
from ivr.operations.duty import NobodyOfThatName
from ivr.operations.people import NewResponder
from ivr.runtime import Runtime, redis_at
from ivr.trial.servers import free_port
from routing.match import Routing


@pytest.fixture
def floor(rt: Runtime) -> Runtime:
    """Ana and Sam are here, off duty."""
    until = rt.now() + timedelta(days=365)
    for name, phone in (("Ana", "+12125550111"), ("Sam", "+12125550112")):
        people.add(rt, NewResponder(name, phone, ("en",), {"domestic_abuse": until}))
    return rt


@pytest.fixture
def without_redis(floor: Runtime) -> Runtime:
    redis = redis_at(f"redis://127.0.0.1:{free_port()}/0")
    return replace(floor, redis=redis, routing=Routing(redis))


def presence(rt: Runtime, name: str) -> Presence:
    with rt.db.read() as session:
        return session.query(Presence).join(Responder).filter(Responder.name == name).one()


def routed(rt: Runtime, name: str) -> bool:
    with rt.db.read() as session:
        who = session.query(Responder).filter(Responder.name == name).one().id
    return rt.routing.roster.state(who) is not None


def test_who_says_they_are_here_can_be_rung_from_then_on(floor: Runtime) -> None:
    duty.on(floor, "Ana")
    assert presence(floor, "Ana").on_duty
    assert presence(floor, "Ana").since == floor.now()
    assert routed(floor, "Ana")
    assert not routed(floor, "Sam")


def test_saying_it_again_keeps_their_place(floor: Runtime) -> None:
    duty.on(floor, "Ana")
    before = presence(floor, "Ana").idle_since
    later = replace(floor, clock=lambda: before + timedelta(hours=1))
    duty.on(later, "Ana")
    assert presence(floor, "Ana").idle_since == before
    assert presence(floor, "Ana").since == before


def test_who_goes_home_is_not_rung_and_comes_back_as_somebody_new(floor: Runtime) -> None:
    duty.on(floor, "Ana")
    duty.off(floor, "Ana")
    assert not presence(floor, "Ana").on_duty
    assert not routed(floor, "Ana")
    tomorrow = floor.now() + timedelta(days=1)
    duty.on(replace(floor, clock=lambda: tomorrow), "Ana")
    assert presence(floor, "Ana").idle_since == tomorrow


def test_who_was_never_here_can_go_home_too(floor: Runtime) -> None:
    duty.off(floor, "Ana")
    assert not routed(floor, "Ana")


@pytest.mark.parametrize("name", ["Kit", "", "ana", "Ana'; --", "A" * 5000])
def test_a_name_nobody_has_is_one_sentence(floor: Runtime, name: str) -> None:
    for change in (duty.on, duty.off):
        with pytest.raises(NobodyOfThatName, match="people list"):
            change(floor, name)


def test_duty_that_redis_did_not_hear_of_is_told_when_it_is_back(
    floor: Runtime, without_redis: Runtime
) -> None:
    duty.on(floor, "Sam")
    duty.on(without_redis, "Ana")
    assert presence(floor, "Ana").on_duty
    assert not routed(floor, "Ana")
    duty.agree(floor)
    assert routed(floor, "Ana")
    duty.off(without_redis, "Ana")
    assert routed(floor, "Ana")
    duty.agree(floor)
    assert not routed(floor, "Ana")


def test_agreeing_again_changes_nothing(floor: Runtime) -> None:
    duty.on(floor, "Ana")
    before = presence(floor, "Ana")
    for _ in range(2):
        duty.agree(floor)
    assert routed(floor, "Ana")
    assert not routed(floor, "Sam")
    assert presence(floor, "Ana").since == before.since


def test_a_redis_that_forgot_everything_is_told_who_is_here(floor: Runtime) -> None:
    duty.on(floor, "Ana")
    floor.redis.flushall()
    duty.agree(floor)
    assert routed(floor, "Ana")
    assert not routed(floor, "Sam")
