"""What does the person press, or say?"""

from dataclasses import dataclass
from datetime import timedelta

from ivr.sandbox.documents import Verb
from ivr.sandbox.legs import KEYS, Source
from ivr.sandbox.scenes import Scene
from ivr.sandbox.scripts import Steps, Wait
from ivr.sandbox.verbs.words import begin, loops


@dataclass
class Input:
    """What has been gathered so far. `closed` once the finishing key came."""

    digits: str = ""
    words: str = ""
    closed: bool = False


def gather(scene: Scene, verb: Verb) -> Steps[Source | None]:
    """Listen during and after the prompts.

    Asks the action with what was gathered; without any input it falls through to the next verb
    unless `actionOnEmptyResult` (https://www.twilio.com/docs/voice/twiml/gather).
    """
    leg = scene.leg
    try:
        barge_in = verb.flag("bargeIn", True)
        if barge_in:
            _listen(scene, verb)
        yield from _prompts(scene, verb)
        if not barge_in:
            _listen(scene, verb)
        if not leg.keys and not leg.spoken:
            leg.note("listening", keys=leg.ears)
            leg.phone.listening(leg)
        entry = yield from _collect(scene, verb)
    finally:
        leg.stops_listening()
    return _outcome(scene, verb, entry)


def _listen(scene: Scene, verb: Verb) -> None:
    inputs = verb.get("input", "dtmf").split()
    scene.leg.listens(KEYS if "dtmf" in inputs else "", speech="speech" in inputs)


def _prompts(scene: Scene, verb: Verb) -> Steps[None]:
    """Speak until done or interrupted."""
    for prompt in verb.children:
        for _ in range(loops(prompt)):
            seconds = yield from begin(scene, prompt, in_gather=True)
            heard = yield from _heard_by(scene, seconds)
            if heard:
                return


def _heard_by(scene: Scene, seconds: float) -> Steps[bool]:
    """Wait for input, at most so long; whether any came."""
    leg = scene.leg
    until = scene.exchange.now() + timedelta(seconds=seconds)
    while not leg.keys and not leg.spoken:
        if scene.exchange.now() >= until:
            return False
        yield Wait(until)
    return True


def _collect(scene: Scene, verb: Verb) -> Steps[Input]:
    """Keys until enough, until the finishing key, or until nothing comes for `timeout` seconds."""
    entry = Input()
    most = verb.number("numDigits", 0)
    finish = verb.get("finishOnKey", "#")
    timeout = float(verb.number("timeout", 5))
    while not entry.closed and (not most or len(entry.digits) < most):
        heard = yield from _heard_by(scene, timeout)
        if not heard:
            break
        _take(scene, entry, finish)
    return entry


def _take(scene: Scene, entry: Input, finish: str) -> None:
    leg = scene.leg
    if leg.spoken:
        entry.words, entry.closed = leg.spoken.popleft(), True
        return
    key = leg.keys.popleft()
    if key == finish:
        entry.closed = True
    else:
        entry.digits += key


def _outcome(scene: Scene, verb: Verb, entry: Input) -> Source | None:
    if not (entry.digits or entry.words or verb.flag("actionOnEmptyResult")):
        return None
    source = scene.source(verb)
    if entry.words:
        extra = {"SpeechResult": entry.words, "Confidence": "0.91"}
    else:
        extra = {"Digits": entry.digits}
    scene.leg.note("gathered", digits=entry.digits, words=entry.words)
    return Source(source.url, source.method, extra)
