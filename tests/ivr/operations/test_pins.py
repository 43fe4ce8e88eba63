"""Does a PIN open for the right person only, however often somebody guesses?"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from ivr.models import AuditEntry, Pin
from ivr.operations import people, pins
from ivr.operations.people import NobodyOfThatName
from ivr.operations.pins import MOST_MISSED, Checked, ImpossiblePin
from ivr.runtime import Runtime
from ivr.seal import BrokenSeal

BY, PIN = "Sam", "2580"
Types = Callable[[str, str], Checked]


@pytest.fixture
def types(either_staffed: Runtime, watch) -> Types:
    """Somebody types this, as that try, on Ana's phone: after the wait the last miss asks for."""
    pins.set_pin(either_staffed, "Ana", PIN, BY)
    ana = id_of(either_staffed, "Ana")

    def type_(digits: str, this_try: str) -> Checked:
        watch.forward(timedelta(seconds=20))
        return pins.check(either_staffed, ana, digits, this_try)

    return type_


def id_of(rt: Runtime, name: str) -> str:
    with rt.db.read() as session:
        return people.find(session, name).id


def row(rt: Runtime) -> Pin:
    with rt.db.read() as session:
        return session.scalars(select(Pin)).one()


def test_the_right_one_opens_as_often_as_it_is_typed(types: Types) -> None:
    assert [types(PIN, f"c:{n}") for n in range(7)] == [Checked.RIGHT] * 7


def test_a_right_one_makes_good_for_the_misses_before(types: Types) -> None:
    for n in range(2):
        for wrong in range(MOST_MISSED - 1):
            assert types("9999", f"c{n}:{wrong}") is Checked.MISSED
        assert types(PIN, f"c{n}:right") is Checked.RIGHT


def test_five_misses_lock_it_and_then_even_the_right_one_does_not_open(
    types: Types, either_staffed: Runtime
) -> None:
    answers = [types("9999", f"c:{n}") for n in range(MOST_MISSED)]
    assert answers == [Checked.MISSED] * (MOST_MISSED - 1) + [Checked.LOCKED]
    assert types(PIN, "c:9") is Checked.LOCKED
    assert types(PIN, "another:1") is Checked.LOCKED
    with either_staffed.db.read() as session:
        deeds = list(session.scalars(select(AuditEntry.what)))
    assert deeds.count("pin.locked") == 1
    pins.set_pin(either_staffed, "Ana", "3691", BY)
    assert types("3691", "c:10") is Checked.RIGHT


def test_the_same_try_reported_again_counts_once(types: Types) -> None:
    for _ in range(MOST_MISSED + 2):
        assert types("9999", "c:1") is Checked.MISSED
    assert types(PIN, "c:2") is Checked.RIGHT


def test_nothing_is_looked_at_for_a_while_after_a_miss(staffed: Runtime, watch) -> None:
    pins.set_pin(staffed, "Ana", PIN, BY)
    ana = id_of(staffed, "Ana")
    waits = [1, 2, 4, 8]
    for n, wait in enumerate(waits):
        assert pins.check(staffed, ana, "9999", f"c:{n}") is Checked.MISSED
        assert pins.seconds_left(staffed, ana) == wait
        watch.forward(timedelta(seconds=wait - 0.1))
        assert pins.check(staffed, ana, PIN, f"soon:{n}") is Checked.TOO_SOON
        watch.forward(timedelta(seconds=0.2))
        assert pins.seconds_left(staffed, ana) == 0
    assert pins.check(staffed, ana, PIN, "c:9") is Checked.RIGHT
    assert pins.seconds_left(staffed, ana) == 0


def test_many_who_guess_at_once_are_still_five(either_staffed: Runtime) -> None:
    rt = either_staffed
    pins.set_pin(rt, "Ana", PIN, BY)
    ana = id_of(rt, "Ana")
    # Every thread is patient: each looks at its own moment, long after the others.
    moments = [replace(rt, clock=_later(rt, hours)) for hours in range(12)]

    def guess(n: int) -> Checked:
        return pins.check(moments[n], ana, f"90{n:02}", f"call{n}:1")

    with ThreadPoolExecutor(6) as together:
        answers = list(together.map(guess, range(12)))
    assert answers.count(Checked.MISSED) <= MOST_MISSED - 1
    assert Checked.RIGHT not in answers
    assert row(rt).missed <= MOST_MISSED
    assert pins.check(moments[-1], ana, PIN, "last:1") in (Checked.LOCKED, Checked.TOO_SOON)


def _later(rt: Runtime, hours: int):
    at = rt.now() + timedelta(hours=hours)
    return lambda: at


@pytest.mark.parametrize("odd", ["", "258", "258012345", "25a0", "２５８０", "2580 ", "+258"])
def test_a_pin_is_four_to_eight_digits(staffed: Runtime, odd: str) -> None:
    with pytest.raises(ImpossiblePin, match="4 to 8 digits"):
        pins.set_pin(staffed, "Ana", odd, BY)


@pytest.mark.parametrize("weak", ["0000", "1234", "7890", "8765", "0123456", "5550111", "0111"])
def test_what_anybody_would_try_first_is_refused_and_not_repeated(
    staffed: Runtime, weak: str
) -> None:
    with pytest.raises(ImpossiblePin, match="easy to guess") as raised:
        pins.set_pin(staffed, "Ana", weak, BY)
    assert weak not in str(raised.value)


def test_whoever_reads_the_table_cannot_try_the_pins(staffed: Runtime) -> None:
    for name in ("Ana", "Sam"):
        pins.set_pin(staffed, name, PIN, BY)
    with staffed.db.read() as session:
        rows = session.execute(text("SELECT * FROM pin")).all()
        proofs = [bytes(one.proof) for one in rows]
    assert PIN not in repr(rows)
    assert proofs[0] != proofs[1], "two people with one PIN do not look alike"
    stranger = replace(staffed, seal=type(staffed.seal)([b"somebody else's key"]))
    with pytest.raises(BrokenSeal):
        pins.check(stranger, id_of(staffed, "Ana"), PIN, "c:1")


def test_the_proof_of_one_is_no_good_for_another(staffed: Runtime) -> None:
    pins.set_pin(staffed, "Ana", PIN, BY)
    pins.set_pin(staffed, "Sam", "3691", BY)
    with staffed.db.begin() as session:
        rows = {one.responder_id: one for one in session.scalars(select(Pin))}
        rows[id_of(staffed, "Sam")].proof = rows[id_of(staffed, "Ana")].proof
    with pytest.raises(BrokenSeal):
        pins.check(staffed, id_of(staffed, "Sam"), PIN, "c:1")


def test_without_a_pin_nothing_opens(staffed: Runtime) -> None:
    assert pins.check(staffed, id_of(staffed, "Ana"), "2580", "c:1") is Checked.LOCKED
    with pytest.raises(NobodyOfThatName):
        pins.set_pin(staffed, "Dana", PIN, BY)
