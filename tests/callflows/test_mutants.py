"""Is a break in the shipped flows noticed, and is what nothing notices harmless?"""

import re
from itertools import islice

import pytest

from ivr.flow.proofs.breaks import Mutant, mutants
from ivr.flow.proofs.mutate import Witnesses
from ivr.flow.proofs.surroundings import NOON
from ivr.flow.situation import Situation

EVERY = 67
"""Only every so manieth break is looked at here; `helpline flows mutate` looks at all of them."""

HARMLESS = {
    r"`then` leads to person": "the flow around it leads `done` to a person too",
    r"`if_anything_breaks` leads to (person|danger)": "this too leads to a person",
    r"welcome.yaml, if_anything_breaks: `if_anything_breaks` leads to area": (
        "a person was looked for already; this asks nothing more and names other services"
    ),
    r"`services.\d` and the one before change places": "the same numbers are said in another order",
    r"near_you: `when.1` and the one before change places": "nobody is in two areas",
    r"person: `needs.(language|specialty)` is gone": "this is what holds if it is not written",
    r"danger: `ask_again_after` is gone": "a minute is what holds if it is not written",
    r"settings.yaml, limits(.turns)?: it is gone": "60 is what holds if it is not written",
    r"danger_again: `say_emergency`": "`danger` says the emergency number just before",
    r"settings.yaml, specialties.\w+.hard": "nobody hears it: it counts for the responder's rest",
    r"settings.yaml, specialties.(trafficking|hate_crime): it is gone": (
        "no choice marks it; only the certificates of responders name it"
    ),
    r"settings.yaml, duty_phones.\d: it is gone": "the other duty phone is rung",
    r"phrases.texted_call: it is gone": "no call script plays a text; walks of texts do",
    r"phrases.promised_\w+: it is gone": "a set without these words promises no calls",
}
"""What nothing notices, and why nobody is worse off."""


def why_harmless(mutant: Mutant) -> str:
    reasons = (why for what, why in HARMLESS.items() if re.search(what, str(mutant)))
    return next(reasons, "")


@pytest.fixture(scope="module")
def everything(files) -> list[Mutant]:
    return list(mutants(files))


@pytest.fixture(scope="module")
def witnesses(files) -> Witnesses:
    asked = Witnesses(Situation(NOON), lambda _book, _reply: "", allow_test_numbers=True)
    return asked.used_to(files)


def test_of_the_breaks_that_are_looked_at_every_one_is_noticed(witnesses, everything):
    assert len(everything) > 1000
    sample = [mutant for mutant in islice(everything, 7, None, EVERY) if not why_harmless(mutant)]
    assert len(sample) > 10
    assert [str(mutant) for mutant in sample if not witnesses.judge(mutant).by] == []


def test_what_is_harmless_is_little_and_each_reason_is_needed(everything):
    harmless = [str(mutant) for mutant in everything if why_harmless(mutant)]
    assert len(harmless) < 0.05 * len(everything)
    for what in HARMLESS:
        assert any(re.search(what, mutant) for mutant in harmless), what


MUST_BE_NOTICED = [
    "welcome.yaml, text_me: `declined` leads to goodbye",
    "welcome.yaml, danger: `call` is gone",
    "welcome.yaml, duty_phones: `if_it_fails` leads to goodbye",
    "closed.yaml, shut: `choices.0` is gone",
    "settings.yaml, specialties.child.protected: it is gone",
    "settings.yaml, universal_keys.danger: it is gone",
    "wording/es.yaml, words.welcome.danger.say: it is gone",
    "neutral.yaml, goodbye: `in_every_language` is gone",
]


@pytest.mark.parametrize("what", MUST_BE_NOTICED)
def test_what_would_hurt_somebody_is_noticed(witnesses, everything, what):
    (mutant,) = (each for each in everything if str(each) == what)
    assert witnesses.judge(mutant).by
