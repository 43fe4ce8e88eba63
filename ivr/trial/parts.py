"""How do several processes live together: started, heard, started again, and all ended?"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TextIO

from ivr.trial.leash import leashed

PATIENCE_SECONDS = 8
"""How long a part may take to end by itself. Web finishes its answers, worker its job."""

LOOK_SECONDS = 0.1
TOO_SOON = 100
"""A part that ran for fewer looks than this (ten seconds) has not recovered."""

GIVE_UP_AFTER = 4
COLOURS = (36, 33, 35, 32, 34, 31)


class KeepsEnding(Exception):
    """Raised when a part ends again and again, soon after it was started again."""


@dataclass(frozen=True)
class Part:
    """One process of the whole: its name and the command that is it."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str]


class Voice:
    """Prints whole lines, each behind the name of who said it; in colour on a terminal only."""

    def __init__(self, output: TextIO | None = None) -> None:
        self.output = output or sys.stdout
        self.in_colour = self.output.isatty() and "NO_COLOR" not in os.environ
        self._one_at_a_time = threading.Lock()

    def say(self, words: str, *, who: str = "helpline", colour: int | None = None) -> None:
        """One line for each line of `words`."""
        prefix = f"{who:>8} | "
        if self.in_colour and colour is not None:
            prefix = f"\x1b[{colour}m{prefix}\x1b[0m"
        with self._one_at_a_time:
            for line in words.splitlines() or [""]:
                self.output.write(prefix + line + "\n")
            self.output.flush()


@dataclass
class Run:
    """One life of a part, from its start to its end."""

    process: subprocess.Popen[bytes]
    listener: threading.Thread
    looks: int = 0


@dataclass
class Parts:
    """Processes that belong together. Start, look and end them from one lasting thread.

    Each part leads a process group of its own, so that Ctrl-C reaches only us and we end them in
    order; what a part started itself ends with it.
    """

    parts: Sequence[Part]
    say: Callable[..., None]
    runs: dict[str, Run] = field(default_factory=dict)
    stumbles: dict[str, int] = field(default_factory=dict)
    rests: dict[str, int] = field(default_factory=dict)

    def start(self) -> None:
        """Start every part; they may not be ready yet."""
        for part in self.parts:
            self._start(part)

    def look(self) -> None:
        """See who ended since the last look, say so, and start them again after a moment's rest.

        Call it every `LOOK_SECONDS`. Raises KeepsEnding.
        """
        for part in self.parts:
            run = self.runs.get(part.name)
            if run is None:
                self._rest(part)
            elif run.process.poll() is None:
                run.looks += 1
            else:
                self._mourn(part, run)

    def end(self) -> None:
        """Ask all to end, wait for `PATIENCE_SECONDS` together, then end what is left at once."""
        for run in self.runs.values():
            _signal(run.process, signal.SIGTERM)
        for _ in range(int(PATIENCE_SECONDS / LOOK_SECONDS)):
            if all(run.process.poll() is not None for run in self.runs.values()):
                break
            time.sleep(LOOK_SECONDS)
        for run in self.runs.values():
            _sweep(run)
        self.runs.clear()

    def pids(self) -> dict[str, int]:
        """The process id of each part that has one now."""
        return {name: run.process.pid for name, run in self.runs.items()}

    def _start(self, part: Part) -> None:
        process = subprocess.Popen(
            leashed([*part.command], at_our_end=signal.SIGTERM),
            env=dict(part.env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        listener = threading.Thread(target=self._listen, args=(part, process), daemon=True)
        listener.start()
        self.runs[part.name] = Run(process, listener)

    def _listen(self, part: Part, process: subprocess.Popen[bytes]) -> None:
        colour = COLOURS[self.parts.index(part) % len(COLOURS)]
        if process.stdout is None:
            return
        with process.stdout as lines:
            for line in lines:
                self.say(line.decode(errors="replace").rstrip(), who=part.name, colour=colour)

    def _mourn(self, part: Part, run: Run) -> None:
        _sweep(run)
        del self.runs[part.name]
        stumbles = self.stumbles.get(part.name, 0) + 1 if run.looks < TOO_SOON else 1
        self.stumbles[part.name] = stumbles
        how = _ending(run.process.returncode)
        if stumbles > GIVE_UP_AFTER:
            raise KeepsEnding(
                f"{part.name} {how}, {stumbles} times in a row; what it said is above."
            )
        self.say(f"{part.name} {how}. Starting it again.")
        # Twice as long a rest each time: 0.5 s, 1 s, 2 s, 4 s.
        self.rests[part.name] = int(0.5 / LOOK_SECONDS) * 2 ** (stumbles - 1)

    def _rest(self, part: Part) -> None:
        self.rests[part.name] = self.rests.get(part.name, 0) - 1
        if self.rests[part.name] < 0:
            self._start(part)


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    if process.poll() is None:
        process.send_signal(number)


def _sweep(run: Run) -> None:
    """End what is left of a part: itself if it would not, and whatever it had started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(run.process.pid, signal.SIGKILL)
    run.process.wait()
    run.listener.join(timeout=1)


def _ending(code: int) -> str:
    if code < 0:
        return f"was ended by {signal.Signals(-code).name}"
    return "ended" if code == 0 else f"ended with exit code {code}"
