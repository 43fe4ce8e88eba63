"""Do several processes start together, come back when they fall, and all end?"""

import io
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from ivr.trial.parts import LOOK_SECONDS, KeepsEnding, Part, Parts, Voice

HAS_A_CHILD = (
    "import subprocess, sys, time\n"
    "child = subprocess.Popen(['sleep', '60'])\n"
    "print(child.pid, flush=True)\n"
    "time.sleep(60)\n"
)
DEAF = (
    "import signal, time\n"
    "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "print('not listening', flush=True)\n"
    "time.sleep(60)\n"
)


class Listener(io.StringIO):
    """What a terminal would have shown."""

    def lines(self, who: str) -> list[str]:
        shown = [line.split(" | ", 1) for line in self.getvalue().splitlines()]
        return [words for prefix, words in shown if prefix.strip() == who]


@pytest.fixture
def shown() -> Listener:
    return Listener()


@pytest.fixture
def start(shown: Listener) -> Iterator[Callable[[str], Parts]]:
    started = []

    def start(program: str) -> Parts:
        command = [sys.executable, "-c", program]
        parts = Parts([Part("worker", command, os.environ)], Voice(shown).say)
        started.append(parts)
        parts.start()
        return parts

    yield start
    for parts in started:
        parts.end()


def test_each_line_stands_behind_the_name_of_who_said_it(
    start: Callable[[str], Parts], shown: Listener
) -> None:
    start("print('one'); print('¡dos!', flush=True); import time; time.sleep(60)")
    eventually(lambda: shown.lines("worker") == ["one", "¡dos!"])
    assert "\x1b" not in shown.getvalue()


def test_what_a_part_started_ends_with_it(start: Callable[[str], Parts], shown: Listener) -> None:
    parts = start(HAS_A_CHILD)
    eventually(lambda: shown.lines("worker"))
    parts.end()
    assert not is_running(int(shown.lines("worker")[0]))


def test_a_part_that_does_not_listen_is_ended_all_the_same(
    start: Callable[[str], Parts], shown: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ivr.trial.parts.PATIENCE_SECONDS", 0.3)
    parts = start(DEAF)
    eventually(lambda: shown.lines("worker"))
    pid = parts.pids()["worker"]
    parts.end()
    assert not is_running(pid)


def test_a_part_that_was_killed_is_said_to_be_and_comes_back(
    start: Callable[[str], Parts], shown: Listener
) -> None:
    parts = start("import time; print('here', flush=True); time.sleep(60)")
    eventually(lambda: shown.lines("worker") == ["here"])
    first = parts.pids()["worker"]
    os.kill(first, 9)
    look_until(parts, lambda: shown.lines("worker") == ["here", "here"])
    assert parts.pids()["worker"] != first
    assert shown.lines("helpline") == ["worker was ended by SIGKILL. Starting it again."]


def test_a_part_that_falls_again_and_again_is_not_started_for_ever(
    start: Callable[[str], Parts], shown: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ivr.trial.parts.GIVE_UP_AFTER", 2)
    parts = start("raise SystemExit('no database')")
    with pytest.raises(KeepsEnding, match="worker ended with exit code 1, 3 times in a row"):
        look_until(parts, lambda: False)
    assert shown.lines("worker") == ["no database"] * 3


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
def test_the_parts_end_even_when_whoever_started_them_is_killed(shown: Listener) -> None:
    program = (
        "import os, sys, time\n"
        "from ivr.trial.parts import Part, Parts, Voice\n"
        "sleeper = Part('worker', ['sleep', '60'], os.environ)\n"
        "parts = Parts([sleeper], Voice().say)\n"
        "parts.start()\n"
        "print(parts.pids()['worker'], flush=True)\n"
        "time.sleep(60)\n"
    )
    starter = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert starter.stdout is not None
    sleeper = int(starter.stdout.readline())
    assert is_running(sleeper)
    starter.kill()
    starter.communicate()
    eventually(lambda: not is_running(sleeper))


def look_until(parts: Parts, holds: Callable[[], object]) -> None:
    for _ in range(100):
        parts.look()
        if holds():
            return
        time.sleep(LOOK_SECONDS)
    raise AssertionError("this did not happen within ten seconds")


def eventually(holds: Callable[[], object]) -> None:
    for _ in range(200):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError("this did not happen within ten seconds")


def is_running(pid: int) -> bool:
    stat = ["ps", "-o", "stat=", "-p", str(pid)]
    state = subprocess.run(stat, capture_output=True, text=True).stdout.strip()
    return bool(state) and not state.startswith("Z")
