"""Is a runtime made of what the settings say, and does nothing it reaches for hang?"""

import socket
import time
from dataclasses import fields
from datetime import UTC, timedelta
from pathlib import Path

import pytest
from redis import RedisError

from ivr.environment import read
from ivr.runtime import build, redis_at, timings, utc_now
from routing.match import Timings


def test_making_a_runtime_asks_nobody_anything(tmp_path: Path) -> None:
    """So that a process starts while its servers are still starting."""
    rt = build(
        read(
            {
                "HELPLINE_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
                "HELPLINE_REDIS_URL": "redis://127.0.0.1:1/0",
                "HELPLINE_TWILIO_API_URL": "http://127.0.0.1:1",
            },
            root=tmp_path,
        )
    )
    assert rt.now().tzinfo is UTC
    assert rt.addresses.public == rt.environment.public_url


def test_without_a_redis_every_question_is_refused_at_once(tmp_path: Path) -> None:
    rt = build(read({}, root=tmp_path))
    with pytest.raises(RedisError):
        rt.redis.ping()


def test_a_hung_redis_is_given_up_after_a_quarter_of_a_second() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        redis = redis_at(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        began = time.monotonic()
        with pytest.raises(RedisError):
            redis.ping()
        took = time.monotonic() - began
    assert 0.2 < took < 1.5, "asked once: not again and again"


def test_the_time_scale_shortens_what_our_own_processes_measure(tmp_path: Path) -> None:
    slow = build(read({}, root=tmp_path))
    fast = build(read({"HELPLINE_TIME_SCALE": "30"}, root=tmp_path))
    assert slow.span(60) == timedelta(seconds=60)
    assert fast.span(60) == timedelta(seconds=2)


def test_every_span_of_routing_is_scaled() -> None:
    for field in fields(Timings):
        assert getattr(timings(30), field.name) == getattr(Timings(), field.name) / 30


def test_the_time_of_day_is_aware() -> None:
    assert utc_now().utcoffset() == timedelta(0)
