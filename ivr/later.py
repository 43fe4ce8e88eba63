"""Who does what may take a while? A worker, soon; the clock's sweeps, if it was lost."""

import logging
from dataclasses import dataclass, field
from typing import Protocol

from redis import Redis, RedisError
from rq import Queue
from rq.serializers import JSONSerializer

from ivr.logs import log

__all__ = ["QUEUES", "Later", "Remembered", "RqLater"]

# What rings or moves people goes before what sends texts.
QUEUES = ("ring", "send")
JOB_SECONDS = 30
KEEP_FAILED_SECONDS = 3600


class Later(Protocol):
    """Asks for one job by name with one id. Losing it is no harm: rows are swept."""

    def ask(self, queue: str, job: str, subject: str) -> None:
        """Have `ivr.worker.<job>` done for this id, soon; never raises."""
        ...


class RqLater:
    """Jobs through rq, which only makes them fast: `{"id": …}` and nothing about anybody."""

    def __init__(self, redis: Redis) -> None:
        self._queues = {
            name: Queue(name, connection=redis, serializer=JSONSerializer) for name in QUEUES
        }

    def ask(self, queue: str, job: str, subject: str) -> None:
        """See Later.ask."""
        try:
            self._queues[queue].enqueue_call(
                f"ivr.worker.{job}",
                kwargs={"id": subject},
                timeout=JOB_SECONDS,
                result_ttl=0,
                ttl=KEEP_FAILED_SECONDS,
                failure_ttl=KEEP_FAILED_SECONDS,
                description=job,
            )
        except (RedisError, OSError):
            log(
                "job not queued, the sweep will find it", level=logging.WARNING, job=job, id=subject
            )


@dataclass
class Remembered:
    """Jobs kept in order until somebody takes them: for one process with one clock."""

    jobs: list[tuple[str, str]] = field(default_factory=list)

    def ask(self, queue: str, job: str, subject: str) -> None:
        """See Later.ask."""
        if queue not in QUEUES:
            raise ValueError(f"there is no queue {queue}")
        self.jobs.append((job, subject))
