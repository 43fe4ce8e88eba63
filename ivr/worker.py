"""Which jobs does a worker do? Each carries one id; the row behind it says everything else."""

import logging
import os
import time
from collections.abc import Callable, Sequence
from functools import lru_cache
from threading import Thread
from typing import Any, Final, TypeVar

from redis import Redis, RedisError
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer
from rq.timeouts import TimerDeathPenalty
from rq.worker import WorkerStatus
from sqlalchemy.exc import SQLAlchemyError

from ivr import environment
from ivr.environment import Environment
from ivr.later import JOB_SECONDS, QUEUES
from ivr.logs import log
from ivr.operations import (
    bridges,
    callback_rings,
    duty_rings,
    erasures,
    legs,
    messages,
    offers,
    supervisor_texts,
    voicemail_alerts,
    voicemails,
)
from ivr.runtime import Runtime, build
from ivr.telephony import twilio
from ivr.telephony.phone import AskLater, Refused, Unanswered
from routing.match import Unbuilt

__all__ = ["JOBS", "do", "run"]

Worker = TypeVar("Worker", bound=SimpleWorker)
HANDS: Final = 6
"""So many jobs at a time: one ring takes the phone company about 200 ms, so thirty a second."""
LOOKS_EVERY: Final = 0.05
QUIETLY: Final[dict[str, Any]] = {"logging_level": "WARNING", "with_scheduler": False}

JOBS = {
    "ring": offers.ring,
    "ring_promised": callback_rings.ring,
    "hang_up": legs.hang_up,
    "let_duty_go": duty_rings.let_go,
    "tell_gone": legs.tell_gone,
    "bring": bridges.bring,
    "call_back_caller": bridges.call_back_caller,
    "deliver": messages.deliver,
    "fetch_voicemail": voicemails.fetch,
    "tell_supervisor": supervisor_texts.tell,
    "alert_voicemail": voicemail_alerts.tell,
    "forget_person": erasures.finish,
}


@lru_cache(maxsize=1)
def _runtime() -> Runtime:
    return build(environment.read(os.environ))


def do(rt: Runtime, job: str, subject: str) -> None:
    """Do one job. What cannot be done now is left to the sweeps; nothing is raised."""
    try:
        JOBS[job](rt, subject)
    except (AskLater, Unanswered, Refused):
        log("phone company cannot do it now", level=logging.WARNING, job=job, id=subject)
    except Exception:
        log("job broke", level=logging.ERROR, problem=True, job=job, id=subject)


def _job(name: str) -> Callable[[str], None]:
    def work(id: str) -> None:  # noqa: A002  (the one argument a job carries)
        do(_runtime(), name, id)

    return work


# rq finds these by name: `ivr.worker.ring` with `{"id": ...}`.
ring = _job("ring")
ring_promised = _job("ring_promised")
hang_up = _job("hang_up")
let_duty_go = _job("let_duty_go")
tell_gone = _job("tell_gone")
bring = _job("bring")
call_back_caller = _job("call_back_caller")
deliver = _job("deliver")
fetch_voicemail = _job("fetch_voicemail")
alert_voicemail = _job("alert_voicemail")
forget_person = _job("forget_person")


class _Hand(SimpleWorker):
    """A worker in a thread: signals reach the first one only, in the main thread, and it has to end
    the others."""

    death_penalty_class = TimerDeathPenalty

    def _install_signal_handlers(self) -> None:
        """There are none in a thread."""

    def end(self) -> None:
        """Take no further job; return when the one under way is done, or has had its time."""
        self._stop_requested = True
        until = time.monotonic() + JOB_SECONDS
        while self.get_state() == WorkerStatus.BUSY and time.monotonic() < until:
            time.sleep(LOOKS_EVERY)
        self.register_death()  # type: ignore[no-untyped-call]


def run(settings: Environment, queues: Sequence[str] = QUEUES, hands: int = HANDS) -> None:
    """Work on these queues until told to end; a job under way is finished first.

    So many at a time, because a job mostly waits for the phone company. rq's own client waits for
    work as long as it likes; ours, in the runtime, never does.
    """
    _warm_up(_runtime())
    connection = Redis.from_url(settings.redis_url)
    work = [Queue(name, connection=connection, serializer=JSONSerializer) for name in queues]
    others = [_ready(_Hand, work) for _ in range(hands - 1)]
    for hand in others:
        Thread(target=hand.work, kwargs=QUIETLY, daemon=True).start()
    _ready(SimpleWorker, work).work(**QUIETLY)
    for hand in others:
        hand.end()


def _warm_up(rt: Runtime) -> None:
    """Now, so that the first rings do not wait for it: seconds, on a busy machine."""
    twilio.load()
    try:
        rt.db.answers()
        rt.routing.roster.state("nobody")
    except (SQLAlchemyError, RedisError, OSError, Unbuilt):
        return  # whoever needs it next finds that out, and says so


def _ready(kind: type[Worker], work: Sequence[Queue]) -> Worker:
    return kind(
        work,
        connection=work[0].connection,
        serializer=JSONSerializer,
        log_job_description=False,
    )
