"""Which jobs does a worker do? Each carries one id; the row behind it says everything else."""

import logging
import os
from collections.abc import Callable, Sequence
from functools import lru_cache

from redis import Redis
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer

from ivr import environment
from ivr.environment import Environment
from ivr.later import QUEUES
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
from ivr.telephony.phone import AskLater, Refused, Unanswered

__all__ = ["JOBS", "do", "run"]

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


def run(settings: Environment, queues: Sequence[str] = QUEUES) -> None:
    """Work on these queues until told to end; a job under way is finished first.

    rq's own client waits for work as long as it likes; ours, in the runtime, never does.
    """
    connection = Redis.from_url(settings.redis_url)
    work = [Queue(name, connection=connection, serializer=JSONSerializer) for name in queues]
    worker = SimpleWorker(
        work, connection=connection, serializer=JSONSerializer, log_job_description=False
    )
    worker.work(logging_level="WARNING", with_scheduler=False)
