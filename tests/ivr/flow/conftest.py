"""A small set of flows with every kind, and a caller who walks through it as the shell would."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ivr.flow import engine
from ivr.flow.book import Book
from ivr.flow.effects import Effect
from ivr.flow.facts import EVERY_PROMISE
from ivr.flow.inputs import Failed, Input, Keys, NobodyFree, Said, Silence
from ivr.flow.instructions import (
    Continue,
    EnterLine,
    HangUp,
    Instruction,
    LeaveLine,
    Listen,
    RingDutyPhones,
    Say,
    TakeMessage,
)
from ivr.flow.phrases import PHRASES
from ivr.flow.reader import read_set
from ivr.flow.shape import flow_of
from ivr.flow.source import read
from ivr.flow.wording import fingerprint

SAMPLE = Path(__file__).parent / "sample"
MONDAY_NOON = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)  # 12:00 in New York


def sample() -> dict[str, str]:
    """The small set; its Spanish says "es" before each piece, its phrases say their own name."""
    files = {file.name: file.read_text(encoding="utf-8") for file in sorted(SAMPLE.glob("*.yaml"))}
    phrases = "".join(
        f'  {name}: "{" ".join([name, *(f"{{{p}}}" for p in sorted(placeholders))])}"\n'
        for name, placeholders in PHRASES.items()
    )
    flows = [
        flow_of(read(name, text))
        for name, text in files.items()
        if name not in ("settings.yaml", "messages.yaml")
    ]
    words = "".join(
        f"  {flow.flow}.{name}.{wording.part}:\n"
        f'    text: "es {wording.words}"\n    of: "{fingerprint(wording.words)}"\n'
        for flow in flows
        for name, step in flow.steps.items()
        for wording in step.wording()
    )
    files["wording/en.yaml"] = f"language: en\nphrases:\n{phrases}"
    files["wording/es.yaml"] = f"language: es\nphrases:\n{phrases}words:\n{words}"
    return files


class Caller:
    """Somebody on the phone with a book.  What they hear is kept; time is what the test says."""

    def __init__(
        self,
        book: Book,
        *,
        number_hidden: bool = False,
        now: datetime = MONDAY_NOON,
        **facts: Any,
    ):
        self.book = book
        self.facts = engine.Facts(now, number_hidden, **facts)
        self.heard: list[Say] = []
        self.effects: list[Effect] = []
        self.needs: list[EnterLine] = []
        self.duty_rings = 0
        self.waited = 0
        self.gone = False
        self.last: tuple[Instruction, ...] = ()

    def calls(self, flow: str = "welcome", language: str | None = None) -> "Caller":
        self._take(engine.start(self.book, flow, self.facts, language))
        return self

    def presses(self, *keys: str) -> "Caller":
        for key in keys:
            self._give(Keys(key))
        return self

    def says(self, *words: str) -> "Caller":
        for said in words:
            self._give(Said(said))
        return self

    def stays_silent(self, times: int = 1) -> "Caller":
        for _ in range(times):
            self._give(Silence())
        return self

    def is_failed(self) -> "Caller":
        self._give(Failed())
        return self

    def finds_nobody(self) -> "Caller":
        self._give(NobodyFree())
        return self

    def waits(self, seconds: int = 10) -> "Caller":
        """One document of the waiting line, `seconds` after the last."""
        self.waited += seconds
        waited = timedelta(seconds=self.waited)
        self._take(engine.while_waiting(self.book, self.position, waited, self.facts))
        return self

    @property
    def words(self) -> str:
        """What was said last, in one string."""
        return " ".join(say.words for say in self.heard)

    @property
    def step(self) -> str:
        return self.position.step

    @property
    def listening(self) -> Listen:
        """The Listen the caller is now in."""
        return next(i for i in self.last if isinstance(i, Listen))

    def has(self, kind: type[Effect]) -> list[Effect]:
        """The effects of one kind that have come of this call."""
        return [effect for effect in self.effects if isinstance(effect, kind)]

    @property
    def need(self) -> EnterLine:
        return self.needs[-1]

    def _give(self, given: Input) -> None:
        self._take(engine.resume(self.book, self.position, given, self.facts))

    def _take(self, reply: engine.Reply) -> None:
        self.position = reply.position
        self.last = reply.instructions
        self.effects.extend(reply.effects)
        self.heard = []
        for instruction in reply.instructions:
            self._do(instruction)

    def _do(self, instruction: Instruction) -> None:
        if isinstance(instruction, Say):
            self.heard.append(instruction)
        elif isinstance(instruction, Listen):
            self.heard.extend(say for say in instruction.prompt if isinstance(say, Say))
        elif isinstance(instruction, EnterLine):
            self.needs.append(instruction)
        elif isinstance(instruction, RingDutyPhones):
            self.duty_rings += 1
        elif isinstance(instruction, TakeMessage):
            self.position = instruction.position
        elif isinstance(instruction, HangUp):
            self.gone = True
        elif isinstance(instruction, LeaveLine):
            self._take(engine.present(self.book, self.position, self.facts))
        elif isinstance(instruction, Continue):
            assert instruction.position.is_waiting
            self.position = instruction.position


NewCaller = Callable[..., Caller]


@pytest.fixture(scope="session")
def sample_book() -> Book:
    return read_set(sample(), allow_test_numbers=True)


@pytest.fixture
def files() -> dict[str, str]:
    return sample()


@pytest.fixture
def new_caller(sample_book: Book) -> NewCaller:
    """Makes callers of the small set: `new_caller(number_hidden=True).calls()`."""

    def make(**traits: object) -> Caller:
        return Caller(sample_book, **traits)  # type: ignore[arg-type]

    return make


@pytest.fixture
def caller(new_caller: NewCaller) -> Caller:
    """A caller whose number is shown, at noon on a Monday, with the first words heard."""
    return new_caller().calls()


SOMEBODY = frozenset({("en", "harm")})


@pytest.fixture
def anna(new_caller: NewCaller) -> Caller:
    """A caller of the flow with every kind; somebody is free and every promise can be kept."""
    return new_caller(keeps=EVERY_PROMISE, responders_free=SOMEBODY).calls("everything")


@pytest.fixture
def hidden_anna(new_caller: NewCaller) -> Caller:
    """The same, withholding her number."""
    traits = {"keeps": EVERY_PROMISE, "responders_free": SOMEBODY, "number_hidden": True}
    return new_caller(**traits).calls("everything")
