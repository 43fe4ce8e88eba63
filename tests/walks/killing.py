"""Who kills workers, at which moment of their work, and what do they leave behind?"""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from town import Town
from werkzeug.serving import make_server

from ivr.later import RqLater
from ivr.sandbox import create_app
from ivr.sandbox.serve import _Quiet

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Side = Literal["before", "after"]
KENNEL = Path(__file__).with_name("kennel.py")
PATIENCE = 120
"""Real seconds until a worker that does not die is given up; no test waits for it otherwise."""
NEVER = 1_000_000
"""A line no job ever comes to: its worker dies when the job is done."""


class Counter:
    """Where the phone company's REST API is asked. It can kill who asks: with the request on its
    way and nothing done, or with everything done and the answer on its way."""

    def __init__(self, api: "WSGIApplication") -> None:
        self._api = api
        self.place, self.side = "", "before"
        self.victim = 0

    def kills(self, victim: int, place: str, side: Side) -> None:
        """The next POST to such an address is the last this process makes."""
        self.victim, self.place, self.side = victim, place, side

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """One request."""
        meant = environ["REQUEST_METHOD"] == "POST" and environ["PATH_INFO"].endswith(self.place)
        victim = self.victim if self.place and meant else 0
        if victim and self.side == "before":
            self._kill()
            raise ConnectionResetError("who asked is dead, and nothing was done")
        answer = list(self._api(environ, start_response))
        if victim:
            self._kill()
        return answer

    def _kill(self) -> None:
        victim, self.victim, self.place = self.victim, 0, ""
        os.kill(victim, signal.SIGKILL)


class Kennel:
    """The process whose children are killed: started once, because it reads everything first."""

    def __init__(self) -> None:
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("HELPLINE_")}
        self._process = subprocess.Popen(
            [sys.executable, str(KENNEL)],
            env={**inherited, "PYTHONPATH": os.pathsep.join(sys.path)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
            text=True,
        )
        self._lines: queue.Queue[str] = queue.Queue()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        assert self.said() == "ready"

    def order(self, **order: Any) -> None:
        """Another worker, please."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()

    def said(self) -> str:
        """The next line it says. Raises queue.Empty when a worker lives on."""
        return self._lines.get(timeout=PATIENCE)

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line.strip())

    def close(self) -> None:
        """End it, with a child that may still live."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._listener.join()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()


@dataclass
class Executioner:
    """Has real workers, of their own processes, do jobs of this town, and die of it."""

    town: Town
    counter: Counter
    kennel: Kennel
    folder: Path
    port: int
    alive: int = 0
    """The process that was born and is not dead yet."""

    def dies_at(self, line: int, queue: str, job: str, subject: str) -> int:
        """A worker dies before this line of ours; returns how many lines it came to."""
        self._born(line)
        RqLater(self.town.rt.redis, clock=self.town.clock.now).ask(queue, job, subject)
        return self._dead()

    def dies_asking(self, place: str, side: Side, job: tuple[str, str, str]) -> None:
        """A worker dies while it asks the phone company."""
        self.counter.kills(self._born(NEVER), place, side)
        RqLater(self.town.rt.redis, clock=self.town.clock.now).ask(*job)
        assert self._dead() == 0, f"nobody asked for {place}"

    def release(self) -> None:
        """Whoever was born and has not died dies now: the next walk begins anew."""
        if self.alive:
            os.kill(self.alive, signal.SIGKILL)
            self._dead()

    def _born(self, line: int) -> int:
        self.kennel.order(
            moment=self.town.clock.now().isoformat(),
            line=line,
            folder=str(self.folder),
            settings=self._settings(),
        )
        self.alive = int(self.kennel.said())
        return self.alive

    def _dead(self) -> int:
        came_to = int(self.kennel.said())
        self.alive = 0
        return came_to

    def _settings(self) -> dict[str, str]:
        ours = self.town.rt.environment
        return {
            "HELPLINE_DATABASE_URL": ours.database_url,
            "HELPLINE_REDIS_URL": ours.redis_url,
            "HELPLINE_PUBLIC_URL": ours.public_url,
            "HELPLINE_PAGES_URL": ours.pages_url,
            "HELPLINE_NUMBER": ours.number,
            "HELPLINE_NEUTRAL_NUMBER": ours.neutral_number,
            "HELPLINE_SECRET_KEYS": ",".join(ours.secret_keys),
            "HELPLINE_TWILIO_AUTH_TOKENS": ",".join(ours.auth_tokens),
            "HELPLINE_TWILIO_API_URL": f"http://127.0.0.1:{self.port}",
        }


@contextmanager
def executioner(town: Town, kennel: Kennel, folder: Path) -> Iterator[Executioner]:
    """One for this town, whose phone company is asked over HTTP."""
    counter = Counter(create_app(town.exchange, page=False).wsgi_app)
    server = make_server("127.0.0.1", 0, counter, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    made = Executioner(town, counter, kennel, folder, server.server_port)
    try:
        yield made
    finally:
        made.release()
        server.shutdown()
        thread.join()
        server.server_close()
