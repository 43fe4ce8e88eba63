"""Is a wrong rule noticed, whether it stands in a script or in the policy?

Run apart from the suite, for it takes minutes: pytest tests/routing/hunt.py
"""

import sys
from dataclasses import replace
from datetime import timedelta
from importlib.resources import files
from types import ModuleType

import pytest
from evenings import evenings
from mutants import OF_THE_POLICY, OF_THE_SCRIPTS, Mutant
from redis import Redis
from world import TIMINGS

from routing.script import lua_texts

SEEDS = (3, 7, 11, 0, 1, 2, 4, 5, 6, 8, 41)
PACED = replace(TIMINGS, pace=timedelta(seconds=1))


def changed(text: str, mutant: Mutant) -> str:
    """The text with everything that is right in it made wrong."""
    for right, wrong in zip(mutant[1::2], mutant[2::2], strict=True):
        assert right in text
        text = text.replace(right, wrong)
    return text


@pytest.mark.parametrize("mutant", OF_THE_SCRIPTS.values(), ids=OF_THE_SCRIPTS.keys())
def test_a_wrong_script_is_noticed(redis: Redis, mutant: Mutant) -> None:
    texts = lua_texts()
    texts[mutant[0]] = changed(texts[mutant[0]], mutant)
    with pytest.raises(AssertionError):
        evenings(redis, SEEDS, texts=texts, timings=PACED)


def wrong_policy(mutant: Mutant) -> ModuleType:
    """A policy of its own, whose need, widening or decisions are wrong."""
    folder = files("routing")
    made: dict[str, ModuleType] = {}
    for name in ("widening", "policy"):
        text = folder.joinpath(f"{name}.py").read_text("utf-8")
        module = made[name] = ModuleType(f"wrong_{name}")
        sys.modules[module.__name__] = module
        if mutant[0] == name:
            text = changed(text, mutant)
        exec(compile(text, f"wrong {name}", "exec"), vars(module))  # noqa: S102
        if name == "policy":
            vars(module).update({key: getattr(made["widening"], key) for key in LADDER})
    return made["policy"]


LADDER = ("Rung", "ladder", "opening_times")


@pytest.mark.parametrize("mutant", OF_THE_POLICY.values(), ids=OF_THE_POLICY.keys())
def test_a_wrong_policy_is_noticed(redis: Redis, mutant: Mutant) -> None:
    with pytest.raises(AssertionError):
        evenings(redis, SEEDS, policy=wrong_policy(mutant), timings=PACED)
