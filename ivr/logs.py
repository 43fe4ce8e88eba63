"""What may be written down about what happened? Codes and ids, never people."""

import json
import logging
import sys
from datetime import UTC, datetime

__all__ = ["configure", "log"]

# These libraries write numbers, job arguments or addresses at INFO.
TALKATIVE = ("twilio", "twilio.http_client", "rq", "rq.worker", "urllib3", "werkzeug", "alembic")


class _Lines(logging.Formatter):
    def __init__(self, part: str, *, as_json: bool) -> None:
        super().__init__()
        self._part = part
        self._as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        facts = getattr(record, "facts", {})
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        message = record.getMessage()
        if record.exc_info and record.exc_info[0] is not None:
            # The text of an exception may carry a number or spoken words: its type and place only.
            facts = {**facts, "problem": record.exc_info[0].__name__, "where": _place(record)}
        if self._as_json:
            line = {"at": moment, "level": record.levelname, "part": self._part, "what": message}
            return json.dumps({**line, **facts}, ensure_ascii=False)
        words = " ".join(f"{name}={value}" for name, value in facts.items())
        return f"{moment[11:19]} {record.levelname.lower():7} {message} {words}".rstrip()


def _place(record: logging.LogRecord) -> str:
    trace = record.exc_info[2] if record.exc_info else None
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " > ".join(places[-6:])


def configure(part: str, *, as_json: bool) -> None:
    """Send this process's log to standard error: one line an event, ids and codes only."""
    root = logging.getLogger()
    root.handlers.clear()
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(_Lines(part, as_json=as_json))
    root.addHandler(lines)
    root.setLevel(logging.INFO)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


def log(
    event: str, *, level: int = logging.INFO, problem: bool = False, **facts: str | int | float
) -> None:
    """Write one event with codes and ids. With `problem`, the exception's type and place too."""
    logging.getLogger("helpline").log(level, event, exc_info=problem, extra={"facts": facts})
