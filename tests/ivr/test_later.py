"""Is what may take a while asked for with an id, and nothing about anybody?"""

import json
import logging
import time
import zlib
from datetime import UTC, datetime, timedelta

import pytest
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer

from ivr.later import QUEUES, Remembered, RqLater
from ivr.runtime import redis_at, utc_now
from ivr.trial.servers import free_port


def test_a_job_carries_an_id_and_nothing_else(redis_url: str) -> None:
    with Redis.from_url(redis_url) as redis:
        RqLater(redis, clock=utc_now).ask("ring", "ring", "offer-1")
        (job,) = Queue("ring", connection=redis, serializer=JSONSerializer).jobs
        assert job.func_name == "ivr.worker.ring"
        assert job.kwargs == {"id": "offer-1"}
        assert not job.args
        assert job.description == "ring"
        assert job.timeout == 30
        assert Queue("send", connection=redis).count == 0


def test_nothing_is_pickled_into_redis(redis_url: str) -> None:
    """Whoever can write to Redis must not be able to run what they like."""
    with Redis.from_url(redis_url) as redis:
        RqLater(redis, clock=utc_now).ask("send", "deliver", "message-1")
        (key,) = redis.keys("rq:job:*")
        data = redis.hget(key, "data")
        assert isinstance(data, bytes)
        assert json.loads(zlib.decompress(data))[-1] == {"id": "message-1"}


def test_a_lost_job_is_no_harm_and_never_an_error(caplog: pytest.LogCaptureFixture) -> None:
    later = RqLater(redis_at(f"redis://127.0.0.1:{free_port()}/0"), clock=utc_now)
    with caplog.at_level(logging.WARNING):
        later.ask("ring", "ring", "offer-1")
    assert "the sweep will find it" in caplog.text


def test_what_is_remembered_keeps_its_order_and_knows_the_queues() -> None:
    later = Remembered()
    later.ask("send", "deliver", "m1")
    later.ask("ring", "ring", "o1")
    assert later.jobs == [("deliver", "m1"), ("ring", "o1")]
    with pytest.raises(ValueError, match="no queue"):
        later.ask("rings", "ring", "o1")
    assert QUEUES == ("ring", "send"), "what rings people goes first"


def test_a_job_with_a_time_waits_for_it(redis_url: str) -> None:
    with Redis.from_url(redis_url) as redis:
        queue = Queue("ring", connection=redis, serializer=JSONSerializer)
        later, began = RqLater(redis, clock=utc_now), utc_now()
        later.ask("ring", "ring", "offer-2", at=began + timedelta(seconds=0.2))
        later.ask("ring", "ring", "offer-1", at=began - timedelta(seconds=9))
        assert [job.kwargs["id"] for job in queue.jobs] == ["offer-1"]
        while queue.count < 2 and utc_now() < began + timedelta(seconds=20):
            time.sleep(0.01)
        assert [job.kwargs["id"] for job in queue.jobs] == ["offer-1", "offer-2"]
        assert utc_now() >= began + timedelta(seconds=0.2)


def test_what_is_remembered_for_a_time_falls_due_then() -> None:
    later, noon = Remembered(), datetime(2027, 3, 5, 12, tzinfo=UTC)
    later.ask("ring", "ring", "o2", at=noon + timedelta(seconds=1))
    later.ask("ring", "ring", "o1", at=noon)
    later.fall_due(noon)
    assert later.jobs == [("ring", "o1")]
    later.fall_due(noon + timedelta(seconds=1))
    assert later.jobs == [("ring", "o1"), ("ring", "o2")]
    assert later.due == []
