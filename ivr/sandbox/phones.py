"""Who holds a simulated telephone, and what do they do with it?"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from ivr.sandbox.behaviours import (
    Answers,
    Behaviour,
    Busy,
    ByHand,
    Dead,
    Declines,
    Fax,
    Quiet,
    Rejects,
    Voicemail,
)
from ivr.sandbox.legs import Leg, NobodyThere, Plan
from ivr.sandbox.record import Event

if TYPE_CHECKING:
    from ivr.sandbox.exchange import Exchange


@dataclass(frozen=True)
class Text:
    """A text message as the phone shows it. `arrived` is False for one it sent."""

    sid: str
    from_: str
    to: str
    body: str
    at: datetime
    arrived: bool = True


@dataclass(eq=False, repr=False)
class Phone:
    """A number that is not ours, and the person at it.

    withheld: it hides its number unless told otherwise. calls_us: shown as a caller's phone.
    text_error: error code with which texts to it fail, None when they arrive (30003 switched
    off, 30006 a landline).
    """

    exchange: Exchange
    number: str
    label: str = ""
    withheld: bool = False
    calls_us: bool = False
    behaviour: Behaviour = field(default_factory=ByHand)
    text_error: int | None = None
    texts: list[Text] = field(default_factory=list)
    legs: list[Leg] = field(default_factory=list)
    recordings: list[str] = field(default_factory=list)

    @property
    def leg(self) -> Leg | None:
        """The call it is busy with: ringing or talking."""
        return next((leg for leg in reversed(self.legs) if not leg.finished), None)

    @property
    def sounds_like(self) -> str:
        """What machine detection finds when this phone is picked up, in Twilio's words."""
        found = {Voicemail: "machine_start", Fax: "fax", Quiet: "unknown"}
        return found.get(type(self.behaviour), "human")

    @property
    def inbox(self) -> list[Text]:
        """The texts that arrived, oldest first."""
        return [text for text in self.texts if text.arrived]

    def behaves(self, behaviour: Behaviour) -> Phone:
        """From the next ring on, do this."""
        self.behaviour = behaviour
        return self

    def dial(
        self,
        to: str,
        withheld: bool | str = False,
        *,
        keys: str | Sequence[str] = (),
        key_after: float = 1.0,
        hang_up_after: float | None = None,
        hang_up_when: Callable[[Event], bool] | None = None,
    ) -> Leg:
        """Ring `to`. Raises `NumberEngaged` while another call goes on.

        withheld: hide the number; a word ("private") says how, True means "anonymous".
        keys: one entry typed per listening moment, `key_after` seconds into the silence.
        hang_up_after: seconds after dialling. hang_up_when: at the first such event.
        """
        with self.exchange.lock:
            if self.leg is not None:
                raise NumberEngaged(f"{self.number} is on another call")
            plan = Plan(deque(keys), key_after)
            word = withheld if isinstance(withheld, str) else "anonymous" if withheld else ""
            leg = self.exchange.calls.receive(self, to, plan, word)
            if hang_up_after is not None:
                leg.after(hang_up_after, leg.hang_up)
            if hang_up_when is not None:
                self.exchange.watch(partial(_hangs_up, leg, hang_up_when))
            return leg

    def text(self, to: str, body: str) -> None:
        """Send a text to one of the account's numbers."""
        with self.exchange.lock:
            self.exchange.messages.receive(self, to, body)

    def press(self, key: str) -> None:
        """Press a key on the current call. Raises `NobodyThere`."""
        self._current().press(key)

    def hang_up(self) -> None:
        """Put the phone down. Raises `NobodyThere`."""
        self._current().hang_up()

    def answer(self) -> None:
        """Pick up what rings. Raises `NobodyThere` if nothing does."""
        with self.exchange.lock:
            self._ringing().phone_picks_up()

    def decline(self) -> None:
        """Refuse what rings. Raises `NobodyThere` if nothing does."""
        with self.exchange.lock:
            leg = self._ringing()
            leg.refusal = "busy"
            leg.note("refused")
            leg.nudge()

    def rings(self, leg: Leg) -> None:
        """A call comes in. What happens next is the phone's behaviour."""
        self.legs.append(leg)
        behaviour = self.behaviour
        busy = any(other is not leg and not other.finished for other in self.legs)
        if busy or isinstance(behaviour, Busy):
            self._refuses(leg, 1.0, "busy")
        elif isinstance(behaviour, Rejects):
            self._refuses(leg, behaviour.after, "busy")
        elif isinstance(behaviour, Dead):
            self._refuses(leg, 1.0, "failed")
        elif isinstance(behaviour, Answers | Declines | Voicemail | Fax | Quiet):
            leg.plan = _plan_of(behaviour)
            leg.after(behaviour.after, leg.phone_picks_up)

    def picked_up(self, leg: Leg) -> None:
        """The leg was answered; a machine listens for so long and no longer."""
        if isinstance(self.behaviour, Voicemail) and leg.direction != "inbound":
            leg.after(self.behaviour.greeting + self.behaviour.longest, leg.hang_up)
        elif isinstance(self.behaviour, Fax) and leg.direction != "inbound":
            leg.after(self.behaviour.patience, leg.hang_up)

    def joined(self, leg: Leg) -> None:
        """The leg is with other people now."""
        if leg.plan.hang_up_after is not None:
            leg.after(leg.plan.hang_up_after, leg.hang_up)

    def listening(self, leg: Leg) -> None:
        """The prompt is over and keys are expected: type the next entry, if any."""
        entry = leg.plan.keys.popleft() if leg.plan.keys else ""
        for place, key in enumerate(entry):
            leg.after(leg.plan.key_after + place * 0.25, partial(leg.press, key))

    def overhears(self, leg: Leg, words: str) -> None:
        """A machine that has finished its greeting keeps what it hears."""
        machine = self.behaviour
        if not isinstance(machine, Voicemail) or leg.direction == "inbound":
            return
        if leg.answered_at is None:
            return
        if (self.exchange.now() - leg.answered_at).total_seconds() >= machine.greeting:
            self.recordings.append(words)

    def _refuses(self, leg: Leg, after: float, how: str) -> None:
        def refuse() -> None:
            leg.refusal = how
            leg.nudge()

        leg.after(after, refuse)

    def _current(self) -> Leg:
        if self.leg is None:
            raise NobodyThere(f"{self.number} is not on a call")
        return self.leg

    def _ringing(self) -> Leg:
        leg = self._current()
        if leg.status != "ringing" or leg.direction == "inbound":
            raise NobodyThere(f"{self.number} is not ringing")
        return leg


class NumberEngaged(RuntimeError):
    """Raised when a phone that is on a call is used to dial."""


def _hangs_up(leg: Leg, when: Callable[[Event], bool], event: Event) -> bool:
    """Hang up at the first such event; True when there is nothing more to watch for."""
    if leg.finished:
        return True
    if not when(event):
        return False
    leg.exchange.soon(leg.hang_up)
    return True


def _plan_of(behaviour: Behaviour) -> Plan:
    if isinstance(behaviour, Answers):
        return Plan(deque(behaviour.keys), behaviour.key_after, behaviour.hang_up_after)
    if isinstance(behaviour, Quiet):
        return Plan(deque(behaviour.keys), behaviour.key_after)
    if isinstance(behaviour, Declines):
        return Plan(deque(behaviour.key), behaviour.key_after)
    return Plan()
