"""How does a whole helpline run on one machine, from one command to one Ctrl-C?"""

import contextlib
import errno
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import NoReturn

from ivr.environment import BadEnvironment, Environment, read
from ivr.flow.finding import BrokenFlows
from ivr.trial import banner, preparation, running
from ivr.trial.binaries import NothingToRun
from ivr.trial.parts import LOOK_SECONDS, KeepsEnding, Part, Parts, Voice
from ivr.trial.servers import PrivateRedis, WouldNotStart

READY_SECONDS = 30
HELPLINE = Path(sys.executable).with_name("helpline")


class CannotStart(Exception):
    """Raised before anything starts, with one sentence on what is in the way."""


class NotReady(Exception):
    """Raised when the parts run, but do not answer in time."""


PROBLEMS = (
    *(CannotStart, NotReady, KeepsEnding, NothingToRun, WouldNotStart),
    *(BrokenFlows, preparation.NoDatabase),
)
"""Whatever can keep a whole from running, each with words for the person who started it."""


@dataclass
class Whole:
    """All parts of a helpline while they run."""

    environment: Environment
    parts: Parts
    redis: PrivateRedis | None
    voice: Voice

    def look(self) -> None:
        """Start again whatever ended. Raises KeepsEnding, WouldNotStart."""
        self.parts.look()
        if self.redis is not None and self.redis.has_ended():
            self.voice.say("redis ended. Starting it again; the database remembers who waits.")
            self.redis.start_again()

    @property
    def note(self) -> running.Running:
        """What other commands need to know to find it."""
        return running.Running(
            pid=os.getpid(),
            web=running.address_of(self.environment.web_bind),
            sandbox=running.address_of(self.environment.sandbox_bind),
            time_scale=self.environment.time_scale,
            parts=self.parts.pids(),
        )

    def wait_until_ready(self) -> None:
        """Return when web and sandbox answer. Raises NotReady, KeepsEnding, WouldNotStart."""
        silent = addresses(self.environment)
        for _ in range(int(READY_SECONDS / LOOK_SECONDS)):
            self.look()
            silent = [address for address in silent if not running.answers(address)]
            if not silent:
                return
            time.sleep(LOOK_SECONDS)
        raise NotReady(
            f"{' and '.join(silent)} did not answer within {READY_SECONDS} seconds."
            " `helpline doctor` says what is missing."
        )


def serve(given: Mapping[str, str]) -> int:
    """Run everything until Ctrl-C, TERM or HUP; the exit code for the shell."""
    voice = Voice()
    try:
        environment = settings(given)
        with ended_by_signals(), together(given, environment, voice) as whole:
            print(banner.words(environment), flush=True)
            while True:
                whole.look()
                time.sleep(LOOK_SECONDS)
    except KeyboardInterrupt:
        print("All has ended.", flush=True)
        return 0
    except PROBLEMS as problem:
        print(problem, file=sys.stderr, flush=True)
        return 1


def settings(given: Mapping[str, str]) -> Environment:
    """The environment of a whole that can start here. Raises CannotStart."""
    try:
        environment = read(given)
    except BadEnvironment as problem:
        raise CannotStart(str(problem)) from problem
    if environment.production:
        raise CannotStart(
            "HELPLINE_ENV is production: run web, worker and clock each by itself (see Procfile)."
        )
    already = running.find(environment.var_dir / "running.json")
    if already is not None:
        raise CannotStart(
            f"The helpline runs already (process {already.pid}) at {already.web}"
            f" with the sandbox at {already.sandbox}. Ctrl-C there ends it."
        )
    _refuse_taken(environment.web_bind, "HELPLINE_WEB_BIND")
    if running.with_sandbox(environment):
        _refuse_taken(environment.sandbox_bind, "HELPLINE_SANDBOX_BIND")
    return environment


@contextlib.contextmanager
def together(given: Mapping[str, str], environment: Environment, voice: Voice) -> Iterator[Whole]:
    """All parts, started and ready; ended with everything they started when the block is left.

    Raises NotReady, KeepsEnding, NothingToRun, WouldNotStart, NoDatabase, BrokenFlows.
    """
    note = environment.var_dir / "running.json"
    with contextlib.ExitStack() as at_the_end:
        folder = environment.var_dir / "redis"
        redis = at_the_end.enter_context(preparation.redis_for(environment, folder))
        environment = preparation.with_redis(environment, redis)
        env = dict(given)
        if redis is not None:
            at_the_end.callback(_keep_secret(environment.var_dir / "redis.url", redis.url).unlink)
            env["HELPLINE_REDIS_URL"] = redis.url
        parts = Parts(_parts(environment, env), voice.say)
        at_the_end.callback(note.unlink, missing_ok=True)
        at_the_end.callback(parts.end)
        at_the_end.callback(_hear_no_more_signals)
        preparation.prepare(environment)
        parts.start()
        whole = Whole(environment, parts, redis, voice)
        whole.wait_until_ready()
        _hurry_the_sandbox(environment)
        running.note(note, whole.note)
        yield whole


@contextlib.contextmanager
def ended_by_signals() -> Iterator[None]:
    """Within the block Ctrl-C, TERM and HUP all raise KeyboardInterrupt."""

    def interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
        raise KeyboardInterrupt

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, interrupt) for number in numbers}
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)


def addresses(environment: Environment) -> list[str]:
    """What must answer before the whole is ready."""
    web = f"{running.address_of(environment.web_bind)}/readyz"
    sandbox = f"{running.address_of(environment.sandbox_bind)}/sandbox/numbers"
    return [web, sandbox] if running.with_sandbox(environment) else [web]


def _parts(environment: Environment, env: Mapping[str, str]) -> list[Part]:
    sandbox = ["sandbox"] if running.with_sandbox(environment) else []
    names = ["web", *sandbox, "worker", "clock"]
    return [Part(name, [str(HELPLINE), name], env) for name in names]


def _hurry_the_sandbox(environment: Environment) -> None:
    """The phone company lives as fast as our own timers do."""
    if running.with_sandbox(environment) and environment.time_scale != 1:
        from ivr.trial.phone_company import PhoneCompany

        company = PhoneCompany(running.address_of(environment.sandbox_bind))
        with contextlib.closing(company):
            company.run_at(environment.time_scale)


def _refuse_taken(bind: str, setting: str) -> None:
    host, _, port = bind.rpartition(":")
    family = socket.AF_INET6 if host.startswith("[") else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), int(port)))
        except OSError as problem:
            why = "is taken" if problem.errno == errno.EADDRINUSE else "cannot be used here"
            raise CannotStart(f"{bind} {why}: set {setting} to another host:port.") from problem


def _keep_secret(file: Path, text: str) -> Path:
    """Write it for its owner alone to read."""
    file.unlink(missing_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as text_file:
        text_file.write(text + "\n")
    return file


def _hear_no_more_signals() -> None:
    # Ending takes some seconds; an impatient second Ctrl-C must not leave half of it running.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
