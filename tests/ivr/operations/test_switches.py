"""Does "closed today" hold for every call, until it ends by itself?"""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ivr.bookshelf import LOOK_EVERY, NothingPublished
from ivr.models import AuditEntry
from ivr.operations import calls, flows, switches
from ivr.operations.calls import Arrival
from ivr.operations.switches import NoSuchSwitch
from ivr.runtime import Runtime, build

HOUR = timedelta(hours=1)


@pytest.fixture
def open_rt(small_rt: Runtime) -> Runtime:
    """A helpline that is open."""
    flows.publish(small_rt)
    small_rt.books.live()
    return small_rt


def look_again(rt: Runtime) -> None:
    rt.books._looked -= LOOK_EVERY


def test_on_until_its_moment_and_then_off_by_itself(open_rt: Runtime, watch) -> None:
    assert switches.on(open_rt) == frozenset()
    switches.turn_on(open_rt, "closed_today", open_rt.now() + HOUR, "Sam")
    look_again(open_rt)
    assert switches.on(open_rt) == {"closed_today"}
    watch.forward(HOUR)
    assert switches.on(open_rt) == frozenset()
    assert [one.until for one in switches.listing(open_rt)] == [None]


def test_turned_off_before_its_time(open_rt: Runtime) -> None:
    switches.turn_on(open_rt, "closed_today", open_rt.now() + HOUR, "Sam")
    switches.turn_off(open_rt, "closed_today", "Ana")
    look_again(open_rt)
    assert switches.on(open_rt) == frozenset()
    with open_rt.db.read() as session:
        rows = session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()
    assert [(row.who, row.what, row.subject) for row in rows[1:]] == [
        ("Sam", "switch.on", "closed_today"),
        ("Ana", "switch.off", "closed_today"),
    ]


def test_turning_it_on_again_moves_its_end(open_rt: Runtime, watch) -> None:
    for hours in (1, 3, 2):
        switches.turn_on(open_rt, "closed_today", open_rt.now() + hours * HOUR, "Sam")
    (shown,) = switches.listing(open_rt)
    assert (shown.title, shown.until, shown.set_by) == (
        "Closed today",
        open_rt.now() + 2 * HOUR,
        "Sam",
    )


def test_another_process_knows_it_too(open_rt: Runtime) -> None:
    other = build(open_rt.environment)
    switches.turn_on(open_rt, "closed_today", open_rt.now() + HOUR, "Sam")
    assert other.books.switches_on(open_rt.now()) == {"closed_today"}
    other.db.engine.dispose()
    other.redis.close()


def test_a_switch_no_flow_could_know_is_refused_with_a_hint(open_rt: Runtime) -> None:
    with pytest.raises(NoSuchSwitch, match="did you mean closed_today"):
        switches.turn_on(open_rt, "closed_tody", open_rt.now() + HOUR, "Sam")


def test_what_is_off_cannot_be_turned_off(open_rt: Runtime, watch) -> None:
    with pytest.raises(NoSuchSwitch):
        switches.turn_off(open_rt, "closed_today", "Sam")
    switches.turn_on(open_rt, "closed_today", open_rt.now() + HOUR, "Sam")
    watch.forward(HOUR)
    with pytest.raises(NoSuchSwitch):
        switches.turn_off(open_rt, "closed_today", "Sam")


def test_a_caller_hears_it_from_the_next_call_on(small_rt: Runtime, folder, written) -> None:
    look = """\
  look:
    kind: check
    when:
      - {switch: closed_today, go: closed}
    otherwise: hello
  closed:
    kind: language
    say: We are closed today.
    offer: [en, es]
    silent: {tries: 1, go: on_duty}
    unclear: {tries: 2, go: on_duty}
    then: on_duty
  on_duty:
    kind: menu
    say_keys: [danger]
    choices:
      - press: 1
        label: To ring who is on duty
        go: others
    silent: {tries: 1, go: others}
    unclear: {tries: 2, go: others}
  others:
    kind: say
    say: We open again tomorrow at 9 a.m.
    services: [independent_advocate]
    say_emergency: yes
    then: duty_phones
  hello:
"""
    starts = ("welcome.yaml", "starts_at: hello", "starts_at: look")
    folder.hold(written(starts, ("welcome.yaml", "  hello:\n", look)))
    flows.publish(small_rt)
    assert "You have reached us." in first_words(small_rt, "CA1")
    switches.turn_on(small_rt, "closed_today", small_rt.now() + HOUR, "Sam")
    look_again(small_rt)
    assert "We are closed today." in first_words(small_rt, "CA2")


def first_words(rt: Runtime, sid: str) -> str:
    arrival = Arrival(sid, None, rt.environment.number)
    _caller, _book, reply = calls.answer(rt, arrival)
    return str(reply.instructions)


def test_before_the_first_publish_there_is_nothing_to_switch(small_rt: Runtime) -> None:
    with pytest.raises(NothingPublished):
        switches.turn_on(small_rt, "closed_today", small_rt.now() + HOUR, "Sam")
    assert switches.on(small_rt) == frozenset()
