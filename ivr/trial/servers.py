"""Whose Redis and PostgreSQL do the trial and the tests use? Their own, never anybody else's.

Each server runs on a random loopback port, keeps its files in a folder of its own, and ends with
whoever started it. Start them from a thread that lives as long as they should (see `leash`).
"""

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import IO, LiteralString, Self, cast

from ivr.trial import binaries
from ivr.trial.leash import leashed

ATTEMPTS = 5
"""How often another random port is tried when somebody took the first in between."""

POLLS = 500
POLL_SECONDS = 0.02
STOP_SECONDS = 10


class WouldNotStart(Exception):
    """Raised when a private server ends before it answers; carries its own last words."""


class PrivateServer:
    """One server process: `url` while it runs, then `stop()` (kindly) or `kill()` (at once).

    Leaving the `with` block stops it. Stopping twice is harmless.
    """

    url: str
    stop_signal = signal.SIGTERM

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process: subprocess.Popen[bytes] | None = None

    def stop(self) -> None:
        """Ask it to end, wait, and insist after ten seconds."""
        self._end(self.stop_signal)

    def kill(self) -> None:
        """End it as a power cut would."""
        self._end(signal.SIGKILL)

    def has_ended(self) -> bool:
        """True when it ended without being asked to."""
        return self.process is not None and self.process.poll() is not None

    def _end(self, how: signal.Signals) -> None:
        process, self.process = self.process, None
        if process is None:
            return
        process.send_signal(how)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _start(self, command: list[str], *, config: str = "", user: str | None = None) -> None:
        """Start it in a session of its own, so that a Ctrl-C meant for us is not meant for it."""
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                leashed(command, at_our_end=self.stop_signal, user=user),
                cwd=self.folder,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        # A server that ended before it read this explains itself in its log.
        with contextlib.suppress(BrokenPipeError), cast("IO[bytes]", self.process.stdin) as stdin:
            stdin.write(config.encode())

    def _answers(self) -> bool:
        raise NotImplementedError

    def _wait(self) -> bool:
        """True when it answers, False when it ended. Raises WouldNotStart after ten seconds."""
        for _ in range(POLLS):
            if self.process is None or self.process.poll() is not None:
                return False
            if self._answers():
                return True
            time.sleep(POLL_SECONDS)
        self.kill()
        raise WouldNotStart(f"{type(self).__name__} did not answer in time: {self._last_words()}")

    def _last_words(self) -> str:
        lines = (self.folder / "log").read_text(errors="replace").strip().splitlines()
        return " / ".join(lines[-3:]) or "it said nothing"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


class PrivateRedis(PrivateServer):
    """A Redis of our own: random port and password, nothing kept on disk, never evicting."""

    def __init__(self, folder: Path, program: Path | None = None) -> None:
        """Start one with its files under `folder`; answers when this returns. `program` is the
        best there is unless given.

        Raises NothingToRun, WouldNotStart.
        """
        folder.mkdir(parents=True, exist_ok=True)
        super().__init__(folder)
        self.program = program or binaries.redis_server()
        for _ in range(ATTEMPTS):
            self.port, self.password = free_port(), secrets.token_urlsafe(24)
            self.url = f"redis://:{self.password}@127.0.0.1:{self.port}/0"
            self.config = _redis_config(folder, self.port, self.password)
            if self._begin():
                return
        raise WouldNotStart(f"Redis ended at once: {self._last_words()}")

    def start_again(self) -> None:
        """Start it at its old address, empty, after it ended. Raises WouldNotStart."""
        self.kill()
        if not self._begin():
            raise WouldNotStart(f"Redis ended at once: {self._last_words()}")

    def _begin(self) -> bool:
        # By standard input: a password on the command line is everybody's to read.
        self._start([str(self.program), "-"], config=self.config)
        return self._wait()

    def _answers(self) -> bool:
        # By hand: a client library takes a sixth of a second to import, before anything starts.
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as asked:
                asked.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                with asked.makefile("rb") as said:
                    return [said.readline().strip(), said.readline().strip()] == [b"+OK", b"+PONG"]
        except OSError:
            return False


class PrivatePostgres(PrivateServer):
    """A PostgreSQL of our own for tests: loopback without password, and no care for power cuts."""

    stop_signal = signal.SIGINT  # PostgreSQL's "fast" shutdown: does not wait for its clients

    def __init__(self, folder: Path) -> None:
        """Make a cluster and start it; answers when this returns.

        Its files stand under `folder`, or, because PostgreSQL refuses to run as root, in a
        temporary folder of an unprivileged user's. Raises NothingToRun, WouldNotStart.
        """
        self.user = _unprivileged_user()
        folder.mkdir(parents=True, exist_ok=True)
        super().__init__(folder)
        self.home = self._home()
        self.programs = self._runnable(binaries.postgres_folder())
        self._make_cluster()
        for _ in range(ATTEMPTS):
            self.port = free_port()
            self.url = self.url_of("postgres")
            self._start(_postgres_command(self.programs, self.home, self.port), user=self.user)
            if self._wait():
                return
        raise WouldNotStart(f"PostgreSQL ended at once: {self._last_words()}")

    def url_of(self, database: str) -> str:
        """The address of one database on this server, for SQLAlchemy."""
        return f"postgresql+psycopg://helpline@127.0.0.1:{self.port}/{database}"

    def create_database(self, name: str, *, template: str = "template0") -> str:
        """A new database, a copy of `template`; returns its address."""
        self._say("CREATE DATABASE {} TEMPLATE {}", name, template)
        return self.url_of(name)

    def drop_database(self, name: str) -> None:
        """Gone, with whoever is still connected to it."""
        self._say("DROP DATABASE {} WITH (FORCE)", name)

    def stop(self) -> None:
        """End it and remove its files: nothing in it was meant to last."""
        super().stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def _say(self, statement: LiteralString, *names: str) -> None:
        import psycopg
        from psycopg import sql

        named = sql.SQL(statement).format(*map(sql.Identifier, names))
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            connection.execute(named)

    def _answers(self) -> bool:
        import psycopg  # the server is for tests: what starts a helpline goes without

        try:
            psycopg.connect(self._address("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _address(self, database: str) -> str:
        return f"host=127.0.0.1 port={self.port} user=helpline dbname={database}"

    def _home(self) -> Path:
        if self.user is None:
            return self.folder
        # Another user cannot reach into a folder of root's, so not under `folder`.
        home = Path(tempfile.mkdtemp(prefix="helpline-postgres-"))
        shutil.chown(home, self.user)
        return home

    def _runnable(self, programs: Path) -> Path:
        """The programs, copied to where the unprivileged user can run them if they cannot now."""
        if self.user is None or self._run([str(programs / "postgres"), "--version"]) == 0:
            return programs
        copied = shutil.copytree(programs.parent, self.home / "programs", symlinks=True)
        return Path(copied) / "bin"

    def _make_cluster(self) -> None:
        how = ["--username=helpline", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"]
        if self._run([str(self.programs / "initdb"), "-D", str(self.home / "cluster"), *how]) != 0:
            raise WouldNotStart(f"initdb failed: {self._last_words()}")

    def _run(self, command: list[str]) -> int:
        with contextlib.suppress(OSError):
            self._start(command, user=self.user)
        if self.process is None:
            return 1
        process, self.process = self.process, None
        return process.wait()


def free_port() -> int:
    """A loopback port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _redis_config(folder: Path, port: int, password: str) -> str:
    quoted = str(folder).replace("\\", "\\\\").replace('"', '\\"')
    lines = (
        "bind 127.0.0.1",
        f"port {port}",
        f"requirepass {password}",
        'save ""',
        "appendonly no",
        "maxmemory-policy noeviction",
        f'dir "{quoted}"',
        "loglevel warning",
    )
    return "\n".join(lines) + "\n"


def _postgres_command(programs: Path, home: Path, port: int) -> list[str]:
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": "",
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "shared_buffers": "32MB",
        "timezone": "UTC",
    }
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    return [str(programs / "postgres"), "-D", str(home / "cluster"), *options]


def _unprivileged_user() -> str | None:
    """Who PostgreSQL runs as when we are root; None when we are not."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    raise WouldNotStart("PostgreSQL refuses to run as root, and there is no other user here.")
