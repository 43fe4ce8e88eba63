"""Does what a responder says of themselves hold, in the tables and in routing?"""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ivr.models import AuditEntry, Presence
from ivr.operations import duty, people, presences, wrap_up
from ivr.operations.presences import Pause, Stands
from ivr.operations.proposals import pause as pause_after_miss
from ivr.runtime import Runtime

MINUTE = timedelta(minutes=1)


@pytest.fixture
def ana(staffed: Runtime) -> str:
    """Ana's id."""
    with staffed.db.read() as session:
        return people.find(session, "Ana").id


def routed(rt: Runtime, who: str) -> str | None:
    standing = rt.routing.roster.state(who)
    return None if standing is None else standing.value


def presence(rt: Runtime, who: str) -> Presence:
    with rt.db.read() as session:
        return session.get_one(Presence, who)


def test_here_and_gone(staffed: Runtime, ana: str) -> None:
    assert presences.how(staffed, ana) == Stands(on_duty=False)
    assert presences.say_on(staffed, ana, "phone") == Stands(on_duty=True)
    assert routed(staffed, ana) == "available"
    assert presences.say_off(staffed, ana, "text") == Stands(on_duty=False)
    assert routed(staffed, ana) is None
    with staffed.db.read() as session:
        last = session.execute(
            select(AuditEntry.who, AuditEntry.what, AuditEntry.details)
            .order_by(AuditEntry.number.desc())
            .limit(2)
        ).all()
    assert [tuple(one) for one in last] == [
        ("Ana", "duty.off", '{"by":"text"}'),
        ("Ana", "duty.on", '{"by":"phone"}'),
    ]


def test_a_pause_ends_by_itself_or_by_a_word(staffed: Runtime, ana: str, watch) -> None:
    presences.say_on(staffed, ana, "text")
    until = staffed.now() + 15 * MINUTE
    assert presences.pause(staffed, ana, Pause(15, "text")) == Stands(
        on_duty=True, paused_until=until
    )
    assert routed(staffed, ana) == "paused"
    watch.forward(15 * MINUTE)
    staffed.routing.tick(staffed.now())
    assert presences.how(staffed, ana) == Stands(on_duty=True)
    assert routed(staffed, ana) == "available"
    presences.pause(staffed, ana, Pause(60, "text"))
    watch.forward(MINUTE)
    assert presences.say_on(staffed, ana, "text") == Stands(on_duty=True)
    assert routed(staffed, ana) == "available"
    assert presence(staffed, ana).idle_since == staffed.now()


def test_a_later_pause_takes_the_place_of_the_earlier(staffed: Runtime, ana: str) -> None:
    presences.say_on(staffed, ana, "text")
    presences.pause(staffed, ana, Pause(60, "text"))
    stands = presences.pause(staffed, ana, Pause(15, "text"))
    assert stands.paused_until == staffed.now() + 15 * MINUTE


@pytest.mark.parametrize(("asked", "minutes"), [(0, 1), (1, 1), (240, 240), (9999, 240)])
def test_a_pause_is_a_minute_to_four_hours(
    staffed: Runtime, ana: str, asked: int, minutes: int
) -> None:
    presences.say_on(staffed, ana, "text")
    stands = presences.pause(staffed, ana, Pause(asked, "text"))
    assert stands.paused_until == staffed.now() + minutes * MINUTE


def test_who_is_not_here_cannot_pause(staffed: Runtime, ana: str) -> None:
    assert presences.pause(staffed, ana, Pause(15, "text")) == Stands(on_duty=False)
    presences.say_on(staffed, ana, "text")
    presences.say_off(staffed, ana, "text")
    assert presences.pause(staffed, ana, Pause(15, "text")) == Stands(on_duty=False)


def test_saying_on_again_keeps_their_place(staffed: Runtime, ana: str, watch) -> None:
    presences.say_on(staffed, ana, "phone")
    since = presence(staffed, ana).idle_since
    watch.forward(MINUTE)
    presences.say_on(staffed, ana, "phone")
    assert presence(staffed, ana).idle_since == since


def test_a_pause_asked_for_in_a_call_outlives_the_wrap_up_after_it(
    staffed: Runtime, ana: str
) -> None:
    presences.say_on(staffed, ana, "text")
    presences.pause(staffed, ana, Pause(30, "text"))
    with staffed.db.begin() as session:
        wrap_up.write(staffed, session, ana, 2 * MINUTE)
        pause_after_miss(staffed, session, ana)
    assert presences.how(staffed, ana).paused_until == staffed.now() + 30 * MINUTE


def test_a_wrap_up_is_written_where_no_pause_is_longer(staffed: Runtime, ana: str) -> None:
    presences.say_on(staffed, ana, "text")
    presences.pause(staffed, ana, Pause(1, "text"))
    with staffed.db.begin() as session:
        wrap_up.write(staffed, session, ana, 2 * MINUTE)
    assert presence(staffed, ana).busy_with == "wrapping_up"
    assert presences.how(staffed, ana) == Stands(on_duty=True)


def test_a_pause_is_the_same_when_redis_forgot_it(staffed: Runtime, ana: str) -> None:
    presences.say_on(staffed, ana, "text")
    presences.pause(staffed, ana, Pause(30, "text"))
    staffed.redis.flushall()
    duty.agree(staffed)
    assert routed(staffed, ana) == "paused"
