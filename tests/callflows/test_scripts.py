"""Do the shipped flows, and the sets to start from, keep their scripts, and strand nobody?"""

from pathlib import Path

import pytest

from ivr.cli.proofs import document
from ivr.flow.proofs.performance import covered, perform, perform_all
from ivr.flow.proofs.proof import prove
from ivr.flow.proofs.script import read_scripts
from ivr.flow.proofs.trace import exits_of
from ivr.flow.reader import read_folder, read_set

SHIPPED = Path(__file__).resolve().parents[2] / "callflows"
SETS = {folder.name: folder for folder in (SHIPPED, *sorted((SHIPPED / "examples").iterdir()))}
SCRIPTS = {name: read_scripts(read_folder(folder)) for name, folder in SETS.items()}
EVERY_SCRIPT = [
    pytest.param(name, scripted, id=f"{name}-{Path(scripted.source.file).stem}")
    for name, scripts in SCRIPTS.items()
    for scripted in scripts
]


@pytest.fixture(scope="module")
def books():
    return {
        name: read_set(read_folder(folder), allow_test_numbers=True)
        for name, folder in SETS.items()
    }


@pytest.mark.parametrize(("name", "scripted"), EVERY_SCRIPT)
def test_the_call_goes_as_it_is_written(name, scripted, books):
    for outcome in perform(books[name], scripted):
        assert outcome.passed, str(outcome.finding)


@pytest.mark.parametrize("name", SETS)
def test_nearly_every_way_out_of_every_step_is_gone(name, books):
    everything = exits_of(books[name])
    left = everything - covered(perform_all(books[name], SCRIPTS[name]))
    assert len(left) <= 0.1 * len(everything), sorted(map(str, left))


@pytest.mark.parametrize(("name", "scripted"), EVERY_SCRIPT)
def test_a_script_is_a_short_story_that_says_why_and_cuts_nobody_off(name, scripted):
    script = scripted.script
    assert script.why, scripted.source.file
    assert script.must_pass_to_publish, scripted.source.file
    assert "cut_off" in script.never, scripted.source.file
    assert len(script.call) <= 13, scripted.source.file


@pytest.mark.parametrize("name", SETS)
def test_nobody_is_stranded(name, books):
    proof = prove(books[name], document)
    assert proof.states > 60
    found = [f"{one.place}: {one.sentence} {one.way}" for one in proof.counterexamples]
    assert found == []
