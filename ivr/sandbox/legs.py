"""One telephone connection: who, how far, and what does it hear?"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from ivr.sandbox.agenda import Entry
from ivr.sandbox.record import Event
from ivr.sandbox.scripts import Interrupt, Script

if TYPE_CHECKING:
    from ivr.sandbox.exchange import Exchange
    from ivr.sandbox.phones import Phone

KEYS = "0123456789*#"
UNFINISHED = frozenset({"queued", "initiated", "ringing", "in-progress"})


class NobodyThere(RuntimeError):
    """Raised when a key is pressed, or a word spoken, on a call that is not going on."""


@dataclass(frozen=True)
class Source:
    """Where the next document comes from: an address, or TwiML given inline."""

    url: str | None = None
    method: str = "POST"
    extra: Mapping[str, str] = field(default_factory=dict)
    twiml: str | None = None


class HungUp(Interrupt):
    """The call is over."""


class Redirected(Interrupt):
    """Through REST, the call was given another document."""

    def __init__(self, source: Source) -> None:
        super().__init__("redirected")
        self.source = source


@dataclass(frozen=True)
class NoticeWish:
    """Where and about which events the application wants to be told."""

    url: str
    method: str = "POST"
    events: frozenset[str] = frozenset({"completed"})


@dataclass
class Plan:
    """What the person at this end means to do.

    keys: one entry per listening moment, typed `key_after` seconds into the silence.
    hang_up_after: seconds after joining a room or being bridged.
    """

    keys: deque[str] = field(default_factory=deque)
    key_after: float = 1.0
    hang_up_after: float | None = None


@dataclass(eq=False, repr=False)
class Leg:
    """A leg and its state. `phone` is the simulated telephone at its far end.

    Times are of the exchange's clock; `bridged` once it talked to another leg directly.
    """

    exchange: Exchange
    sid: str
    from_: str
    to: str
    direction: str
    phone: Phone
    created_at: datetime
    status: str = "queued"
    parent: Leg | None = None
    answered_by: str = ""
    notices: NoticeWish | None = None
    fallback: Source | None = None
    plan: Plan = field(default_factory=Plan)
    started_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    queue_seconds: float = 0.0
    sequence: int = 0
    bridged: bool = False
    picked_up: bool = False
    refusal: str | None = None
    deleted: bool = False
    heard: list[tuple[str, str]] = field(default_factory=list)
    pressed: list[str] = field(default_factory=list)
    keys: deque[str] = field(default_factory=deque)
    spoken: deque[str] = field(default_factory=deque)
    ears: str = ""
    hears_speech: bool = False
    doing: str = ""
    script: Script | None = None
    errands: list[Entry] = field(default_factory=list)
    story: list[Event] = field(default_factory=list)
    asked_at: datetime | None = None
    asked_then: int = 0

    @property
    def finished(self) -> bool:
        return self.status not in UNFINISHED

    @property
    def duration(self) -> int:
        """Whole seconds from being answered to the end (or now), 0 if never answered."""
        if self.answered_at is None:
            return 0
        until = self.ended_at or self.exchange.now()
        return int((until - self.answered_at).total_seconds())

    def hears(self, words: str, language: str, voice: str = "") -> None:
        """Words reach the ear at the far end."""
        self.heard.append((words, language))
        self.note("heard", words=words, language=language, voice=voice)
        self.phone.overhears(self, words)

    def press(self, key: str) -> None:
        """Press one key. A key nobody listens for is lost, as at Twilio. Raises `NobodyThere`."""
        if len(key) != 1 or key not in KEYS:
            raise ValueError("a key is one of 0-9 * #")
        with self.exchange.lock:
            self._must_go_on()
            self.pressed.append(key)
            listened_for = key in self.ears
            self.note("pressed", key=key, listened_for=listened_for)
            if listened_for:
                self.keys.append(key)
                self.nudge()

    def speak(self, words: str) -> None:
        """Say something: heard by a Gather for speech or a recording. Raises `NobodyThere`."""
        with self.exchange.lock:
            self._must_go_on()
            self.note("spoken", words=words, listened_for=self.hears_speech)
            if self.hears_speech:
                self.spoken.append(words)
                self.nudge()

    def hang_up(self) -> None:
        """The person at the far end hangs up. Does nothing when the call is over."""
        with self.exchange.lock:
            if not self.finished:
                self.note("hung_up")
                self.exchange.calls.end(self, "completed" if self.answered_at else "no-answer")

    def phone_picks_up(self) -> None:
        """The called phone is answered."""
        self.picked_up = True
        self.nudge()

    def listens(self, keys: str, *, speech: bool = False) -> None:
        """From now on these keys are heard; what was pressed before is forgotten."""
        self.keys.clear()
        self.spoken.clear()
        self.ears, self.hears_speech = keys, speech

    def stops_listening(self) -> None:
        self.ears, self.hears_speech = "", False

    def nudge(self) -> None:
        if self.script is not None:
            self.script.nudge()

    def after(self, seconds: float, act: Callable[[], object]) -> Entry:
        """Do something later unless the call is over by then."""
        moment = self.exchange.now() + timedelta(seconds=seconds)
        entry = self.exchange.at(moment, lambda: None if self.finished else act())
        self.errands.append(entry)
        return entry

    def asks(self) -> int:
        """How many documents it has asked for in this very moment, this one included."""
        now = self.exchange.now()
        self.asked_then = self.asked_then + 1 if self.asked_at == now else 1
        self.asked_at = now
        return self.asked_then

    def note(self, kind: str, **details: Any) -> Event:
        event = self.exchange.note(kind, leg=self.sid, number=self.phone.number, **details)
        self.story.append(event)
        return event

    def _must_go_on(self) -> None:
        if self.finished:
            raise NobodyThere("this call is over")
        if not self.picked_up:
            raise NobodyThere("this call has not been picked up")
