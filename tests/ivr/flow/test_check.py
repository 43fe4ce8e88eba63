"""Does a check see what is true, and take the first line that holds?"""

from datetime import UTC, datetime

import pytest

from ivr.flow import engine
from ivr.flow.inputs import Keys
from ivr.flow.reader import read_set

LINES = "      - {hours: office, go: choices}\n      - {hours: nights, go: choices}\n"


@pytest.fixture
def next_step(files, caller):
    """Where a caller in Spanish goes from the check, with these lines in it."""

    def of(*lines: str, number_hidden: bool = False, **facts: object) -> str:
        when = "".join(f"      - {line}\n" for line in lines)
        changed = files["welcome.yaml"].replace(LINES, when)
        book = read_set({**files, "welcome.yaml": changed}, allow_test_numbers=True)
        given = {"now": caller.facts.now, "number_hidden": number_hidden, **facts}
        true_now = engine.Facts(**given)
        hello = engine.start(book, "welcome", true_now)
        return engine.resume(book, hello.position, Keys("2"), true_now).heard[1].split(".")[1]

    return of


@pytest.mark.parametrize(
    ("line", "hidden", "step"),
    [
        ("{language: es, go: more}", False, "more"),
        ("{language: en, go: more}", False, "closed"),
        ("{mark: harm, go: more}", False, "closed"),
        ("{mark: may_be_unable_to_speak, go: more}", False, "closed"),
        ("{number_hidden: yes, go: more}", False, "closed"),
        ("{number_hidden: yes, go: more}", True, "more"),
        ("{number_hidden: no, go: more}", False, "more"),
        ("{number_hidden: no, go: more}", True, "closed"),
        ("{hours: office, go: more}", False, "more"),
        ("{hours: nights, go: more}", False, "closed"),
    ],
)
def test_a_line_holds_or_the_other_way_is_taken(next_step, line, hidden, step):
    assert next_step(line, number_hidden=hidden) == step


def test_the_first_line_that_holds_is_taken(next_step):
    assert next_step("{language: es, go: goodbye}", "{hours: office, go: more}") == "goodbye"


def test_a_mark_set_by_a_choice_is_seen(files, caller):
    changed = files["welcome.yaml"].replace(LINES, "      - {mark: harm, go: more}\n")
    book = read_set({**files, "welcome.yaml": changed}, allow_test_numbers=True)
    position = engine.start(book, "welcome", caller.facts).position.marked("harm")
    assert engine.present(book, position.at("open_now"), caller.facts).heard[1] == "welcome.more"


SPANISH = frozenset({("es", "harm")})
ENGLISH = frozenset({("en", "harm"), ("en", "child")})


@pytest.mark.parametrize(
    ("condition", "free", "step"),
    [
        ("yes", ENGLISH, "more"),
        ("yes", frozenset(), "closed"),
        ("no", frozenset(), "more"),
        ("no", ENGLISH, "closed"),
        ("same_language", SPANISH, "more"),
        ("same_language", ENGLISH, "closed"),
        ("same_language", frozenset(), "closed"),
    ],
)
def test_whether_somebody_is_free(next_step, condition, free, step):
    line = f"{{responders_free: {condition}, go: more}}"
    assert next_step(line, responders_free=free) == step


@pytest.mark.parametrize(
    ("switches", "step"),
    [({"closed_today": True}, "more"), ({"closed_today": False}, "closed"), ({}, "closed")],
)
def test_a_switch_is_on_only_if_somebody_turned_it_on(next_step, switches, step):
    assert next_step("{switch: closed_today, go: more}", switches=switches) == step


@pytest.mark.parametrize(
    ("day", "condition", "step"),
    [
        (datetime(2026, 3, 3, 17, tzinfo=UTC), "yes", "more"),
        (datetime(2026, 3, 3, 17, tzinfo=UTC), "no", "closed"),
        (datetime(2026, 3, 4, 17, tzinfo=UTC), "yes", "closed"),
        (datetime(2026, 3, 4, 17, tzinfo=UTC), "no", "more"),
        (datetime(2026, 3, 4, 4, tzinfo=UTC), "yes", "more"),  # still the 3rd in New York
    ],
)
def test_a_holiday_is_a_day_of_our_zone(next_step, day, condition, step):
    assert next_step(f"{{holiday: {condition}, go: more}}", now=day) == step


def test_lines_that_do_not_hold_are_passed_by(next_step):
    lines = ("{language: en, go: closed}", "{language: es, go: more}", "{hours: office, go: busy}")
    assert next_step(*lines) == "more"


def test_a_book_says_which_facts_it_looks_at(sample_book, files):
    assert sample_book.looks_at == {"hours", "switch", "holiday", "responders_free"}
    changed = files["everything.yaml"].replace(
        "      - {responders_free: no, go: leave_message}\n", ""
    )
    book = read_set({**files, "everything.yaml": changed}, allow_test_numbers=True)
    assert "responders_free" not in book.looks_at
