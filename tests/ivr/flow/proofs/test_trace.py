"""Which exits does a call take, also those of flows within flows?"""

from datetime import UTC, datetime

import pytest

from ivr.flow.proofs.playing import Played
from ivr.flow.proofs.trace import exits_of
from ivr.flow.proofs.world import Person, World

NOON = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)
SAM = Person("Sam", ("en", "es"), is_free=False)


@pytest.fixture
def exits_taken(sample_book):
    """The exits a call takes: keys, words to be said, "" for silence, in turn."""

    def of(*acts: str, flow: str = "everything", **world: object) -> list[str]:
        one_free = Person("Kim", ("en",), ("harm",))
        call = Played(sample_book, World(NOON, people=(SAM, one_free), **world), flow)
        call.begins()
        for act in acts:
            if act and not act.strip("0123456789*#"):
                call.presses(act)
            elif act:
                call.says(act)
            else:
                call.stays_silent()
        assert set(call.exits) <= exits_of(sample_book)
        return [f"{one.place} {one.exit}" for one in call.exits]

    return of


LOOK = "everything.look otherwise"
RIGHTS = "everything.what choices.0.go"


def test_who_listens_to_the_end_leaves_the_inner_flow_and_the_step_around_it(exits_taken):
    taken = exits_taken("1", "", "", "")
    assert taken == [
        LOOK, RIGHTS, "rights.tell then", "rights.more silent.go", "everything.rights exits.done",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "exit_"),
    [("0", "everything.rights exits.person"), ("9", "everything.rights exits.danger")],
)
def test_a_universal_key_takes_no_exit_of_the_step_but_leaves_its_flow(exits_taken, key, exit_):
    assert exits_taken("1", key) == [LOOK, RIGHTS, exit_]


def test_a_universal_key_in_the_outermost_flow_takes_no_exit_at_all(exits_taken):
    assert exits_taken("0") == [LOOK]
    assert exits_taken("*", "1", "*") == [LOOK, RIGHTS]


def test_a_flow_can_be_gone_through_twice(exits_taken):
    once = [RIGHTS, "rights.tell then", "rights.more unclear.go", "everything.rights exits.done"]
    assert exits_taken("1", "#", "5", "1", "#", "5") == [LOOK, *once, *once]


def test_words_take_the_exit_that_their_key_takes(exits_taken):
    assert exits_taken("the law") == exits_taken("1")
    assert exits_taken("call me back", "heard no") == exits_taken("3", "2")
    assert exits_taken("3", "2")[-1] == "everything.call_me declined"


def test_of_lines_that_lead_to_one_place_the_one_that_holds_is_taken(exits_taken):
    assert exits_taken(is_holiday=True) == ["everything.look when.1.go"]
    closed = frozenset({"closed_today"})
    assert exits_taken(switches_on=closed) == ["everything.look when.0.go"]


def test_of_exits_that_lead_to_one_place_the_one_that_was_meant_is_taken(exits_taken):
    assert "welcome.hello then" in exits_taken("2", flow="welcome")
    assert "welcome.hello unclear.go" in exits_taken("7", "7", flow="welcome")
    assert "welcome.hello silent.go" in exits_taken("", "", flow="welcome")


def test_a_promise_takes_its_exit_whatever_the_last_question_was_answered(exits_taken):
    word = ("3", "1", "1", "1", "2", "4711")
    skipped = (*word[:-1], "#")
    for acts in ((*word, "1"), (*skipped, "2"), (*skipped, "")):
        assert exits_taken(*acts)[2:] == ["everything.call_me agreed", "everything.promised then"]
