"""Who does what may take a while? A worker, soon; the clock's sweeps, if it was lost."""

import logging
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from threading import Timer
from typing import Protocol

from redis import Redis, RedisError
from rq import Queue
from rq.job import Job
from rq.serializers import JSONSerializer

from ivr.logs import log

__all__ = ["JOB_SECONDS", "QUEUES", "Later", "Remembered", "RqLater"]

# What rings or moves people goes before what sends texts.
QUEUES = ("ring", "send")
JOB_SECONDS = 30
KEEP_FAILED_SECONDS = 3600


class Later(Protocol):
    """Asks for one job by name with one id. Losing it is no harm: rows are swept."""

    def ask(self, queue: str, job: str, subject: str, at: datetime | None = None) -> None:
        """Have `ivr.worker.<job>` done for this id, soon; never raises. With `at` not before that,
        and by a process that lives so long: a worker."""
        ...

    def forget(self, subjects: Collection[str]) -> None:
        """No job for any of these ids is kept, whether it waits, failed or was done; never
        raises."""
        ...


class RqLater:
    """Jobs through rq, which only makes them fast: `{"id": …}` and nothing about anybody."""

    def __init__(self, redis: Redis, *, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._queues = {
            name: Queue(name, connection=redis, serializer=JSONSerializer) for name in QUEUES
        }

    def ask(self, queue: str, job: str, subject: str, at: datetime | None = None) -> None:
        """See Later.ask. Until then it is known to this process only."""
        wait = (at - self._clock()).total_seconds() if at else 0
        if wait <= 0:
            return self._queue(queue, job, subject)
        # rq's own scheduler looks once a second: too late for a phone whose slot is now.
        timer = Timer(wait, self._queue, (queue, job, subject))
        timer.daemon = True
        timer.start()
        return None

    def _queue(self, queue: str, job: str, subject: str) -> None:
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

    def forget(self, subjects: Collection[str]) -> None:
        """See Later.forget. What cannot be forgotten now is gone within KEEP_FAILED_SECONDS."""
        try:
            for queue in self._queues.values():
                for job in _jobs(queue):
                    if job.kwargs.get("id") in subjects:
                        job.delete()
        except (RedisError, OSError):
            log("jobs not forgotten, they will be within the hour", level=logging.WARNING)


def _jobs(queue: Queue) -> Iterator[Job]:
    """Every job this queue knows of, whatever became of it."""
    for registry in (
        queue.failed_job_registry,
        queue.finished_job_registry,
        queue.scheduled_job_registry,
        queue.deferred_job_registry,
        queue.canceled_job_registry,
        queue,
    ):
        found = registry.get_job_ids()
        known = Job.fetch_many(found, connection=queue.connection, serializer=JSONSerializer)
        yield from (job for job in known if job is not None)


@dataclass
class Remembered:
    """Jobs kept in order until somebody takes them: for one process with one clock."""

    jobs: list[tuple[str, str]] = field(default_factory=list)
    due: list[tuple[datetime, str, str]] = field(default_factory=list)
    """Those that are asked for at a time of their own."""

    def ask(self, queue: str, job: str, subject: str, at: datetime | None = None) -> None:
        """See Later.ask."""
        if queue not in QUEUES:
            raise ValueError(f"there is no queue {queue}")
        if at is None:
            self.jobs.append((job, subject))
        else:
            self.due.append((at, job, subject))

    def fall_due(self, now: datetime) -> None:
        """What was asked for at this moment, or before, is to be done now."""
        self.jobs += [(job, subject) for at, job, subject in sorted(self.due) if at <= now]
        self.due = [one for one in self.due if one[0] > now]

    def forget(self, subjects: Collection[str]) -> None:
        """See Later.forget."""
        self.jobs[:] = [one for one in self.jobs if one[1] not in subjects]
        self.due[:] = [one for one in self.due if one[2] not in subjects]
