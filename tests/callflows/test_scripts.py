"""Do the shipped flows keep their call scripts, and strand nobody?"""

from pathlib import Path

import pytest

from ivr.flow.proofs.performance import Outcome, covered, perform
from ivr.flow.proofs.proof import prove
from ivr.flow.proofs.script import Scripted, read_scripts, read_scripts_folder
from ivr.flow.proofs.trace import exits_of
from ivr.flow.proofs.transcript import lines_of

SHIPPED = Path(__file__).resolve().parents[2] / "callflows"
SCRIPTS = read_scripts(read_scripts_folder(SHIPPED))


def name_of(scripted: Scripted) -> str:
    return Path(scripted.source.file).stem


@pytest.mark.parametrize("scripted", SCRIPTS, ids=name_of)
def test_the_call_goes_as_it_is_written(scripted, book):
    for outcome in perform(book, scripted):
        said = "\n".join(lines_of(outcome.played.transcript)) if outcome.played else ""
        assert outcome.passed, f"{outcome.finding}\n{said}"


def test_every_step_where_something_is_decided_is_gone(book):
    outcomes: list[Outcome] = [o for scripted in SCRIPTS for o in perform(book, scripted)]
    taken = covered(outcomes)
    assert taken <= exits_of(book)
    gone = {exit_.place for exit_ in taken}
    assert {
        "welcome.hello",
        "welcome.main_menu",
        "welcome.person",
        "welcome.text_me",
    } <= gone


def test_every_script_says_why_it_matters():
    for scripted in SCRIPTS:
        assert scripted.script.why, scripted.source.file


def test_nobody_is_stranded(book):
    proof = prove(book, lambda _book, _reply: "")
    assert proof.states > 100
    found = [f"{one.place}: {one.sentence} {one.way}" for one in proof.counterexamples]
    assert found == []
