"""Does a supervisor read what a draft would change for recent callers?"""

import json
import re
import shlex
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner

from ivr.cli import replay
from ivr.cli.root import root
from ivr.flow.choices import Chosen
from ivr.operations import flows, steps
from ivr.runtime import Runtime

TO_OTHERS = (
    "welcome.yaml",
    "label: If the harm comes from family\n        mark: domestic_abuse\n        go: person",
    "label: If the harm comes from family\n        mark: domestic_abuse\n        go: other_lines",
)
GONE = (
    "welcome.yaml",
    "      - press: 3\n        label: To hear about other places\n        go: other_lines\n"
    "    wait: 6s",
    "    wait: 6s",
)
MENU = "welcome.main_menu"
Says = Callable[[str], str]


@pytest.fixture
def published(small_rt: Runtime) -> Runtime:
    """A helpline whose small set is live."""
    flows.publish(small_rt)
    return small_rt


@pytest.fixture
def says(published: Runtime, monkeypatch: pytest.MonkeyPatch) -> Says:
    """What the command prints in production."""
    return typed(published, monkeypatch)


def typed(rt: Runtime, monkeypatch: pytest.MonkeyPatch) -> Says:
    monkeypatch.setattr(replay, "started", lambda: rt)

    def run(line: str, code: int = 0) -> str:
        found = CliRunner().invoke(root, shlex.split(line))
        assert found.exit_code == code, found.output
        return found.output

    return run


def in_development(rt: Runtime, monkeypatch: pytest.MonkeyPatch) -> Says:
    """What the same command prints on a machine for trying things out."""
    return typed(replace(rt, environment=replace(rt.environment, production=False)), monkeypatch)


def call(rt: Runtime, name: str, code: str, to: str = "welcome.person") -> None:
    """Somebody calls, chooses English, makes this choice in the menu, and hangs up."""
    noted = [
        Chosen(0, "welcome.hello", "begins", "welcome.hello", "en"),
        Chosen(1, "welcome.hello", "offer.0", MENU, "en"),
        Chosen(2, MENU, code, to, "en"),
    ]
    steps.note(rt, name, rt.books.live().short, noted)
    steps.drain(rt)


def test_without_any_call_it_says_so_and_what_to_do(says: Says) -> None:
    assert says("flows replay").startswith("No calls are recorded yet.")
    assert json.loads(says("flows replay --format json"))["calls"] == 0


def test_without_a_call_in_this_time_it_says_when_there_was_one(
    says: Says, published: Runtime, watch
) -> None:
    call(published, "a", "choices.0")
    watch.forward(timedelta(days=8))
    assert "the newest is of 2027-03-05" in says("flows replay")
    assert "0 of 1 calls" in says("flows replay --last 2w")


def test_how_many_end_differently_and_how(
    published: Runtime, monkeypatch: pytest.MonkeyPatch, folder, written, watch
) -> None:
    says = in_development(published, monkeypatch)
    for n in range(9):
        call(published, f"family {n}", "choices.1")
    for n in range(5):
        call(published, f"talk {n}", "choices.0")
    call(published, "others", "choices.2", "welcome.goodbye")
    watch.forward(timedelta(minutes=1))
    assert "0 of 15 calls would now end differently." in says("flows replay")
    folder.hold(written(TO_OTHERS, GONE))
    said = says("flows replay")
    assert "9 of 14 calls would now end differently." in said
    assert (
        "  9 calls that chose “If the harm comes from family” at welcome.main_menu now reach "
        "welcome.goodbye; they reached welcome.person." in said
    )
    assert "1 call could not be played:\n" in said
    assert (
        "  1 call: Who chose “To hear about other places” at welcome.main_menu could choose that "
        "no more." in said
    )


def test_the_same_for_a_program(
    published: Runtime, monkeypatch: pytest.MonkeyPatch, folder, written, watch
) -> None:
    says = in_development(published, monkeypatch)
    call(published, "family", "choices.1")
    watch.forward(timedelta(minutes=1))
    folder.hold(written(TO_OTHERS))
    found = json.loads(says("flows replay --format json"))
    assert (found["calls"], found["differently"], found["not_played"]) == (1, 1, [])
    (change,) = found["changes"]
    assert (change["step"], change["choice"], change["calls"]) == (MENU, "choices.1", 1)
    assert change["before"]["step"] == "welcome.person"
    assert change["after"] == {"step": "welcome.goodbye", "waits_for": []}


def test_in_production_a_few_callers_are_not_counted_out(
    says: Says, published: Runtime, folder, written, watch
) -> None:
    for n in range(6):
        call(published, f"talk {n}", "choices.0")
    call(published, "family", "choices.1")
    watch.forward(timedelta(minutes=1))
    folder.hold(written(TO_OTHERS))
    said = says("flows replay")
    assert "Fewer than 5 of 7 calls would now end differently." in said
    assert "  Fewer than 5 calls that chose “If the harm comes from family”" in said
    assert "1 call " not in said
    assert json.loads(says("flows replay --format json"))["differently"] == "<5"


def test_any_set_can_be_played(published: Runtime, says: Says, folder, watch) -> None:
    call(published, "a", "choices.0")
    watch.forward(timedelta(minutes=1))
    for name in ("live", published.books.live().short, f"{folder.path}/."):
        assert "0 of 1 calls" in says(f"flows replay {name}")


def test_a_broken_draft_is_told_by_file_and_line(says: Says, folder, written) -> None:
    folder.hold(written(("welcome.yaml", "starts_at: hello", "starts_at: nowhere")))
    assert re.search("welcome.yaml:[0-9]+:[0-9]+: ", says("flows replay", 1))


@pytest.mark.parametrize("span", ["7", "0d", "d", "9999w", "-1d", "1y"])
def test_a_span_that_is_none_is_refused_with_an_example(says: Says, span: str) -> None:
    assert "write 36h, 7d or 2w" in says(f"flows replay --last={span}", 2)
