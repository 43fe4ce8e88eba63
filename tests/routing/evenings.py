"""Long evenings in which anything happens, the same ones for the same seeds."""

import random
from collections.abc import Iterable
from typing import Any

from redis import Redis
from world import EVENTS, World


def evening(world: World, seed: int, hours: int = 8) -> None:
    """Each hour has its mood: some things happen often, others not at all, and quiet hours with
    everybody free come as well as crowded ones."""
    chance = random.Random(seed)  # noqa: S311
    for _ in range(hours):
        mood = [*chance.sample(EVENTS, 8), World.arrive, World.enter]
        for _ in range(40):
            chance.choice(mood)(world, chance.choice)


def evenings(redis: Redis, seeds: Iterable[int], **how: Any) -> None:
    """Each seed is an evening of its own."""
    for seed in seeds:
        evening(World(redis, **how), seed)
