"""Whatever a caller does, are they understood, brought to a person, and never left without end?"""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ivr.flow.facts import EVERY_PROMISE
from ivr.flow.position import Position

INPUTS = st.sampled_from([*"0123456789*#", "1234567890123456", "silence", "failed", "nobody"])
WAITS = st.integers(0, 400)
BEING_HELPED = ("waiting", "ringing")
HABITS = [*"0123456789*#", "silence"]


def do(caller, what) -> None:
    if isinstance(what, int):
        caller.waits(what)
    elif what == "silence":
        caller.stays_silent()
    elif what == "failed":
        caller.is_failed()
    elif what == "nobody":
        caller.finds_nobody()
    elif what.startswith("said "):
        caller.says(what.removeprefix("said "))
    else:
        caller.presses(what)


def fits(caller, what) -> bool:
    """Waits belong to the line, and only there is nobody free."""
    waiting = caller.position.phase in BEING_HELPED
    if isinstance(what, int):
        return caller.position.is_waiting
    return what != "nobody" or waiting


@settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(INPUTS | WAITS, max_size=60),
    st.booleans(),
    st.sampled_from(["en", "es"]),
)
def test_no_caller_breaks_a_flow_and_only_a_goodbye_ends_one(new_caller, done, hidden, language):
    caller = new_caller(number_hidden=hidden).calls(language=language)
    for what in done:
        if caller.gone:
            break
        if fits(caller, what):
            do(caller, what)
        raw = caller.position.to_bytes()
        assert Position.from_bytes(raw) == caller.position
        assert len(raw) < 700
        assert not re.search(r"[{}]", caller.words)
        if caller.gone:
            kind = caller.book.flows["welcome"].steps[caller.step].kind
            assert kind == "goodbye"


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(INPUTS, max_size=12), st.booleans())
def test_doing_nothing_from_anywhere_reaches_a_person_or_an_end(new_caller, done, hidden):
    caller = new_caller(number_hidden=hidden).calls()
    for what in done:
        if caller.gone or caller.position.phase in BEING_HELPED:
            break
        if fits(caller, what):
            do(caller, what)
    for _ in range(8):
        if caller.gone or caller.position.phase in BEING_HELPED:
            break
        caller.stays_silent()
    assert caller.gone or caller.position.phase in BEING_HELPED


@pytest.mark.parametrize("habit", HABITS)
@pytest.mark.parametrize("answer", ["nobody", "failed", 400])
@pytest.mark.parametrize("hidden", [False, True])
def test_nobody_goes_round_for_ever_even_if_nothing_ever_works(new_caller, habit, answer, hidden):
    caller = new_caller(number_hidden=hidden).calls()
    for _ in range(150):
        if caller.gone:
            break
        if caller.position.is_waiting:
            do(caller, answer)
        elif caller.position.phase in BEING_HELPED:
            do(caller, "nobody")
        else:
            do(caller, habit)
    assert caller.gone


def test_who_does_nothing_at_all_is_in_line_after_a_few_moments(caller):
    caller.stays_silent(4)
    assert caller.position.is_waiting
    assert caller.need.need.language == "en"


SOMEBODY = frozenset({("en", "harm")})


@settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        INPUTS | WAITS | st.sampled_from(["20264471", "2125550144", "911", "said the law"]),
        max_size=60,
    ),
    st.booleans(),
    st.sampled_from([frozenset(), EVERY_PROMISE]),
)
def test_no_caller_breaks_any_kind_of_step_and_no_digit_stays(new_caller, done, hidden, keeps):
    facts = {"number_hidden": hidden, "keeps": keeps, "responders_free": SOMEBODY}
    caller = new_caller(**facts).calls("everything")
    for what in done:
        if caller.gone:
            break
        if fits(caller, what):
            do(caller, what)
        raw = caller.position.to_bytes()
        assert Position.from_bytes(raw) == caller.position
        assert len(raw) < 900
        assert b"20264471" not in raw
        assert b"2125550144" not in raw
    for _ in range(12):
        if caller.gone or caller.position.phase in BEING_HELPED:
            break
        caller.stays_silent()
    assert caller.gone or caller.position.phase in BEING_HELPED


@pytest.mark.parametrize("habit", [*HABITS, "20264471"])
@pytest.mark.parametrize("answer", ["nobody", "failed", 400])
@pytest.mark.parametrize("keeps", [frozenset(), EVERY_PROMISE], ids=["nothing", "everything"])
def test_no_kind_of_step_goes_round_for_ever(new_caller, habit, answer, keeps):
    caller = new_caller(keeps=keeps, responders_free=SOMEBODY).calls("everything")
    for _ in range(200):
        if caller.gone:
            break
        if caller.position.is_waiting:
            do(caller, answer)
        elif caller.position.phase in BEING_HELPED:
            do(caller, "nobody")
        else:
            do(caller, habit)
    assert caller.gone
