"""Do the shipped flows keep their call scripts, and strand nobody?"""

from pathlib import Path

import pytest

from ivr.flow.proofs.performance import covered, perform, perform_all
from ivr.flow.proofs.proof import prove
from ivr.flow.proofs.script import Scripted, read_scripts
from ivr.flow.proofs.trace import exits_of
from ivr.flow.reader import read_folder

SHIPPED = Path(__file__).resolve().parents[2] / "callflows"
SCRIPTS = read_scripts(read_folder(SHIPPED))


def name_of(scripted: Scripted) -> str:
    return Path(scripted.source.file).stem


@pytest.mark.parametrize("scripted", SCRIPTS, ids=name_of)
def test_the_call_goes_as_it_is_written(scripted, book):
    for outcome in perform(book, scripted):
        assert outcome.passed, str(outcome.finding)


def test_nearly_every_way_out_of_every_step_is_gone(book):
    everything = exits_of(book)
    left = everything - covered(perform_all(book, SCRIPTS))
    assert len(left) <= 0.1 * len(everything), sorted(map(str, left))


def test_every_script_says_why_it_matters():
    for scripted in SCRIPTS:
        assert scripted.script.why, scripted.source.file


def test_a_script_is_a_short_story():
    for scripted in SCRIPTS:
        assert len(scripted.script.call) <= 12, scripted.source.file


def test_every_script_must_go_well_before_a_publish_and_never_cuts_anybody_off():
    for scripted in SCRIPTS:
        assert scripted.script.must_pass_to_publish, scripted.source.file
        assert "cut_off" in scripted.script.never, scripted.source.file


def test_nobody_is_stranded(book):
    proof = prove(book, lambda _book, _reply: "")
    assert proof.states > 100
    found = [f"{one.place}: {one.sentence} {one.way}" for one in proof.counterexamples]
    assert found == []
