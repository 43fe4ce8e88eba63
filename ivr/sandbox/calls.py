"""How does a call begin, go on and end?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ivr.sandbox.delivery import Request
from ivr.sandbox.documents import BrokenDocument, Document, Verb
from ivr.sandbox.legs import HungUp, Leg, NoticeWish, Plan, Redirected, Source
from ivr.sandbox.numbers import withheld_as
from ivr.sandbox.phones import Phone
from ivr.sandbox.scenes import Finished, LeftLine, Scene, obtain, perform
from ivr.sandbox.scripts import Script, Steps, rest, rest_until, wait_until
from ivr.sandbox.verbs import CALL
from ivr.sandbox.webhooks import first_of_call, notice_of_call

if TYPE_CHECKING:
    from ivr.sandbox.exchange import Exchange

SETUP_SECONDS = 0.5  # from leaving us to the first ring
DETECTION_SECONDS = 3.0  # how long it takes to tell a person from a machine
CARRIER_SECONDS = 5  # what the network adds to a Timeout (Call resource, `Timeout`)
APOLOGY = "We are sorry, an application error has occurred. Goodbye."
EVENT_OF_STATUS = {"initiated": "initiated", "ringing": "ringing", "in-progress": "answered"}


@dataclass(frozen=True)
class Order:
    """A call the application wants made. `timeout` and `time_limit` in seconds.

    detects_machine: before the first document we listen whether a person or a machine answered.
    """

    to: str
    from_: str
    source: Source
    timeout: int = 60
    notices: NoticeWish | None = None
    fallback: Source | None = None
    time_limit: int = 14_400
    detects_machine: bool = False


class Calls:
    """All calls of the account, in the order they were made."""

    def __init__(self, exchange: Exchange, calls_per_second: float | None) -> None:
        self._exchange = exchange
        self._gap = timedelta(seconds=1 / calls_per_second) if calls_per_second else timedelta()
        self._next_slot: datetime | None = None
        self.all: dict[str, Leg] = {}

    def make(self, phone: Phone, from_: str, to: str, direction: str) -> Leg:
        """A leg that does nothing yet."""
        exchange = self._exchange
        sid = exchange.sids.new("CA")
        leg = Leg(exchange, sid, from_, to, direction, phone, exchange.now())
        self.all[sid] = leg
        return leg

    def begin(self, leg: Leg, steps: Steps[None]) -> None:
        leg.script = Script(self._exchange, steps)

    def receive(self, phone: Phone, to: str, plan: Plan, word: str = "") -> Leg:
        """A phone rings one of our numbers. `word` hides who it is."""
        spelt = self._exchange.withheld_spelt
        from_ = withheld_as(word, spelt=spelt) if word else phone.number
        leg = self.make(phone, from_, to, "inbound")
        leg.plan, leg.picked_up = plan, True
        phone.legs.append(leg)
        leg.note("dialled", to=to, withheld=bool(word))
        line = self._exchange.numbers.get(to)
        if line is None:
            leg.hears("The number you have dialed is not in service.", "en-US")
            self.end(leg, "failed")
            return leg
        if line.status_callback:
            leg.notices = NoticeWish(line.status_callback)
        if line.voice_fallback_url:
            leg.fallback = Source(line.voice_fallback_url, line.voice_fallback_method)
        self.move(leg, "ringing")
        source = Source(line.voice_url, "POST", first_of_call(leg))
        self.begin(leg, self.conduct(leg, source))
        return leg

    def order(self, order: Order) -> Leg:
        """Make a call at the next pacing slot; returns at once, the call is `queued`."""
        exchange = self._exchange
        now = exchange.now()
        slot = max(now, self._next_slot) if self._next_slot else now
        self._next_slot = slot + self._gap
        leg = self.make(exchange.phone(order.to), order.from_, order.to, "outbound-api")
        leg.notices, leg.fallback = order.notices, order.fallback
        leg.note("ordered", to=order.to)
        self.begin(leg, self._outgoing(leg, order, slot))
        return leg

    def _outgoing(self, leg: Leg, order: Order, slot: datetime) -> Steps[None]:
        try:
            yield from rest_until(self._exchange, slot)
            leg.queue_seconds = (self._exchange.now() - leg.created_at).total_seconds()
            answered = yield from self.ring(leg, order.timeout)
        except HungUp:
            return
        if answered:
            leg.after(order.time_limit, lambda: self.end(leg, "completed"))
            yield from self._go_on(leg, order)

    def _go_on(self, leg: Leg, order: Order) -> Steps[None]:
        """After the answer: listen for a machine if that was wished for, then the documents."""
        source = order.source
        try:
            if order.detects_machine:
                yield from rest(self._exchange, DETECTION_SECONDS)
                leg.answered_by = leg.phone.sounds_like
        except HungUp:
            return
        except Redirected as redirected:
            source = redirected.source
        yield from self.conduct(leg, source)

    def ring(self, leg: Leg, timeout: int) -> Steps[bool]:
        """Ring the phone; True when it is answered. Otherwise the leg has ended."""
        exchange = self._exchange
        self.move(leg, "initiated")
        yield from rest(exchange, SETUP_SECONDS)
        self.move(leg, "ringing")
        leg.phone.rings(leg)
        limit = exchange.now() + timedelta(seconds=timeout + CARRIER_SECONDS)
        yield from wait_until(exchange, lambda: leg.picked_up or bool(leg.refusal), limit)
        if leg.picked_up:
            self.answer(leg)
            return True
        self.end(leg, leg.refusal or "no-answer")
        return False

    def answer(self, leg: Leg) -> None:
        """The leg is in progress from now on. Does nothing when it is already."""
        if leg.answered_at is None:
            leg.answered_at = self._exchange.now()
            self.move(leg, "in-progress")
            leg.phone.picked_up(leg)

    def conduct(self, leg: Leg, source: Source) -> Steps[None]:
        """Carry out documents until there are none left or somebody hangs up, then end the call."""
        scene = Scene(leg, CALL)
        following: Source | None = source
        try:
            while following is not None:
                following = yield from self._one_document(scene, following)
        except Finished:
            pass
        except HungUp:
            return
        self.end(leg, "completed")

    def _one_document(self, scene: Scene, source: Source) -> Steps[Source | None]:
        """Carry out one document; the next one, also after a redirect or for the fallback."""
        try:
            document = yield from obtain(scene, source)
            return (yield from perform(scene, document))
        except Redirected as redirected:
            return redirected.source
        except LeftLine:
            return None
        except BrokenDocument as broken:
            scene.warn(broken.code, broken.words)
            return (yield from self._rescue(scene, source, broken))

    def _rescue(self, scene: Scene, source: Source, broken: BrokenDocument) -> Steps[Source | None]:
        """The fallback URL, or an apology and the end. A broken fallback has no fallback."""
        fallback = scene.leg.fallback
        if fallback is not None and source.url != fallback.url:
            extra = {"ErrorCode": str(broken.code), "ErrorUrl": broken.url or source.url or ""}
            return Source(fallback.url, fallback.method, extra)
        try:
            yield from perform(scene, Document((Verb("Say", text=APOLOGY),), source.url))
        except Redirected as redirected:
            return redirected.source
        return None

    def redirect(self, leg: Leg, source: Source) -> None:
        """Through REST: leave what you do and go on there."""
        leg.note("redirected", url=source.url)
        if leg.script is not None:
            leg.script.interrupt(Redirected(source))

    def move(self, leg: Leg, status: str) -> None:
        """A new status, and a notice of it if one was wished for."""
        leg.status = status
        leg.started_at = leg.started_at or self._exchange.now()
        leg.note(status.replace("-", "_"), direction=leg.direction)
        self._notice(leg, EVENT_OF_STATUS[status])

    def end(self, leg: Leg, status: str) -> None:
        """The call is over; what it was doing learns of it. Does nothing a second time.

        A call canceled while still queued is reported to nobody.
        """
        if leg.finished:
            return
        unseen = leg.status == "queued"
        leg.status, leg.ended_at = status, self._exchange.now()
        for errand in leg.errands:
            errand.cancel()
        if leg.parent is not None:
            leg.parent.nudge()
        leg.note("ended", status=status, seconds=leg.duration)
        if leg.script is not None:
            leg.script.interrupt(HungUp())
        if unseen:
            return
        if self._exchange.chance.notice_before_action():
            self._notice(leg, "completed")
        else:
            self._exchange.after_next(lambda: self._notice(leg, "completed"))

    def _notice(self, leg: Leg, event: str) -> None:
        wish = leg.notices
        if wish is None or event not in wish.events:
            return
        sequence, leg.sequence = leg.sequence, leg.sequence + 1
        parameters = notice_of_call(leg, sequence)
        self._exchange.tell(
            Request(wish.url, wish.method, parameters, notice=True, leg=leg.sid, lane=leg.sid)
        )
