"""How is a job done for many rows, so that one which fails does not keep the others waiting?"""

import logging
from collections.abc import Callable, Sequence

from redis import RedisError
from sqlalchemy import Select

from ivr.logs import log
from ivr.runtime import Runtime
from ivr.telephony.phone import AskLater, Refused, Unanswered

__all__ = ["Job", "each"]

AT_ONCE = 200
Job = Callable[[Runtime, str], None]


def each(rt: Runtime, job: Job, wanted: Select[str]) -> None:
    """Do the job for each row; what cannot be done now is found again by the next sweep."""
    with rt.db.read() as session:
        ids: Sequence[str] = session.scalars(wanted.limit(AT_ONCE)).all()
    for subject in ids:
        try:
            job(rt, subject)
        except (AskLater, Unanswered, Refused, RedisError, OSError):
            log("sweep could not finish, next time", level=logging.WARNING, id=subject)
