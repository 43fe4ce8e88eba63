"""What happens while a document rings other numbers?"""

from dataclasses import dataclass, field

from ivr.sandbox.documents import BrokenDocument, Verb
from ivr.sandbox.legs import HungUp, Leg, NoticeWish, Redirected, Source
from ivr.sandbox.numbers import NotANumber, e164
from ivr.sandbox.scenes import Finished, Scene, play_through
from ivr.sandbox.scripts import Steps, Wait, wait_until
from ivr.sandbox.verbs.rules import WHISPER

INVALID_CALLER_ID = 13214
INVALID_NUMBER = 13224


@dataclass
class Contest:
    """Several phones ringing for one caller: the first to be picked up wins, whisper or not."""

    scene: Scene
    legs: list[Leg] = field(default_factory=list)
    winner: Leg | None = None
    released: bool = False  # the winner was sent elsewhere through REST

    def picked_up(self, leg: Leg) -> None:
        """`leg` was answered; everybody else's phone stops ringing."""
        if self.winner is None:
            self.winner = leg
        for other in self.legs:
            if other is not self.winner and not other.finished:
                self.scene.exchange.calls.end(other, "canceled")

    @property
    def over(self) -> bool:
        if self.winner is not None:
            return self.winner.finished or self.released
        return all(leg.finished for leg in self.legs)

    def stop(self) -> None:
        """Nobody needs to be rung or talked to any more."""
        for leg in self.legs:
            if not leg.finished and not (self.released and leg is self.winner):
                status = "completed" if leg.answered_at else "canceled"
                self.scene.exchange.calls.end(leg, status)

    def result(self) -> dict[str, str]:
        """What the Dial's action carries. A call that was never bridged counts as unanswered."""
        if self.winner is not None and self.winner.bridged:
            return {
                "DialCallStatus": "completed",
                "DialCallSid": self.winner.sid,
                "DialCallDuration": str(self.winner.duration),
                "DialBridged": "true",
            }
        result = {"DialCallStatus": self._failure(), "DialBridged": "false"}
        if self.legs:
            result["DialCallSid"] = (self.winner or self.legs[-1]).sid
        return result

    def _failure(self) -> str:
        statuses = {leg.status for leg in self.legs if leg is not self.winner}
        if self.winner is not None or not statuses <= {"busy", "failed"}:
            return "no-answer"
        return "busy" if "busy" in statuses else "failed"


def ring_numbers(scene: Scene, dial: Verb, nouns: list[Verb]) -> Steps[Source | None]:
    """Ring, bridge, and wait for one side to hang up; then the action, or the next verb."""
    contest = Contest(scene)
    try:
        for noun in nouns:
            _ring(contest, dial, noun)
        yield from _stay(contest, dial)
    except HungUp:
        contest.stop()
        scene.farewell(scene.action(dial, **contest.result()))
        raise
    except Redirected:
        contest.stop()
        late = not scene.exchange.chance.old_action_first()
        scene.farewell(scene.action(dial, **contest.result()), late=late)
        raise
    finally:
        scene.leg.stops_listening()
        scene.leg.doing = ""
    contest.stop()
    return scene.action(dial, **contest.result())


def _ring(contest: Contest, dial: Verb, noun: Verb) -> None:
    scene = contest.scene
    try:
        to = e164(noun.text)
    except NotANumber as problem:
        scene.warn(INVALID_NUMBER, str(problem))
        return
    caller = dial.get("callerId") or _caller_id(scene.leg)
    if caller not in scene.exchange.numbers and caller not in (scene.leg.from_, scene.leg.to):
        scene.warn(INVALID_CALLER_ID, "the callerId is neither ours nor the caller's")
        return
    leg = scene.exchange.calls.make(scene.exchange.phone(to), caller, to, "outbound-dial")
    leg.parent = scene.leg
    leg.notices = _notices(scene, noun)
    leg.fallback = scene.leg.fallback
    whisper = scene.source(noun, "url") if noun.get("url") else None
    contest.legs.append(leg)
    steps = _child(contest, leg, whisper, dial.number("timeout", 30))
    scene.exchange.calls.begin(leg, steps)


def _caller_id(leg: Leg) -> str:
    return leg.from_ if leg.direction == "inbound" else leg.to


def _notices(scene: Scene, noun: Verb) -> NoticeWish | None:
    if not noun.get("statusCallback"):
        return None
    events = frozenset(noun.get("statusCallbackEvent", "completed").split())
    url = scene.resolve(noun.get("statusCallback"))
    return NoticeWish(url, noun.get("statusCallbackMethod", "POST"), events)


def _stay(contest: Contest, dial: Verb) -> Steps[None]:
    scene = contest.scene
    scene.leg.doing = "ringing others"
    scene.leg.listens("*" if dial.flag("hangupOnStar") else "")
    started = scene.exchange.now()
    while not contest.over:
        bridged = contest.winner is not None and contest.winner.bridged
        if bridged and contest.winner and contest.winner.answered_at:
            started = contest.winner.answered_at
            scene.exchange.calls.answer(scene.leg)
        if scene.leg.keys and bridged:
            return
        limit = scene.exchange.moment(started, dial.number("timeLimit", 14_400))
        if scene.exchange.now() >= limit:
            return
        yield Wait(limit)


def _child(contest: Contest, leg: Leg, whisper: Source | None, timeout: int) -> Steps[None]:
    """The life of a dialled leg: ring, whisper, talk."""
    calls = leg.exchange.calls
    answered = yield from calls.ring(leg, timeout)
    if not answered:
        contest.scene.leg.nudge()
        return
    contest.picked_up(leg)
    try:
        yield from _whisper_and_talk(contest, leg, whisper)
    except Redirected as redirected:
        contest.released = True
        contest.scene.leg.nudge()
        yield from calls.conduct(leg, redirected.source)
    contest.scene.leg.nudge()


def _whisper_and_talk(contest: Contest, leg: Leg, whisper: Source | None) -> Steps[None]:
    """Until the called leg has ended. Raises `Redirected`."""
    calls = leg.exchange.calls
    try:
        if whisper is not None:
            yield from play_through(Scene(leg, WHISPER), whisper)
        if contest.winner is leg:
            _bridge(contest, leg)
            yield from wait_until(leg.exchange, lambda: leg.finished)
    except Finished:
        calls.end(leg, "completed")
    except BrokenDocument as broken:
        leg.note("warned", code=broken.code, words=broken.words, url=broken.url)
        calls.end(leg, "completed")
    except HungUp:
        pass


def _bridge(contest: Contest, leg: Leg) -> None:
    leg.bridged = True
    leg.doing = "talking"
    contest.scene.leg.doing = "talking"
    leg.note("bridged", with_=contest.scene.leg.sid)
    for one in (leg, contest.scene.leg):
        one.phone.joined(one)
    contest.scene.leg.nudge()
