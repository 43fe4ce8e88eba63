"""When a flow is broken on purpose, is it noticed?"""

import pytest

from ivr.flow.proofs.mutate import counterexamples, fingerprints, judge, mutants
from ivr.flow.proofs.script import read_scripts

MONEY = """\
script: Money taken, and Ana, who knows about it, is rung
given:
  free: [{name: Sam, speaks: [en], specialties: [harm]},
         {name: Ana, speaks: [en], specialties: [fraud]}]
call:
  - presses: 1
  - presses: 2
  - ends_with: {rings: Ana, within: 30s}
"""


@pytest.fixture
def verdict_of(files, book, render):
    """Who notices the break whose words hold `what`, at this step."""
    known = fingerprints(files) | counterexamples(book, render)
    scripts = read_scripts({"scripts/money.yaml": MONEY})

    def of(step: str, what: str) -> str:
        found = next(m for m in mutants(files) if m.step == step and what in m.what)
        return judge(found, scripts, render, known).by

    return of


@pytest.mark.parametrize(
    ("step", "what", "by"),
    [
        ("choices", "`unclear` is gone", "check"),
        ("busy", "`silent` is called `silent_`", "check missing-exit"),
        ("duty_phones", "`no_one_free` leads to goodbye", "walk"),
        ("choices", "change places", "script"),
        ("choices", "no key is announced", "walk"),
        ("welcome.hello.say", "a translation is gone", "check not-translated"),
    ],
)
def test_a_break_is_noticed_by_whom_it_concerns(verdict_of, step, what, by):
    noticed = verdict_of(step, what)
    assert noticed
    if by != "walk":  # what a walk finds, a check may find first
        assert noticed.startswith(by)


def test_a_mutant_breaks_one_thing_and_says_which(files):
    found = list(mutants(files))
    assert len(found) > 60
    assert all(len([n for n in files if m.files[n] != files[n]]) == 1 for m in found)
    assert {m.file for m in found} == {"welcome.yaml", "wording/es.yaml"}
