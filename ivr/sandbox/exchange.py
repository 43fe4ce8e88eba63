"""The phone company: who is connected to whom, and what happens next?"""

import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from ivr.sandbox.account import Account, OwnedNumber
from ivr.sandbox.agenda import Agenda, Entry
from ivr.sandbox.calls import Calls
from ivr.sandbox.clock import Clock, VirtualClock
from ivr.sandbox.conferences import Conferences
from ivr.sandbox.couriers import Courier, InlineCourier
from ivr.sandbox.delivery import Answer, Request, Transport, deliver
from ivr.sandbox.documents import BrokenDocument
from ivr.sandbox.faults import Errand, Faults
from ivr.sandbox.legs import Leg, Source
from ivr.sandbox.messages import Messages
from ivr.sandbox.numbers import e164
from ivr.sandbox.phones import Phone
from ivr.sandbox.queues import Queues
from ivr.sandbox.record import Event, Record
from ivr.sandbox.recordings import Recording
from ivr.sandbox.scenes import Scene, play_through
from ivr.sandbox.scripts import Script, Steps
from ivr.sandbox.sids import Sids
from ivr.sandbox.verbs.rules import MUSIC
from ivr.sandbox.whims import Chance, Whims

CALLBACK_FAILED = 15003


class SteppedInside(RuntimeError):
    """Raised when somebody who was called by a step takes another step."""


class Exchange:
    """Telephones, calls, rooms, lines and texts of one account.

    Everything that happens is an entry of one agenda; with a virtual clock and the inline
    courier the same seed and the same doings give the same record. All state is guarded by
    `lock`; `changed` is notified when something new is due.
    """

    def __init__(
        self,
        account: Account,
        clock: Clock,
        transport: Transport,
        *,
        numbers: Sequence[OwnedNumber],
        seed: int = 0,
        calls_per_second: float | None = 1.0,
        whims: Whims | None = None,
        courier: Courier | None = None,
        withheld_spelt: bool = True,
    ) -> None:
        self.account, self.clock, self.transport = account, clock, transport
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.sids = Sids(seed)
        self.whims = whims or Whims()
        self.chance = Chance(seed, self.whims)
        self.withheld_spelt = withheld_spelt
        self.created_at = clock.now()
        self.record = Record()
        self.phones: dict[str, Phone] = {}
        self.numbers: dict[str, OwnedNumber] = {}
        for number in numbers:
            self._own(number)
        self.calls = Calls(self, calls_per_second)
        self.conferences = Conferences(self)
        self.queues = Queues(self)
        self.messages = Messages(self)
        self.recordings: dict[str, Recording] = {}
        self.faults = Faults(self)
        self._agenda = Agenda()
        self._courier = courier or InlineCourier()
        self._stepping = False
        self._watchers: list[Callable[[Event], bool]] = []

    # -- people ---------------------------------------------------------------------------------

    def phone(self, number: str) -> Phone:
        """The phone with this number, made on first use. Raises `NotANumber`."""
        with self.lock:
            number = e164(number)
            if number not in self.phones:
                self.phones[number] = Phone(self, number)
            return self.phones[number]

    def own(self, number: OwnedNumber) -> None:
        """From now on this number belongs to the account, too."""
        with self.lock:
            self._own(number)
            self.note("number_owned", number=number.number)

    def _own(self, number: OwnedNumber) -> None:
        number.sid = number.sid or self.sids.new("PN")
        # A new dict each time: whoever goes through the old one is not disturbed.
        self.numbers = {**self.numbers, number.number: number}

    # -- time -----------------------------------------------------------------------------------

    def now(self) -> datetime:
        return self.clock.now()

    def moment(self, start: datetime, seconds: float) -> datetime:
        return start + timedelta(seconds=seconds)

    def step(self) -> bool:
        """Do the next thing that is due; False if nothing is.

        Raises `SteppedInside` when called from within a step, for instance by a webhook.
        """
        with self.lock:
            if self._stepping:
                raise SteppedInside("a step is under way")
            entry = self._agenda.take(self.now())
            if entry is None:
                return False
            self._stepping = True
            try:
                entry.act()
            finally:
                self._stepping = False
            return True

    def next_due(self) -> datetime | None:
        """When the next thing happens, None if nothing is planned."""
        with self.lock:
            return self._agenda.next_due()

    def run_for(self, seconds: float, patience: float = 0.0) -> None:
        """Let virtual time pass, doing everything that falls due on the way.

        patience: real seconds to wait for other processes that may still act on what happened,
        before time goes on.
        """
        clock = self.clock
        if not isinstance(clock, VirtualClock):
            raise TypeError("only a virtual clock can be moved")
        end = clock.now() + timedelta(seconds=seconds)
        with self.lock:
            while True:
                while self.step():
                    pass
                if patience and self.changed.wait_for(self._is_due, patience):
                    continue
                due = self.next_due()
                if due is None or due > end:
                    break
                clock.advance_to(due)
            clock.advance_to(end)

    def _is_due(self) -> bool:
        due = self.next_due()
        return due is not None and due <= self.now()

    def soon(self, act: Callable[[], object]) -> Entry:
        return self.at(self.now(), act)

    def at(self, moment: datetime, act: Callable[[], object]) -> Entry:
        with self.lock:
            entry = self._agenda.add(moment, act)
            self.changed.notify_all()
            return entry

    def after_next(self, act: Callable[[], object]) -> None:
        """Do it now, but behind whatever the next entries lead to at once."""
        self.soon(lambda: self.soon(act))

    # -- the application ------------------------------------------------------------------------

    def tell(self, request: Request) -> None:
        """Send something whose answer does not matter."""
        self.send(request, lambda _answer: None)

    def send(self, request: Request, then: Callable[[Answer], None]) -> None:
        """Request a webhook at the next step; `then` gets the answer under the lock."""
        token = self._token()

        def bring(then: Callable[[Answer], None]) -> None:
            self._courier.carry(
                request,
                lambda wish: deliver(self.transport, self.account, wish, token),
                lambda answer, took: self._arrived(request, answer, took, then),
            )

        self.faults.travel(request, Errand(bring, then))

    def _arrived(
        self, request: Request, answer: Answer, took: float, then: Callable[[Answer], None]
    ) -> None:
        with self.lock:
            self._note_webhook(request, answer, took)
            then(answer)

    def _note_webhook(self, request: Request, answer: Answer, took: float) -> None:
        if request.sound:
            self._note_sound(request, answer, took)
            return
        self.note(
            "notified" if request.notice else "requested",
            leg=request.leg,
            url=request.url,
            method=request.method,
            parameters=dict(request.parameters),
            status=answer.status,
            error=answer.error,
            body=answer.text[:4000],
            attempts=answer.attempts,
            ms=took,
        )
        for code in answer.warnings:
            self.note("warned", leg=request.leg, code=code, words="odd URL suffix", url=request.url)
        if request.notice and answer.error is not None:
            words = "a notice was not taken"
            self.note("warned", leg=request.leg, code=CALLBACK_FAILED, words=words, url=request.url)

    def _note_sound(self, request: Request, answer: Answer, took: float) -> None:
        """What a sound holds is not written down."""
        self.note(
            "fetched",
            leg=request.leg,
            url=request.url,
            method=request.method,
            status=answer.status,
            error=answer.error,
            content_type=answer.content_type,
            bytes=len(answer.body),
            ms=took,
        )

    def _token(self) -> str:
        digits = self.sids.new("ID")[2:]
        parts = (digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])
        return "-".join(parts)

    def play_music(self, leg: Leg, source: Source) -> Script:
        """Carry out a document beside what the leg does: music while it waits in a room."""

        def steps() -> Steps[None]:
            try:
                yield from play_through(Scene(leg, MUSIC), source)
            except BrokenDocument as broken:
                leg.note("warned", code=broken.code, words=broken.words, url=broken.url)

        return Script(self, steps())

    # -- what happened --------------------------------------------------------------------------

    def note(self, kind: str, **what: Any) -> Event:
        """Write an event down and show it to those who act on events."""
        event = self.record.append(self.now(), kind, **what)
        if self._watchers:
            self._watchers = [watcher for watcher in self._watchers if not watcher(event)]
        return event

    def watch(self, watcher: Callable[[Event], bool]) -> None:
        """Show every event to `watcher` until it returns True."""
        self._watchers.append(watcher)
