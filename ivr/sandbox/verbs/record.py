"""What does a person say after the tone?"""

from datetime import timedelta

from ivr.sandbox.delivery import Request
from ivr.sandbox.documents import Verb
from ivr.sandbox.legs import HungUp, Redirected, Source
from ivr.sandbox.recordings import PROCESSED_AFTER, Recording
from ivr.sandbox.scenes import Scene
from ivr.sandbox.scripts import Steps, Wait
from ivr.sandbox.voices import seconds_to_say
from ivr.sandbox.webhooks import API_VERSION, rfc2822


def record(scene: Scene, verb: Verb) -> Steps[Source | None]:
    """Listen until a key, `timeout` seconds of silence, `maxLength`, or the end of the call.

    Nothing said means nothing recorded: then the next verb follows, as at Twilio.
    """
    leg, exchange = scene.leg, scene.exchange
    taken = Recording(exchange.sids.new("RE"), leg.sid, exchange.now())
    leg.listens(verb.get("finishOnKey", "1234567890*#"), speech=True)
    leg.note("recording", beep=verb.flag("playBeep", True))
    _report(scene, verb, taken, "in-progress")
    try:
        yield from _listen(scene, verb, taken)
    except HungUp:
        taken.ended_by = "hangup"
        scene.farewell(_outcome(scene, verb, taken))
        raise
    except Redirected:
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
            words = leg.spoken.popleft()
            silent_at = taken.hears(words, exchange.now(), seconds_to_say(words))
        until = min(limit, silent_at + patience)
        if exchange.now() >= until:
            return
        yield Wait(until)
    taken.ended_by = leg.keys.popleft()


def _outcome(scene: Scene, verb: Verb, taken: Recording) -> Source | None:
    exchange = scene.exchange
    if not taken.words:
        _report(scene, verb, taken, "absent")
        return None
    taken.ends(exchange.now(), trimmed=verb.get("trim", "trim-silence") == "trim-silence")
    exchange.recordings[taken.sid] = taken
    scene.leg.note("recorded", sid=taken.sid, words=taken.words, seconds=taken.seconds)
    ready_at = exchange.moment(exchange.now(), PROCESSED_AFTER)
    exchange.at(ready_at, lambda: _processed(scene, verb, taken))
    source = scene.source(verb)
    told = {"RecordingUrl": _url(scene, taken), "RecordingDuration": str(taken.seconds)}
    return Source(source.url, source.method, {**told, "Digits": taken.ended_by})


def _url(scene: Scene, taken: Recording) -> str:
    account = scene.exchange.account.sid
    return f"https://api.twilio.com/{API_VERSION}/Accounts/{account}/Recordings/{taken.sid}"


def _processed(scene: Scene, verb: Verb, taken: Recording) -> None:
    taken.status = "completed"
    _report(scene, verb, taken, "completed")


def _report(scene: Scene, verb: Verb, taken: Recording, status: str) -> None:
    """The recording's own notice, if one was asked for."""
    wanted = verb.get("recordingStatusCallbackEvent", "completed").split()
    if not verb.get("recordingStatusCallback") or status not in wanted:
        return
    parameters = {
        "AccountSid": scene.exchange.account.sid,
        "CallSid": scene.leg.sid,
        "RecordingSid": taken.sid,
        "RecordingUrl": _url(scene, taken),
        "RecordingStatus": status,
        "RecordingDuration": str(taken.seconds),
        "RecordingChannels": "1",
        "RecordingStartTime": rfc2822(taken.started_at),
        "RecordingSource": "RecordVerb",
    }
    url = scene.resolve(verb.get("recordingStatusCallback"))
    method = verb.get("recordingStatusCallbackMethod", "POST")
    leg = scene.leg.sid
    scene.exchange.tell(Request(url, method, parameters, notice=True, leg=leg, lane=leg))
