"""Does one command start a whole helpline, and one Ctrl-C end it?"""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from redis import Redis
from redis.exceptions import RedisError

HELPLINE = Path(sys.executable).with_name("helpline")
LAST_LINE = "Ctrl-C ends all of it."


@dataclass
class Started:
    """A `helpline server`, and what it said until it was ready."""

    process: subprocess.Popen[str]
    said: str
    web: str

    def read_until(self, words: str) -> str:
        assert self.process.stdout is not None
        read = ""
        for line in self.process.stdout:
            read += line
            if words in line:
                return read
        raise AssertionError(f"it ended without saying {words!r}:\n{read}")

    def end(self, how: signal.Signals) -> str:
        self.process.send_signal(how)
        said, _ = self.process.communicate(timeout=20)
        return said


@contextmanager
def started(folder: Path, surroundings: Mapping[str, str]) -> Iterator[Started]:
    with subprocess.Popen(
        [HELPLINE, "server"],
        cwd=folder,
        env=surroundings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        server = Started(process, "", f"http://{surroundings['HELPLINE_WEB_BIND']}")
        try:
            server.said = server.read_until(LAST_LINE)
            yield server
        finally:
            if process.poll() is None:
                server.end(signal.SIGTERM)


@pytest.fixture(scope="module")
def server(fresh_copy: Path, module_surroundings: Mapping[str, str]) -> Iterator[Started]:
    """One helpline for the tests that leave it running."""
    with started(fresh_copy, module_surroundings) as server:
        yield server


def test_a_newcomer_is_told_what_to_dial_and_who_would_answer(
    server: Started, module_surroundings: Mapping[str, str]
) -> None:
    assert "+1 212 555 0100" in server.said
    assert "Ana (es, en), Ben (en), Carmen (es), Dana (en, es)" in server.said
    assert f"http://{module_surroundings['HELPLINE_SANDBOX_BIND']}/" in server.said
    assert "scripts/first-call" in server.said
    assert all(len(line) <= 80 for line in server.said.splitlines())


def test_only_the_owner_may_read_where_redis_is(server: Started, fresh_copy: Path) -> None:
    mode = (fresh_copy / "var" / "redis.url").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_a_worker_that_is_killed_comes_back(server: Started, fresh_copy: Path) -> None:
    os.kill(running(fresh_copy)["parts"]["worker"], signal.SIGKILL)
    assert "worker was ended by SIGKILL" in server.read_until("Starting it again")
    assert answers(f"{server.web}/readyz")


def test_a_redis_that_is_killed_comes_back_at_its_address(
    server: Started, fresh_copy: Path
) -> None:
    with Redis.from_url((fresh_copy / "var" / "redis.url").read_text().strip()) as redis:
        pid = redis.info("server")["process_id"]
        os.kill(pid, signal.SIGKILL)
        server.read_until("redis ended. Starting it again")
        assert soon(lambda: redis.info("server")["process_id"] != pid)


def test_a_second_start_says_that_the_first_one_runs(
    server: Started, fresh_copy: Path, module_surroundings: Mapping[str, str]
) -> None:
    said = start_and_fail(fresh_copy, module_surroundings)
    assert f"runs already (process {server.process.pid})" in said


@pytest.mark.parametrize(
    "how", [signal.SIGINT, pytest.param(signal.SIGHUP, marks=pytest.mark.long)]
)
def test_one_signal_ends_everything_that_was_started(
    how: signal.Signals, idle_copy: Path, surroundings: Mapping[str, str]
) -> None:
    with started(idle_copy, surroundings) as server:
        family = descendants(server.process.pid)
        assert len(family) >= 6, "web and its child, worker, clock, sandbox and redis"
        said = server.end(how)
    assert server.process.returncode == 0
    assert said.rstrip().endswith("All has ended.")
    assert "Traceback" not in said
    assert [pid for pid in family if is_running(pid)] == []
    assert not (idle_copy / "var" / "running.json").exists()
    assert not (idle_copy / "var" / "redis.url").exists()


def test_a_leftover_note_fools_nobody(idle_copy: Path, surroundings: Mapping[str, str]) -> None:
    nowhere = "http://127.0.0.1:9"
    leftover = {"pid": os.getpid(), "web": nowhere, "sandbox": nowhere, "time_scale": 1}
    (idle_copy / "var").mkdir(exist_ok=True)
    (idle_copy / "var" / "running.json").write_text(json.dumps(leftover))
    with started(idle_copy, surroundings) as server:
        assert running(idle_copy)["pid"] == server.process.pid


@pytest.mark.parametrize("setting", ["HELPLINE_WEB_BIND", "HELPLINE_SANDBOX_BIND"])
def test_a_taken_port_is_said_in_one_sentence_with_the_setting_to_change(
    setting: str, idle_copy: Path, surroundings: Mapping[str, str]
) -> None:
    host, port = surroundings[setting].split(":")
    with socket.socket() as somebody_else:
        somebody_else.bind((host, int(port)))
        somebody_else.listen()
        said = start_and_fail(idle_copy, surroundings)
    assert said == f"{host}:{port} is taken: set {setting} to another host:port.\n"


def test_a_first_call_without_a_helpline_starts_one_and_ends_it_again(
    idle_copy: Path, surroundings: Mapping[str, str]
) -> None:
    played = subprocess.run(
        [HELPLINE, "first-call", "--speed", "20", "--hang-up-after", "10"],
        cwd=idle_copy,
        env={**surroundings, "HELPLINE_TIME_SCALE": "1"},
        capture_output=True,
        text=True,
    )
    assert played.returncode == 0, played.stdout + played.stderr
    assert "Caller    hangs up" in played.stdout
    assert all(len(line) <= 80 for line in played.stdout.splitlines())
    table = subprocess.run(["ps", "-eo", "args="], capture_output=True, text=True).stdout
    assert surroundings["HELPLINE_WEB_BIND"] not in table
    assert not (idle_copy / "var" / "running.json").exists()


def start_and_fail(folder: Path, surroundings: Mapping[str, str]) -> str:
    attempt = subprocess.run(
        [HELPLINE, "server"], cwd=folder, env=surroundings, capture_output=True, text=True
    )
    assert attempt.returncode == 1
    assert attempt.stdout == ""
    return attempt.stderr


def answers(address: str) -> bool:
    try:
        return requests.get(address, timeout=1).ok
    except requests.RequestException:
        return False


def soon(holds: Callable[[], bool]) -> bool:
    for _ in range(100):
        try:
            if holds():
                return True
        except RedisError:
            pass
        time.sleep(0.05)
    return False


def running(folder: Path) -> dict[str, Any]:
    """What the helpline in this folder wrote down about itself, once it did."""
    note = folder / "var" / "running.json"
    assert soon(note.exists)
    found: dict[str, Any] = json.loads(note.read_text())
    return found


def descendants(pid: int) -> list[int]:
    table = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True).stdout
    pairs = [tuple(map(int, line.split())) for line in table.splitlines()]
    found = [child for child, parent in pairs if parent == pid]
    return [*found, *(deeper for child in found for deeper in descendants(child))]


def is_running(pid: int) -> bool:
    stat = ["ps", "-o", "stat=", "-p", str(pid)]
    state = subprocess.run(stat, capture_output=True, text=True).stdout.strip()
    return bool(state) and not state.startswith("Z")
