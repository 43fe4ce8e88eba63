"""What holds whatever happens, in whatever order?"""

import random
from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from redis import Redis
from world import EVENTS, World

from routing.script import lua_texts


def machine(redis: Redis) -> type[RuleBasedStateMachine]:
    """Random evenings: every event of the world is a rule."""

    def play(event):  # type: ignore[no-untyped-def]
        def happens(self, data):  # type: ignore[no-untyped-def]
            event(self.world, lambda choices: data.draw(st.sampled_from(choices)))

        return rule(data=st.data())(happens)

    class Evening(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.world = World(redis)

    for number, event in enumerate(EVENTS):
        setattr(Evening, f"{event.__name__}_{number}", play(event))
    return Evening


def test_every_evening_ends_as_the_policy_says(redis: Redis) -> None:
    run_state_machine_as_test(
        machine(redis),
        settings=settings(
            max_examples=30,
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def evening(redis: Redis, seed: int, texts: Mapping[str, str] | None = None) -> None:
    """A long evening in which anything happens; the same one for the same seed.

    Each hour has its mood: some things happen often, others not at all, and quiet hours with
    everybody free come as well as crowded ones.
    """
    chance = random.Random(seed)  # noqa: S311
    world = World(redis, texts)
    for _ in range(8):
        mood = [*chance.sample(EVENTS, 8), World.arrive, World.enter]
        for _ in range(40):
            chance.choice(mood)(world, chance.choice)


def evenings(redis: Redis, number: int, texts: Mapping[str, str] | None = None) -> None:
    for seed in range(number):
        evening(redis, seed, texts)


def test_long_evenings_end_as_the_policy_says(redis: Redis) -> None:
    evenings(redis, 2)


MUTANTS = {
    "the expired certificate is honoured": (
        "match", "return valid_until and tonumber(valid_until) > now", "return valid_until",
    ),
    "one who declined is asked again": (
        "match", "if declined(call_id, responder_id) then return true end", "",
    ),
    "one who missed the call is asked again at once": (
        "match", "return excluded_until and tonumber(excluded_until) > now", "return false",
    ),
    "an offer has no deadline": ("calls", "due('offer:' .. id, offer.deadline)", ""),
    "danger waits its turn": ("calls", "(call.danger and DANGER_AHEAD or 0)", "0"),
    "the rare linguist is asked like any other": ("responders", "spans.rarity *", "0 *"),
    "a hang-up while talking keeps the responder busy": (
        "leave", "free(offer.responder, offer.accepted and now)", "",
    ),
    "an offered call still waits": ("calls", "if call.offer then return end", ""),
    "a freed responder pulls nobody": (
        "responders", "if free then touched_people[id] = true end", "",
    ),
    "only the head of the line is looked at": (
        "match", "until #members < PAGE", "until true", "if fits(member) then return member end",
        "return fits(member) and member",
    ),
    "a late decline ends a conversation": ("decline", "close_unaccepted", "close_offer"),
    "a slow clock turns time back": (
        "responders", "math.max(event.now, tonumber(redis.call('GET', CLOCK) or '0'))", "event.now",
    ),
    "a pause never ends": (
        "responders", "due('rest:' .. id, rest_until)", "",
    ),
    "protected calls widen": ("calls", "if wide_after >= 0 then", "do"),
    "the wrap-up is lost": (
        "finish", "rest_at_least(offer.responder, 'wrapping_up', event.rest_until)", "",
    ),
    "entering again costs the place": ("calls", "math.min(tonumber(before), value)", "value"),
    "a second accept loses": ("accept", "if offer.accepted then return noted('won') end", ""),
    "the whisper is added each time": (
        "answered", "offer.answered or offer.accepted", "offer.accepted",
    ),
}  # fmt: skip


@pytest.mark.parametrize("mutation", MUTANTS.values(), ids=MUTANTS.keys())
def test_a_wrong_rule_is_noticed(redis: Redis, mutation: tuple[str, ...]) -> None:
    script, *changes = mutation
    text = lua_texts()[script]
    for right, wrong in zip(changes[::2], changes[1::2], strict=True):
        assert right in text
        text = text.replace(right, wrong)
    with pytest.raises(AssertionError):
        evenings(redis, 6, lua_texts() | {script: text})
