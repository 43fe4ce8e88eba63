"""Who is in these tests, and what are they told apart by?"""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

sys.path.insert(0, str(Path(__file__).parent))  # the twin, the world and the invariants

from people import NOW

from routing.match import Routing, Snapshot


@pytest.fixture
def redis(redis_url: str) -> Iterator[Redis]:
    """An empty Redis of our own."""
    with Redis.from_url(redis_url) as client:
        yield client


@pytest.fixture
def routing(redis: Redis) -> Routing:
    """A helpline with nobody on duty and nobody waiting."""
    opened = Routing(redis)
    opened.rebuild(Snapshot([], [], []), NOW)
    return opened
