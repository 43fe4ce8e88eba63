"""Is what a caller typed kept once, for them alone, and no longer than it is needed?"""

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from ivr.flow.effects import DigitsGiven
from ivr.flow.position import Position
from ivr.models import Call, CallState, Effect, Line, Revision, Typed
from ivr.operations import forgetting, typed
from ivr.operations.turns import Turn
from ivr.runtime import Runtime
from ivr.seal import Seal

PLACE, OTHER = "welcome.case", "welcome.extension"
ASKED = Position("0" * 16, "welcome", "case", "en")


def calls(rt: Runtime, *ids: str) -> Runtime:
    """These calls go on."""
    now = rt.now()
    with rt.db.begin() as session:
        session.add(
            Line(id="+1", name="+1", number="+1", flow="welcome", created_at=now, changed_at=now)
        )
        session.add(Revision(id="r", files={}, note="", author="", created_at=now))
        session.flush()
        for call in ids:
            session.add(
                Call(id=call, sid=call, line="+1", revision="r", number_hidden=False, began_at=now)
            )
    return rt


@pytest.fixture
def line(either_rt: Runtime) -> Runtime:
    """Kit and Sam are on the phone."""
    return calls(either_rt, "kit", "sam")


def turn(count: int, call: str = "kit") -> Turn:
    """The answer of this number."""
    return Turn(call, replace(ASKED, turn=count - 1), replace(ASKED, turn=count))


def row(rt: Runtime, call: str = "kit", place: str = PLACE) -> Typed | None:
    with rt.db.read() as session:
        return session.get(Typed, (call, place))


def test_two_callers_who_type_the_same_do_not_look_the_same(line: Runtime) -> None:
    for call in ("kit", "sam"):
        assert typed.keep(line, turn(1, call), DigitsGiven(PLACE, "4711"))
    assert typed.keep(line, turn(2), DigitsGiven(OTHER, "4711"))
    with line.db.read() as session:
        assert len(set(session.scalars(select(Typed.digits)))) == 3
    assert {typed.read(line, *where) for where in (("kit", PLACE), ("kit", OTHER))} == {"4711"}


def test_a_key_that_is_no_longer_ours_reads_nothing(line: Runtime) -> None:
    typed.keep(line, turn(1), DigitsGiven(PLACE, "4711"))
    stranger = replace(line, seal=Seal([b"another key"]))
    assert typed.read(stranger, "kit", PLACE) == ""
    rotated = replace(line, seal=Seal([b"another key", *line.environment.key_bytes]))
    assert typed.read(rotated, "kit", PLACE) == "4711"


def test_nothing_is_read_where_nothing_was_typed(line: Runtime) -> None:
    assert typed.read(line, "kit", PLACE) == ""
    assert typed.read(line, "nobody", PLACE) == ""


def test_what_stands_nowhere_cannot_be_right(line: Runtime) -> None:
    assert not typed.confirm(line, turn(2), PLACE)
    typed.keep(line, turn(3), DigitsGiven(PLACE, "4711"))
    assert not typed.confirm(line, turn(4), OTHER)
    assert not typed.confirm(line, turn(5, "sam"), PLACE)
    kept = row(line)
    assert kept is not None
    assert kept.confirmed_at is None


def test_a_confirmation_of_the_old_number_does_not_make_the_new_one_right(line: Runtime) -> None:
    typed.keep(line, turn(1), DigitsGiven(PLACE, "4711"))
    typed.keep(line, turn(5), DigitsGiven(PLACE, "55501"))
    assert not typed.confirm(line, turn(2), PLACE)
    assert typed.confirm(line, turn(6), PLACE)


def test_a_confirmation_brought_again_stays_true_and_keeps_its_moment(
    line: Runtime, watch: Any
) -> None:
    typed.keep(line, turn(1), DigitsGiven(PLACE, "4711"))
    assert typed.confirm(line, turn(2), PLACE)
    first = row(line)
    watch.forward(timedelta(minutes=1))
    assert typed.confirm(line, turn(2), PLACE)
    again = row(line)
    assert first is not None
    assert again is not None
    assert again.confirmed_at == first.confirmed_at


def test_taking_back_late_leaves_what_was_typed_since(line: Runtime) -> None:
    typed.keep(line, turn(1), DigitsGiven(PLACE, "4711"))
    typed.keep(line, turn(3), DigitsGiven(PLACE, "55501"))
    assert typed.take_back(line, turn(2), PLACE)
    assert typed.read(line, "kit", PLACE) == "55501"
    assert typed.take_back(line, turn(4), PLACE)
    assert row(line) is None


def test_a_call_nobody_knows_keeps_nothing_and_is_not_told_otherwise(line: Runtime) -> None:
    assert not typed.keep(line, turn(1, "nobody"), DigitsGiven(PLACE, "4711"))
    with line.db.read() as session:
        assert session.scalars(select(Effect)).all() == []


def test_the_same_answer_at_the_same_moment_in_ten_processes_is_kept_once(line: Runtime) -> None:
    together, said = threading.Barrier(10), []

    def bring() -> None:
        together.wait()
        said.append(typed.keep(line, turn(1), DigitsGiven(PLACE, "4711")))

    threads = [threading.Thread(target=bring) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == [True] * 10
    with line.db.read() as session:
        assert len(session.scalars(select(Effect)).all()) == 1
    assert typed.read(line, "kit", PLACE) == "4711"


def test_only_what_is_over_is_erased(line: Runtime, watch: Any) -> None:
    typed.keep(line, turn(1), DigitsGiven(PLACE, "4711"))
    typed.keep(line, turn(2), DigitsGiven(OTHER, "55501"))
    typed.keep(line, turn(1, "sam"), DigitsGiven(PLACE, "4711"))
    typed.confirm(line, turn(3), PLACE)
    with line.db.begin() as session:
        session.get_one(Call, "kit").state = CallState.ENDED
    assert forgetting.forget_typed(line) == 1
    assert [row(line, *w) is None for w in (("kit", PLACE), ("kit", OTHER), ("sam", PLACE))] == [
        False,
        True,
        False,
    ]
    watch.forward(forgetting.DAY + timedelta(seconds=1))
    assert forgetting.forget_typed(line) == 2


DEEDS = st.lists(
    st.tuples(
        st.sampled_from(("type", "right", "wrong", "again")),
        st.text("0123456789", min_size=4, max_size=20),
    ),
    max_size=12,
)


@pytest.fixture
def sqlite_line(rt: Runtime) -> Runtime:
    """Kit is on the phone, on SQLite."""
    return calls(rt, "kit")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=DEEDS)
def test_whatever_is_typed_taken_back_and_brought_again_the_last_number_stands(
    sqlite_line: Runtime, deeds: list[tuple[str, str]]
) -> None:
    rt, expected, right, past = sqlite_line, "", False, []
    for count, (deed, digits) in enumerate(deeds, 1):
        if deed == "type":
            past.append((count, digits))
            assert typed.keep(rt, turn(count), DigitsGiven(PLACE, digits))
            expected, right = digits, False
        elif deed == "again" and past:
            late, old = past[len(digits) % len(past)]
            assert typed.keep(rt, turn(late), DigitsGiven(PLACE, old))
        elif deed == "right":
            assert typed.confirm(rt, turn(count), PLACE) is bool(expected)
            right = bool(expected)
        elif deed == "wrong":
            assert typed.take_back(rt, turn(count), PLACE)
            expected, right = "", False
        kept = row(rt)
        assert typed.read(rt, "kit", PLACE) == expected
        assert (kept is not None and kept.confirmed_at is not None) is right
    with rt.db.begin() as session:
        session.execute(delete(Typed))
        session.execute(delete(Effect))
