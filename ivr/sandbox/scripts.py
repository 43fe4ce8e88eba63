"""How does something that takes time go on, step by step?

A script is a generator. It yields `Wait` (until a moment, or until nudged) or `Ask` (a webhook)
and is resumed later by the exchange, never from inside another script. What must stop it at once,
wherever it is, is thrown into it as an `Interrupt`.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeAlias, TypeVar, cast

from ivr.sandbox.agenda import Entry
from ivr.sandbox.delivery import Answer, Request

T = TypeVar("T")


@dataclass(frozen=True)
class Wait:
    """Resume at `until` (None: never) or when nudged, whichever is first."""

    until: datetime | None = None


@dataclass(frozen=True)
class Ask:
    """Request a webhook and resume with its `Answer`."""

    request: Request


Steps: TypeAlias = Generator[Wait | Ask, Answer | None, T]


class Interrupt(Exception):
    """Thrown into a script at the point where it waits."""


class Stage(Protocol):
    """What a script needs of the exchange."""

    def now(self) -> datetime: ...
    def soon(self, act: Callable[[], object]) -> Entry: ...
    def at(self, moment: datetime, act: Callable[[], object]) -> Entry: ...
    def send(self, request: Request, then: Callable[[Answer], None]) -> None: ...


class Script:
    """One running generator."""

    def __init__(self, stage: Stage, steps: Steps[None]) -> None:
        self._stage = stage
        self._steps = steps
        self._entry: Entry | None = None
        self._waiting = False
        self._nudged = False
        self._turn = 0
        self.done = False
        self._resume_soon(None)

    def nudge(self) -> None:
        """Something changed: look again. Never lost, may be spurious."""
        if self._waiting:
            self._waiting = False
            self._resume_soon(None)
        else:
            self._nudged = True

    def interrupt(self, interrupt: Interrupt) -> None:
        """Stop whatever it does and let it deal with `interrupt`. The last one counts."""
        if self.done:
            return
        self._forget()
        self._entry = self._stage.soon(lambda: self._go(lambda: self._steps.throw(interrupt)))

    def close(self) -> None:
        """End it without a word."""
        self._forget()
        self.done = True
        self._steps.close()

    def _resume_soon(self, answer: Answer | None) -> None:
        self._forget()
        self._entry = self._stage.soon(lambda: self._go(lambda: self._steps.send(answer)))

    def _forget(self) -> None:
        """Whatever was waited for no longer matters."""
        if self._entry is not None:
            self._entry.cancel()
        self._entry = None
        self._waiting = False
        self._turn += 1

    def _go(self, advance: Callable[[], Wait | Ask]) -> None:
        self._entry = None
        try:
            wish = advance()
        except (StopIteration, Interrupt):
            self.done = True
            return
        except BaseException:
            self.done = True
            raise
        self._grant(wish)

    def _grant(self, wish: Wait | Ask) -> None:
        if isinstance(wish, Ask):
            turn = self._turn
            self._stage.send(wish.request, lambda answer: self._answered(turn, answer))
        elif self._nudged:
            self._nudged = False
            self._resume_soon(None)
        else:
            self._waiting = True
            if wish.until is not None:
                self._entry = self._stage.at(wish.until, self._time_up)

    def _time_up(self) -> None:
        self._waiting = False
        self._go(lambda: self._steps.send(None))

    def _answered(self, turn: int, answer: Answer) -> None:
        """An answer that comes after an interrupt is nobody's any more."""
        if turn == self._turn and not self.done:
            self._resume_soon(answer)


def ask(request: Request) -> Steps[Answer]:
    """Request a webhook; the answer, whatever it is."""
    return cast(Answer, (yield Ask(request)))


def rest(stage: Stage, seconds: float) -> Steps[None]:
    """Let `seconds` pass, whatever else happens."""
    yield from rest_until(stage, stage.now() + timedelta(seconds=seconds))


def rest_until(stage: Stage, moment: datetime) -> Steps[None]:
    """Let time pass until `moment`, whatever else happens."""
    while stage.now() < moment:
        yield Wait(moment)


def wait_until(
    stage: Stage, true: Callable[[], bool], moment: datetime | None = None
) -> Steps[bool]:
    """Wait until `true()` or `moment`; whether it became true."""
    while not true():
        if moment is not None and stage.now() >= moment:
            return False
        yield Wait(moment)
    return True
