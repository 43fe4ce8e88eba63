"""Does a whole call work, from the first ring to the text that follows? Play it and see."""

import contextlib
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import phonenumbers
import requests

from ivr.environment import BadEnvironment, Environment, read
from ivr.runtime import Runtime, build
from ivr.trial import processes, running
from ivr.trial.furnishing import refresh
from ivr.trial.hands import BEHAVIOURS, Hands
from ivr.trial.ledger import Ledger, everybody, was_texted
from ivr.trial.parts import Voice
from ivr.trial.phone_company import NobodyThere, PhoneCompany
from ivr.trial.story import Course, Story
from ivr.trial.telling import Events, Teller, Transcript
from ivr.trial.witness import Leaving, Missing, Witness

CALLER = "any"
PHONES = tuple(f"+121255501{last}" for last in range(23, 90))
"""Phones that nobody owns. Each call comes from another one, because a phone that has had its
texts of the day is promised no more."""

KEYS = "2211"
"""Spanish; harm from a partner or family; in line: a text; yes, it is safe."""

KEYS_WITHHELD = "221"
KEY_AFTER = 0.5
LOG_LINES = 20


class ImpossibleWish(ValueError):
    """Raised for wishes that no call can have, in one sentence."""


@dataclass(frozen=True)
class Wishes:
    """How this call is to differ from the usual one.

    keys: what the caller presses, one at each listening moment. caller: a number, `withheld`, or
    `any` for a phone that had no text yet.
    answers: what the first phone that is rung does. hang_up_after: seconds of life from dialling.
    speed: how many times faster than life.
    """

    keys: str | None = None
    caller: str = CALLER
    answers: str | None = None
    hang_up_after: float | None = None
    speed: float = 10.0
    as_json: bool = False

    @property
    def withheld(self) -> bool:
        """True when the caller hides their number."""
        return self.caller == "withheld"

    @property
    def pressed(self) -> str:
        """The keys that the caller means to press."""
        if self.keys is not None:
            return self.keys
        return KEYS_WITHHELD if self.withheld else KEYS

    @property
    def course(self) -> Course:
        """How the call is meant to go."""
        leaves = self.hang_up_after is not None
        usual = self.keys is None and not leaves
        return Course(
            answers=self.answers,
            leaves=leaves,
            language="es" if self.keys is None else None,
            text=not self.withheld if usual else None,
        )

    def check(self) -> None:
        """Raises ImpossibleWish."""
        if not re.fullmatch(r"[0-9*#]*", self.pressed):
            raise ImpossibleWish("--keys are digits, * and #, one for each listening moment.")
        if self.answers is not None and self.answers not in BEHAVIOURS:
            raise ImpossibleWish(f"--answers is one of {', '.join(BEHAVIOURS)}.")
        if self.hang_up_after is not None and self.hang_up_after <= 0:
            raise ImpossibleWish("--hang-up-after is a number of seconds above 0.")
        if not 0.1 <= self.speed <= 100:
            raise ImpossibleWish("--speed is a number from 0.1 to 100.")
        if self.caller not in ("any", "withheld") and not _is_number(self.caller):
            raise ImpossibleWish(f"--from is a number such as {PHONES[0]}, or withheld.")


def _is_number(text: str) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(text))
    except phonenumbers.NumberParseException:
        return False


def play(wishes: Wishes, given: Mapping[str, str]) -> int:
    """Play one call as wished and tell it; 0 when everything happened as it should, else 1."""
    teller: Teller = Events() if wishes.as_json else Transcript()
    try:
        wishes.check()
        with processes.ended_by_signals(), _running(wishes, given) as (environment, now_running):
            ending = _tell(wishes, environment, now_running, teller)
    except Missing as problem:
        teller.close(str(problem), well=False)
        return 1
    except (ImpossibleWish, BadEnvironment, *processes.PROBLEMS) as problem:
        print(problem, file=sys.stderr)
        return 2 if isinstance(problem, ImpossibleWish) else 1
    except NobodyThere as problem:
        print(f"{problem}: hang up there, or name another phone with --from.", file=sys.stderr)
        return 1
    except requests.RequestException as problem:
        print(f"The sandbox stopped answering: {type(problem).__name__}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    teller.close(ending, well=True)
    return 0


def _tell(wishes: Wishes, environment: Environment, now: running.Running, teller: Teller) -> str:
    """Play and tell it; the last words. Raises Missing."""
    rt = build(environment)
    if environment.own_database:
        refresh(rt)
    phone = _phone(rt, wishes)
    # Our own timers learnt at their start how fast life is; the sandbox can be told now.
    speed = max(wishes.speed, now.time_scale)
    with _hurried(now.sandbox, speed) as company:
        last = company.latest()
        with _on_the_line(company, phone, wishes, environment.number) as sid:
            witness = Witness(company, Ledger(rt, sid), teller, speed)
            witness.follow(sid, phone, last)
            if wishes.hang_up_after is not None:
                witness.leaving = Leaving.ANY_TIME
            hands = Hands(company, witness, everybody(rt), wishes.pressed, wishes.answers)
            with hands.on_the_phones():
                return Story(witness, wishes.course, phone).tell()


def _phone(rt: Runtime, wishes: Wishes) -> str:
    """The simulated phone in the caller's hand."""
    if wishes.caller not in ("any", "withheld"):
        return wishes.caller
    return next((phone for phone in PHONES if not was_texted(rt, phone)), PHONES[0])


@contextlib.contextmanager
def _on_the_line(company: PhoneCompany, phone: str, wishes: Wishes, number: str) -> Iterator[str]:
    """The caller dials; whatever happens, they have hung up when the block is left."""
    plan: dict[str, Any] = {"keys": list(wishes.pressed), "key_after": KEY_AFTER}
    if wishes.hang_up_after is not None:
        plan["hang_up_after"] = wishes.hang_up_after
    try:
        yield company.dial(phone, number, withheld=wishes.withheld, **plan)
    finally:
        with contextlib.suppress(NobodyThere, requests.RequestException):
            company.hang_up(phone)


@contextlib.contextmanager
def _hurried(address: str, speed: float) -> Iterator[PhoneCompany]:
    """The sandbox at this speed; afterwards at its own again."""
    with contextlib.closing(PhoneCompany(address)) as company:
        before = company.speed()
        company.run_at(speed)
        try:
            yield company
        finally:
            company.run_at(before)


@contextlib.contextmanager
def _running(
    wishes: Wishes, given: Mapping[str, str]
) -> Iterator[tuple[Environment, running.Running]]:
    """The parts that run here already, or else our own for as long as the block lasts."""
    environment = read(given)
    already = running.find(environment.var_dir / "running.json")
    if already is not None:
        yield environment, already
        return
    hurried = {**given, "HELPLINE_TIME_SCALE": str(wishes.speed)}
    said: list[str] = []
    environment = processes.settings(hurried)
    try:
        with processes.together(hurried, environment, Kept(said)) as whole:
            yield whole.environment, whole.note
    except Exception:
        if said:
            last = ["", "What the parts said last:", *said[-LOG_LINES:]]
            print("\n".join(last), file=sys.stderr)
        raise


class Kept(Voice):
    """Keeps what the parts say, in case somebody wants to know."""

    def __init__(self, said: list[str]) -> None:
        super().__init__()
        self._said = said

    def say(self, words: str, *, who: str = "helpline", colour: int | None = None) -> None:
        self._said.extend(f"{who:>8} | {line}" for line in words.splitlines())
        del colour
