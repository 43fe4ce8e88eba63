"""Is every wrong rule noticed, whether it stands in a script or in the policy?

Run apart from the suite, for it takes minutes: pytest tests/routing/hunt.py
Scenes and evenings are the same each time, and so is what is noticed.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from breaking import wrong_policy, wrong_scripts
from evenings import evenings
from mutants import OF_THE_POLICY, OF_THE_SCRIPTS, Mutant
from redis import Redis
from scenes import live_through
from world import TIMINGS

SEEDS = (3, 7, 11, 0, 1, 2, 4, 5, 6, 8, 41)
PACED = replace(TIMINGS, pace=timedelta(seconds=1))


def live(redis: Redis, **how: Any) -> None:
    """Every scene, then evenings in which anything happens."""
    live_through(redis, **how)
    evenings(redis, SEEDS, timings=PACED, **how)


@pytest.mark.parametrize("mutant", OF_THE_SCRIPTS.values(), ids=OF_THE_SCRIPTS.keys())
def test_a_wrong_script_is_noticed(redis: Redis, mutant: Mutant) -> None:
    with pytest.raises(AssertionError):
        live(redis, texts=wrong_scripts(mutant))


@pytest.mark.parametrize("mutant", OF_THE_POLICY.values(), ids=OF_THE_POLICY.keys())
def test_a_wrong_policy_is_noticed(redis: Redis, mutant: Mutant) -> None:
    with pytest.raises(AssertionError):
        live(redis, policy=wrong_policy(mutant))
