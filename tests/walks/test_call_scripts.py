"""Is what a call script says in milliseconds also what is heard over the telephone?"""

from collections import defaultdict
from pathlib import Path

import pytest
from script_reader import Reading, can_be_played, told_in
from town import Town

from ivr.flow.proofs.performance import perform
from ivr.flow.proofs.script import Scripted, read_scripts
from ivr.flow.reader import read_folder

SHIPPED = Path(__file__).resolve().parents[2] / "callflows"
EVERY = 9
"""Of the scripts of one flow every so manieth is played here, and the first one always."""


def name_of(scripted: Scripted) -> str:
    return Path(scripted.source.file).stem


def sample() -> list[Scripted]:
    """Scripts of every flow of the shipped set."""
    by_flow = defaultdict(list)
    for scripted in read_scripts(read_folder(SHIPPED)):
        if can_be_played(scripted.script):
            by_flow[name_of(scripted).partition("_")[0]].append(scripted)
    return [scripted for scripts in by_flow.values() for scripted in scripts[::EVERY]]


@pytest.mark.parametrize(
    ("number", "scripted"),
    [
        pytest.param(n, scripted, id=name_of(scripted), marks=[pytest.mark.long] * (n % 2))
        for n, scripted in enumerate(sample())
    ],
)
def test_a_call_over_the_telephone_is_the_call_of_the_script(
    town: Town, number: int, scripted: Scripted
) -> None:
    book = town.rt.books.live()
    outcomes = perform(book, scripted)
    played = outcomes[number % len(outcomes)].played
    assert played is not None
    reading = Reading(town, scripted.script, played.language)
    reading.plays()
    assert reading.heard == told_in(played.transcript, book)
    over, there = reading.ended(), played.ending
    assert (over and (over.how, over.name)) == (there and (there.how, there.name))


def test_every_flow_that_is_shipped_is_among_them() -> None:
    heard = {name_of(scripted).partition("_")[0] for scripted in sample()}
    assert heard >= {path.stem for path in SHIPPED.glob("*.yaml")} - {
        "settings", "messages", "welcome", "safe_place",
    }  # fmt: skip
    assert {"safe", "menu", "line", "danger", "text", "language"} <= heard
