"""What does a person say after the tone?"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ivr.sandbox.delivery import Request
from ivr.sandbox.documents import Verb
from ivr.sandbox.legs import HungUp, Source
from ivr.sandbox.scenes import Scene
from ivr.sandbox.scripts import Steps, Wait
from ivr.sandbox.voices import seconds_to_say
from ivr.sandbox.webhooks import rfc2822


@dataclass
class Recording:
    """What was said, and how it ended: a key, or "hangup"."""

    sid: str
    started_at: datetime
    words: list[str] = field(default_factory=list)
    ended_by: str = ""


def record(scene: Scene, verb: Verb) -> Steps[Source | None]:
    """Listen until a key, `timeout` seconds of silence, `maxLength`, or the end of the call.

    Nothing said means nothing recorded: then the next verb follows, as at Twilio.
    """
    leg = scene.leg
    taken = Recording(scene.exchange.sids.new("RE"), scene.exchange.now())
    leg.listens(verb.get("finishOnKey", "1234567890*#"), speech=True)
    leg.note("recording", beep=verb.flag("playBeep", True))
    try:
        yield from _listen(scene, verb, taken)
    except HungUp:
        taken.ended_by = "hangup"
        scene.farewell(_outcome(scene, verb, taken))
        raise
    finally:
        leg.stops_listening()
    return _outcome(scene, verb, taken)


def _listen(scene: Scene, verb: Verb, taken: Recording) -> Steps[None]:
    leg, exchange = scene.leg, scene.exchange
    limit = taken.started_at + timedelta(seconds=verb.number("maxLength", 3600))
    patience = timedelta(seconds=verb.number("timeout", 5))
    silent_at = exchange.now()
    while not leg.keys:
        while leg.spoken:
            taken.words.append(leg.spoken.popleft())
            silent_at = exchange.now() + timedelta(seconds=seconds_to_say(taken.words[-1]))
        until = min(limit, silent_at + patience)
        if exchange.now() >= until:
            return
        yield Wait(until)
    taken.ended_by = leg.keys.popleft()


def _outcome(scene: Scene, verb: Verb, taken: Recording) -> Source | None:
    if not taken.words:
        return None
    exchange = scene.exchange
    seconds = max(1, int((exchange.now() - taken.started_at).total_seconds()))
    account = exchange.account.sid
    url = f"https://api.twilio.com/2010-04-01/Accounts/{account}/Recordings/{taken.sid}"
    scene.leg.note("recorded", sid=taken.sid, words=taken.words, seconds=seconds)
    _report(scene, verb, taken, {"RecordingUrl": url, "RecordingDuration": str(seconds)})
    source = scene.source(verb)
    extra = {"RecordingUrl": url, "RecordingDuration": str(seconds), "Digits": taken.ended_by}
    return Source(source.url, source.method, extra)


def _report(scene: Scene, verb: Verb, taken: Recording, what: dict[str, str]) -> None:
    """The recording's own notice, if one was asked for."""
    if not verb.get("recordingStatusCallback"):
        return
    parameters = {
        "AccountSid": scene.exchange.account.sid,
        "CallSid": scene.leg.sid,
        "RecordingSid": taken.sid,
        "RecordingStatus": "completed",
        "RecordingChannels": "1",
        "RecordingStartTime": rfc2822(taken.started_at),
        "RecordingSource": "RecordVerb",
        **what,
    }
    url = scene.resolve(verb.get("recordingStatusCallback"))
    method = verb.get("recordingStatusCallbackMethod", "POST")
    leg = scene.leg.sid
    scene.exchange.tell(Request(url, method, parameters, notice=True, leg=leg, lane=leg))
