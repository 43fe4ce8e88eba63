"""Are answers counted once each, shown to nobody one by one, and forgotten but for their sum?"""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from ivr.flow.effects import Answered
from ivr.flow.position import Position
from ivr.models import Answer, Call, Line, Revision
from ivr.operations import answers
from ivr.operations.turns import Turn
from ivr.queries.answers import ImpossibleMonth, last_month, tallies
from ivr.runtime import Runtime

ASKED = Position("0" * 16, "welcome", "how_was_it", "es")
YES, NO = Answered("felt_heard", "yes"), Answered("felt_heard", "no")


@pytest.fixture
def line(either_rt: Runtime) -> Runtime:
    """A caller is asked how it was."""
    now = either_rt.now()
    with either_rt.db.begin() as session:
        session.add(
            Line(id="+1", name="+1", number="+1", flow="welcome", created_at=now, changed_at=now)
        )
        session.add(Revision(id="r", files={}, note="", author="", created_at=now))
        session.flush()
        session.add(
            Call(id="kit", sid="kit", line="+1", revision="r", number_hidden=False, began_at=now)
        )
    return either_rt


def answered(rt: Runtime, count: int, answer: Answered, language: str = "es") -> None:
    """The answer of this number, given now."""
    asked = replace(ASKED, language=language, turn=count - 1)
    answers.count(rt, Turn("kit", asked, replace(asked, turn=count)), answer)


def periods(rt: Runtime) -> Counter[str]:
    """How many answers each period has."""
    found: Counter[str] = Counter()
    with rt.db.read() as session:
        for row in session.scalars(select(Answer)):
            found[row.period] += row.times
    return found


def test_the_same_answer_brought_again_counts_once(line: Runtime) -> None:
    for _ in range(3):
        answered(line, 1, YES)
    answered(line, 2, NO)
    assert periods(line) == {"2027-03-05T22": 2}


def test_a_call_nobody_knows_is_not_counted_and_breaks_nothing(line: Runtime) -> None:
    answers.count(line, Turn("nobody", ASKED, replace(ASKED, turn=1)), YES)
    assert periods(line) == {}


def test_fewer_than_five_are_not_told(line: Runtime, watch: Any) -> None:
    for count in range(1, 6):
        answered(line, count, YES, language="es" if count % 2 else "en")
    for count in range(6, 10):
        answered(line, count, NO)
    watch.time = datetime(2027, 4, 1, tzinfo=UTC)
    shown = [(tally.choice, tally.shown) for tally in tallies(line, "2027-03")]
    assert shown == [("yes", "5"), ("no", "<5")]
    assert tallies(line, "2027-02") == []


@pytest.mark.parametrize("month", ["2027-03", "2027-04", "9999-12"])
def test_a_month_that_goes_on_is_not_told(line: Runtime, month: str) -> None:
    with pytest.raises(ImpossibleMonth, match="is not over yet"):
        tallies(line, month)


@pytest.mark.parametrize(
    "month", ["", "2027", "2027-13", "2027-00", "2027-2", "%", "2027-02' OR 1"]
)
def test_what_is_no_month_is_refused_kindly(line: Runtime, month: str) -> None:
    with pytest.raises(ImpossibleMonth, match="write it like"):
        tallies(line, month)


def test_the_month_before_january_is_december(line: Runtime, watch: Any) -> None:
    watch.time = datetime(2028, 1, 1, tzinfo=UTC)
    assert last_month(line) == "2027-12"


def test_after_thirteen_months_only_the_sum_of_a_month_is_known(line: Runtime, watch: Any) -> None:
    for count, day in enumerate((1, 2, 2, 31), 1):
        watch.time = datetime(2027, 3, day, count, tzinfo=UTC)
        answered(line, count, YES if count < 4 else NO)
    watch.time = datetime(2027, 4, 1, tzinfo=UTC)
    answered(line, 5, YES)
    before = tallies(line, "2027-03")
    watch.time = datetime(2028, 3, 31, 23, 59, tzinfo=UTC)
    assert answers.forget_hours(line) == 0
    watch.time += timedelta(minutes=1)
    assert answers.forget_hours(line) == 4
    assert answers.forget_hours(line) == 0
    assert periods(line) == {"2027-03": 4, "2027-04-01T00": 1}
    assert tallies(line, "2027-03") == before
    with line.db.read() as session:
        assert len(session.scalars(select(Answer)).all()) == 3
