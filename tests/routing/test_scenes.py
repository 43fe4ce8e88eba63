"""Does each moment that matters go right, and is it noticed when the rule behind it is broken?"""

import pytest
from breaking import wrong_policy, wrong_scripts
from mutants import OF_THE_POLICY, OF_THE_SCRIPTS
from redis import Redis
from scenes import SCENES, Scene, live_through
from world import World

BROKEN = (
    "one who declined is asked again", "one who missed the call is asked again at once",
    "an expired certificate is honoured at the key", "the specialty is forgotten at the key",
    "an expired certificate is honoured when a call is offered", "an offer has no deadline",
    "danger waits its turn", "danger keeps to the specialty", "two people win one call",
    "a hang-up while talking keeps the responder busy", "a freed responder pulls nobody",
    "only the head of the line is looked at", "a late decline ends a conversation",
    "a caller is held for ever", "nobody is held for whom they know",
)  # fmt: skip
MISJUDGED = (
    "danger has no class of its own", "a call's credit counts for nothing",
    "danger calls nobody from a rest", "callers are held for somebody who rests afterwards",
    "callers in danger are held", "an expired certificate counts", "who declined may be asked",
)  # fmt: skip
"""Some of those that `hunt.py` looks for one by one."""


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_what_redis_does_is_what_the_policy_says(redis: Redis, scene: Scene) -> None:
    scene(World(redis))


@pytest.mark.parametrize("name", BROKEN)
def test_a_script_that_breaks_a_rule_is_noticed(redis: Redis, name: str) -> None:
    texts = wrong_scripts(OF_THE_SCRIPTS[name])
    with pytest.raises(AssertionError):
        live_through(redis, texts=texts)


@pytest.mark.parametrize("name", MISJUDGED)
def test_a_policy_that_breaks_a_rule_is_noticed(redis: Redis, name: str) -> None:
    policy = wrong_policy(OF_THE_POLICY[name])
    with pytest.raises(AssertionError):
        live_through(redis, policy=policy)
