"""A program that starts workers to be killed: `python kennel.py < orders`.

Each order is a line of JSON. A worker of that town is born whose clock shows `moment`, and dies by
SIGKILL before it carries out line number `line` of ours, counted from the beginning of its first
job; at the end of the job at the latest. Said for each: its process id, then how many lines it came
to, or 0 when somebody else killed it.

Workers are forked from one process that has read everything already: a hundred starts in seconds.
Nothing of this is known to the product: Python itself tells of every line.
"""

import json
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import twilio.rest.api.v2010.account.call
import twilio.rest.api.v2010.account.message  # noqa: F401  (would be read at the first request)

from ivr import bookshelf, worker
from ivr.environment import ROOT, read
from ivr.flow.book import Book
from ivr.flow.reader import read_folder, read_set
from ivr.runtime import build

OURS = f"{ROOT}/ivr/"
JOB: CodeType = worker.do.__code__
SHIPPED = read_folder(ROOT / "callflows")
BOOK = read_set(SHIPPED, allow_test_numbers=True)


class Death:
    """Counts lines from the beginning of a job, and comes before one of them."""

    def __init__(self, line: int, tell: int) -> None:
        self.line, self.tell, self.count, self.armed = line, tell, 0, False

    def __call__(self, frame: FrameType, _event: str, _arg: Any) -> Any:
        """A function begins: whether we follow it line by line."""
        self.armed = self.armed or frame.f_code is JOB
        return self.follows if self.armed and frame.f_code.co_filename.startswith(OURS) else None

    def follows(self, frame: FrameType, event: str, _arg: Any) -> Any:
        """One line is about to be carried out, or the job is over."""
        if event == "line":
            self.count += 1
        over = event == "return" and frame.f_code is JOB
        if self.count == self.line or over:
            os.write(self.tell, f"{self.count}\n".encode())
            os.kill(os.getpid(), signal.SIGKILL)
        return self.follows


def known(files: Mapping[str, str], *, allow_test_numbers: bool) -> Book:
    """The shipped set was read before; it takes a tenth of a second."""
    shipped = allow_test_numbers and dict(files) == dict(SHIPPED)
    return BOOK if shipped else read_set(files, allow_test_numbers=allow_test_numbers)


def live(order: Mapping[str, Any], tell: int) -> None:
    """Work until the end."""
    bookshelf.read_set = known
    settings = replace(read(order["settings"]), var_dir=Path(order["folder"]))
    now = datetime.fromisoformat(order["moment"])
    mine = replace(build(settings), clock=lambda: now)
    worker._runtime = lambda: mine  # type: ignore[assignment]
    sys.settrace(Death(order["line"], tell))
    worker.run(settings, hands=1)  # the one that is traced


def say(word: object) -> None:
    """One line to whoever gives the orders."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main() -> None:
    """Carry out orders as long as there are any."""
    say("ready")
    for order in sys.stdin:
        hear, tell = os.pipe()
        pid = os.fork()
        if pid == 0:
            live(json.loads(order), tell)
        os.close(tell)
        say(pid)
        os.waitpid(pid, 0)
        with os.fdopen(hear) as told:
            say(told.read().strip() or 0)


if __name__ == "__main__":
    main()
