"""When a flow is broken on purpose, is it noticed?"""

import pytest

from ivr.flow.finding import BrokenFlows
from ivr.flow.proofs.breaks import mutants
from ivr.flow.proofs.invariants import said
from ivr.flow.proofs.mutate import Witnesses
from ivr.flow.proofs.surroundings import NOON
from ivr.flow.reader import draft_of
from ivr.flow.situation import Situation

MONEY = """\
script: Money taken, and Ana, who knows about it, is rung
given:
  free: [{name: Sam, speaks: [en], specialties: [harm]},
         {name: Ana, speaks: [en], specialties: [fraud]}]
call:
  - presses: 1
  - presses: 2
  - ends_with: {rings: Ana, within: 30s}
must_pass_to_publish: yes
"""


@pytest.fixture
def files(files):
    return {**files, "scripts/money.yaml": MONEY}


@pytest.fixture
def witnesses(render):
    return Witnesses(Situation(NOON), render, allow_test_numbers=True)


@pytest.fixture
def noticed(files, witnesses):
    """Who notices the break of this file and place whose words hold `what`."""
    used = witnesses.used_to(files)

    def by(file: str, place: str, what: str) -> str:
        found = next(
            m for m in mutants(files) if (m.file, m.step) == (file, place) and what in m.what
        )
        return used.judge(found).by

    return by


WELCOME, SETTINGS = "welcome.yaml", "settings.yaml"


@pytest.mark.parametrize(
    ("file", "place", "what", "by"),
    [
        (WELCOME, "choices", "`unclear` is gone", "check missing-exit"),
        (WELCOME, "busy", "`silent` is called `silent_`", "check missing-exit"),
        (WELCOME, "duty_phones", "`no_one_free` leads to goodbye", "check hangs-up"),
        (WELCOME, "choices", "`choices.1` and the one before change places", "script"),
        (WELCOME, "choices", "`choices.1.mark` is gone", "script scripts/money.yaml"),
        (WELCOME, "choices", "`say_keys` is gone", "check danger-not-told"),
        (WELCOME, "text_me", "`ask_first` is gone", "check missing-field"),
        (WELCOME, "busy", "`choices.0` is gone", "check"),
        (WELCOME, "busy", "`silent.go` leads to others", "check nobody-tried"),
        (SETTINGS, "universal_keys.danger", "it is gone", "check missing-field"),
        ("wording/es.yaml", "words.welcome.hello.say", "it is gone", "check not-translated"),
        ("wording/en.yaml", "phrases.emergency", "it is gone", "check no-phrase"),
        ("messages.yaml", "list.es", "it is gone", "check"),
    ],
)
def test_a_break_is_noticed_by_whom_it_concerns(noticed, file, place, what, by):
    assert noticed(file, place, what).startswith(by)


def test_what_only_shows_when_everything_is_walked_is_noticed_by_the_walk(files):
    def reads_english_first(_book, reply) -> str:
        if reply.heard == ("welcome.hello",) and next(said(reply)).language != "en":
            raise ValueError("Spanish comes first")
        return ""

    del files["scripts/money.yaml"]
    used = Witnesses(Situation(NOON), reads_english_first, allow_test_numbers=True).used_to(files)
    mutant = next(m for m in mutants(files) if m.what.startswith("`offer.1` and the one before"))
    verdict = used.judge(mutant)
    assert verdict.by == "walk: The phone company could not read this reply: Spanish comes first."


def test_a_break_that_changes_nothing_for_anybody_is_noticed_by_nobody(noticed):
    assert noticed(WELCOME, "person", "`needs.language` is gone") == ""


def test_a_mutant_breaks_one_thing_and_says_which(files):
    found = list(mutants(files))
    assert len({str(mutant) for mutant in found}) == len(found) > 300
    for mutant in found:
        assert [name for name in files if mutant.files[name] != files[name]] == [mutant.file]
    assert {mutant.file for mutant in found} == files.keys() - {"scripts/money.yaml"}


def test_what_is_written_anew_says_what_was_written_before(files):
    """A mutant differs from the set in what is broken, and in nothing else."""
    (mutant,) = (m for m in mutants(files) if m.what == "`choices.0.mark` is gone")
    one, other = (draft_of(given, allow_test_numbers=True) for given in (files, mutant.files))
    before, after = one.flows["welcome"].steps, other.flows["welcome"].steps
    assert {name for name in before if before[name] != after[name]} == {"choices"}
    assert after["choices"].choices[0].mark is None
    assert after["choices"].choices[1:] == before["choices"].choices[1:]


def test_numbers_for_tests_are_let_through_only_where_they_may_be(files, render):
    strict = Witnesses(Situation(NOON), render, allow_test_numbers=False)
    mutant = next(mutants(files))
    with pytest.raises(BrokenFlows, match="duty-phone"):
        strict.used_to(files)
    assert strict.judge(mutant).by.startswith("check")
