"""Who joins a responder, and can anybody be in two calls at once?"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from ivr.models import Call, CallState, Offer, OfferState, Part, Presence, Responder, Revision, Role
from ivr.operations import benching, beside, duty, needs, people
from ivr.operations.people import NewResponder
from ivr.runtime import Runtime
from routing.need import Need

NO_SUCH_NUMBER = "21211"
SECOND = timedelta(seconds=1)
Introduces = Callable[[Runtime], Runtime]


@pytest.fixture
def floor(either_rt: Runtime, introduces: Introduces) -> Runtime:
    """Ana takes calls in English and Spanish; Idris and Juno interpret, Idris being free longer."""
    introduces(either_rt)
    for number, (name, speaks) in enumerate({"Idris": "so en", "Juno": "so es"}.items()):
        phone, tags = f"+1212555013{number}", tuple(speaks.split())
        people.add(either_rt, NewResponder(name, phone, tags, {}, role=Role.INTERPRETER))
        duty.on(either_rt, name)
    with either_rt.db.begin() as session:
        session.get_one(Presence, id_of(either_rt, "Idris")).idle_since -= SECOND
        session.add(Revision(id="r" * 16, files={}, created_at=either_rt.now()))
    return either_rt


def id_of(rt: Runtime, name: str) -> str:
    with rt.db.read() as session:
        return people.find(session, name).id


def calls(rt: Runtime, name: str, *, kept_apart: tuple[str, ...] = ()) -> None:
    """Somebody waits who speaks Somali."""
    with rt.db.begin() as session:
        session.add(
            Call(
                id=name,
                sid=f"CA{name}",
                revision="r" * 16,
                state=CallState.WAITING,
                number_hidden=False,
                began_at=rt.now(),
                need=needs.write(Need("so")),
                kept_apart=[id_of(rt, who) for who in kept_apart] or None,
            )
        )


def offer(rt: Runtime, call: str, name: str = "Ana", matched: str = "interpreter") -> Offer:
    """A call offered to Ana, who needs an interpreter for it."""
    return Offer(
        id=f"{call}-{name}",
        call_id=call,
        room=1,
        responder_id=id_of(rt, name),
        matched=matched,
        made_at=rt.now(),
        deadline_at=rt.now() + 23 * SECOND,
    )


def held(rt: Runtime, call: str, name: str = "Ana") -> list[str] | None:
    """Who is held to join Ana in this call, after it was written down."""
    with rt.db.begin() as session:
        main = offer(rt, call, name)
        rows = beside.held_for(rt, session, main, session.get_one(Call, call))
        if rows is None:
            return None
        session.add(main)
        session.flush()
        session.add_all(rows)
        return [session.get_one(Responder, row.responder_id).name for row in rows]


def joins(rt: Runtime, call: str, name: str, main: str) -> None:
    """Write, without asking anybody, that somebody interprets in this call."""
    with rt.db.begin() as session:
        row = offer(rt, call, name)
        row.part, row.beside_id, row.state = Part.INTERPRETER, main, OfferState.HELD
        session.add(row)


def test_of_those_who_share_a_language_with_both_the_longest_idle_interprets(
    floor: Runtime,
) -> None:
    calls(floor, "one")
    assert held(floor, "one") == ["Idris"]


def test_two_calls_are_not_given_one_interpreter(floor: Runtime) -> None:
    for name in ("one", "two", "three"):
        calls(floor, name)
    assert held(floor, "one", "Ana") == ["Idris"]
    assert held(floor, "two", "Sam") == ["Juno"]
    assert held(floor, "three", "Kit") is None


def test_who_must_not_hear_the_caller_does_not_interpret(floor: Runtime) -> None:
    calls(floor, "one", kept_apart=("Idris",))
    assert held(floor, "one") == ["Juno"]


def test_who_shares_no_language_with_the_responder_does_not_interpret(floor: Runtime) -> None:
    with floor.db.begin() as session:
        ana = people.find(session, "Ana")
        ana.spoken = [spoken for spoken in ana.spoken if spoken.tag == "es"]
    calls(floor, "one")
    assert held(floor, "one") == ["Juno"]


@pytest.mark.parametrize("why", ["off", "paused"])
def test_who_is_not_there_does_not_interpret(floor: Runtime, why: str) -> None:
    with floor.db.begin() as session:
        presence = session.get_one(Presence, id_of(floor, "Idris"))
        if why == "off":
            presence.on_duty = False
        else:
            presence.busy_until = floor.now() + SECOND
    calls(floor, "one")
    assert held(floor, "one") == ["Juno"]


def test_the_database_lets_nobody_interpret_in_two_calls(floor: Runtime) -> None:
    for name in ("one", "two"):
        calls(floor, name)
    held(floor, "one")
    with floor.db.begin() as session:
        session.add(offer(floor, "two", "Sam"))
    with pytest.raises(IntegrityError):
        joins(floor, "two", "Idris", "two-Sam")


def test_the_database_lets_one_call_have_one_interpreter(floor: Runtime) -> None:
    calls(floor, "one")
    held(floor, "one")
    with pytest.raises(IntegrityError):
        joins(floor, "one", "Juno", "one-Ana")


def test_an_interpreter_is_held_and_rung_only_when_the_responder_has_said_yes(
    floor: Runtime,
) -> None:
    calls(floor, "one")
    held(floor, "one")
    with floor.db.begin() as session:
        main, call = session.get_one(Offer, "one-Ana"), session.get_one(Call, "one")
        row = beside.living(session, main.id, Part.INTERPRETER)
        assert row is not None
        assert row.state == OfferState.HELD
        main.state = OfferState.ACCEPTED
        assert beside.ring_next(floor, session, main, call) == ([row.id], False)
        assert row.state == OfferState.MADE


def test_the_caller_is_not_brought_before_both_are_in_the_room(floor: Runtime) -> None:
    calls(floor, "one")
    held(floor, "one")
    with floor.db.begin() as session:
        main, call = session.get_one(Offer, "one-Ana"), session.get_one(Call, "one")
        row = beside.living(session, main.id, Part.INTERPRETER)
        assert row is not None
        main.state = row.state = OfferState.ACCEPTED
        row.joined_at = floor.now()
        assert not beside.begin_bridging(session, main, call), "an interpreter alone is nobody"
        main.joined_at, row.joined_at = floor.now(), None
        assert not beside.begin_bridging(session, main, call)
        row.joined_at = floor.now()
        assert beside.begin_bridging(session, main, call)
        assert call.state == CallState.BRIDGING


def test_when_an_offer_is_over_nobody_is_held_beside_it(floor: Runtime) -> None:
    calls(floor, "one")
    held(floor, "one")
    with floor.db.begin() as session:
        ended = beside.end(session, "one-Ana", floor.now())
    assert [one.was for one in ended] == [OfferState.HELD]
    calls(floor, "two")
    assert held(floor, "two", "Sam") == ["Idris"]


def test_interpreters_on_duty_do_not_let_the_last_who_takes_calls_be_taken_out(
    floor: Runtime,
) -> None:
    duty.on(floor, "Ana")
    assert not benching.judge(floor, id_of(floor, "Ana"), NO_SUCH_NUMBER)
    assert benching.judge(floor, id_of(floor, "Idris"), NO_SUCH_NUMBER)
    duty.on(floor, "Sam")
    assert benching.judge(floor, id_of(floor, "Ana"), NO_SUCH_NUMBER)


def test_routing_asks_no_interpreter(floor: Runtime) -> None:
    assert floor.routing.roster.state(id_of(floor, "Idris")) is None
    duty.agree(floor)
    assert floor.routing.roster.state(id_of(floor, "Idris")) is None
