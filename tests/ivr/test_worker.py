"""What is left in Redis of jobs that broke?"""

from datetime import UTC, datetime, timedelta

import pytest
from redis import Redis
from rq import Queue, SimpleWorker
from rq.job import Job
from rq.registry import FailedJobRegistry
from rq.serializers import JSONSerializer

from ivr.later import KEEP_FAILED_SECONDS, RqLater
from ivr.runtime import utc_now

ID = "0123456789abcdef0123"


@pytest.fixture
def redis(redis_url: str) -> Redis:
    """An empty Redis."""
    return Redis.from_url(redis_url)


def queue(redis: Redis) -> Queue:
    return Queue("send", connection=redis, serializer=JSONSerializer)


def broken(redis: Redis, count: int) -> FailedJobRegistry:
    """So many jobs that no worker knows how to do were tried."""
    for _ in range(count):
        RqLater(redis, clock=utc_now).ask("send", "gone", ID)
    worker = SimpleWorker(
        [queue(redis)], connection=redis, serializer=JSONSerializer, log_job_description=False
    )
    worker.work(burst=True, logging_level="CRITICAL")
    return queue(redis).failed_job_registry


def everything(redis: Redis) -> dict[str, float]:
    """Every key, and for how long it is kept: infinity is for ever."""
    kept = {key.decode(): redis.ttl(key) for key in redis.keys("*")}
    return {key: float("inf") if seconds < 0 else seconds for key, seconds in kept.items()}


def test_of_a_job_that_broke_an_id_is_kept_for_an_hour(redis: Redis) -> None:
    assert len(broken(redis, 3)) == 3
    jobs = Job.fetch_many(broken(redis, 0).get_job_ids(), redis, serializer=JSONSerializer)
    assert [job.kwargs for job in jobs if job] == [{"id": ID}] * 3
    held = {key: ttl for key, ttl in everything(redis).items() if key.startswith("rq:job:")}
    assert len(held) == 3
    assert max(held.values()) <= KEEP_FAILED_SECONDS


def test_an_hour_later_the_list_of_what_broke_is_empty(redis: Redis) -> None:
    failed = broken(redis, 3)
    later = datetime.now(UTC) + timedelta(seconds=KEEP_FAILED_SECONDS + 1)
    failed.cleanup(timestamp=later.timestamp())
    assert failed.get_job_ids(cleanup=False) == []
