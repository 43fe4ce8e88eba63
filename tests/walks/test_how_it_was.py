"""What becomes of the answers of callers who are asked how it was?"""

import pytest
from town import CALLER, Town
from typing_town import (
    SKIP,
    breaking,
    rows,
)

from ivr.models import Answer


def asked_how_it_was(town: Town, *answers: str) -> None:
    """A caller who types an extension, answers, and is gone."""
    town.dial(["3", "4711", *answers])
    town.wait_until("ended", CALLER)


def test_an_answer_is_a_code_with_its_hour_and_leads_to_no_call(either_line: Town) -> None:
    town = either_line
    asked_how_it_was(town, "2", "1")
    answers = {(row.question, row.choice): row for row in rows(town, Answer)}
    assert set(answers) == {("felt_heard", "no"), ("would_call_again", "yes")}
    for row in answers.values():
        assert (row.flow, row.step, row.language) == ("welcome", "how_was_it", "en")
        assert (row.period, row.times) == ("2027-03-05T22", 1)
        told = " ".join(str(getattr(row, column.name)) for column in Answer.__table__.columns)
        call = town.call()
        assert not [s for s in (CALLER, CALLER[1:], call.id, call.sid) if s in told]


@pytest.mark.parametrize(("answers", "counted"), [((SKIP,), 0), (("",), 0), (("1", SKIP), 1)])
def test_it_can_be_left_at_any_question(line: Town, answers: tuple[str, ...], counted: int) -> None:
    asked_how_it_was(line, *answers)
    assert (len(rows(line, Answer)), line.call().ending) == (counted, "goodbye")


def test_an_answer_that_cannot_be_counted_disturbs_nobody(line: Town) -> None:
    with breaking(line, "INTO answer"):
        asked_how_it_was(line, "1", "2")
    assert (rows(line, Answer), line.call().ending) == ([], "goodbye")
    assert line.rung() == []
