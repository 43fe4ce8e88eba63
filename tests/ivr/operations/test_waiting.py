"""Does a caller in the line keep what they chose last?"""

from dataclasses import replace

import pytest

from ivr.flow.instructions import EnterLine
from ivr.flow.position import Position
from ivr.models import Call, CallState
from ivr.operations import waiting
from ivr.runtime import Runtime
from routing.need import Need

CHOSE_HARM, CHOSE_FRAUD = Need("es", "domestic_abuse"), Need("es", "fraud")


@pytest.fixture
def rt(open_rt: Runtime) -> Runtime:
    """A helpline with a call in its menus."""
    with open_rt.db.begin() as session:
        session.add(
            Call(
                id="c",
                sid="CA1",
                revision=open_rt.books.live().short,
                number_hidden=False,
                began_at=open_rt.now(),
                state=CallState.OPEN,
                room=1,
                credit_seconds=0,
            )
        )
    return open_rt


def at(rt: Runtime, turn: int) -> Position:
    book = rt.books.live().short
    return Position(book, "welcome", "person", "es", phase="waiting", turn=turn)


def entry(rt: Runtime, turn: int, need: Need) -> EnterLine:
    return EnterLine(position=at(rt, turn), need=need, patient=True)


def written(rt: Runtime) -> tuple[int, object]:
    with rt.db.read() as session:
        call = session.get_one(Call, "c")
    assert call.position is not None
    assert call.need is not None
    return Position.from_bytes(call.position).turn, call.need["specialty"]


def test_the_late_webhook_of_an_older_answer_takes_nothing_back(rt: Runtime) -> None:
    waiting.enter(rt, "c", entry(rt, 5, CHOSE_FRAUD))
    waiting.enter(rt, "c", entry(rt, 3, CHOSE_HARM))
    assert written(rt) == (5, "fraud")
    waiting.leave(rt, "c", at(rt, 4))
    assert written(rt) == (5, "fraud")


def test_the_same_and_a_newer_answer_count(rt: Runtime) -> None:
    waiting.enter(rt, "c", entry(rt, 3, CHOSE_HARM))
    waiting.enter(rt, "c", entry(rt, 3, CHOSE_FRAUD))
    assert written(rt) == (3, "fraud")
    waiting.enter(rt, "c", entry(rt, 4, CHOSE_HARM))
    assert written(rt) == (4, "domestic_abuse")
    waiting.leave(rt, "c", replace(at(rt, 5), phase=""))
    assert written(rt)[0] == 5


def test_a_place_that_nobody_can_read_any_more_is_written_over(rt: Runtime) -> None:
    with rt.db.begin() as session:
        session.get_one(Call, "c").position = b"9|of another time"
    waiting.enter(rt, "c", entry(rt, 1, CHOSE_HARM))
    assert written(rt) == (1, "domestic_abuse")
