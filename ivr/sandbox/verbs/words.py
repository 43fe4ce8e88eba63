"""What is heard: words, sounds and silence."""

from ivr.sandbox import voices
from ivr.sandbox.delivery import Request
from ivr.sandbox.documents import Verb
from ivr.sandbox.legs import Source
from ivr.sandbox.scenes import Scene
from ivr.sandbox.scripts import Steps, ask, rest
from ivr.sandbox.sounds import sound_in

TONE_SECONDS = 0.5
FOREVER = 1000  # what loop="0" means (https://www.twilio.com/docs/voice/twiml/say)


def heard(scene: Scene, verb: Verb) -> Steps[Source | None]:
    """Words as long as speaking them takes, a sound as long as it lasts, or silence."""
    for _ in range(loops(verb)):
        seconds = yield from begin(scene, verb)
        yield from rest(scene.exchange, seconds)
    return None


def loops(verb: Verb) -> int:
    return verb.number("loop", 1) or FOREVER


def begin(scene: Scene, verb: Verb, *, in_gather: bool = False) -> Steps[float]:
    """Start a Say, Play or Pause; the seconds it will last. Raises `BrokenDocument` for a sound
    that cannot be had."""
    if verb.name == "Pause":
        return float(verb.number("length", 1))
    if verb.name == "Play":
        return (yield from _play(scene, verb, in_gather=in_gather))
    return _say(scene, verb)


def _say(scene: Scene, verb: Verb) -> float:
    voice = verb.get("voice")
    if not verb.text:
        scene.warn(13520, "there is nothing to say")
        return 0.0
    if voices.too_long(verb.text, voice):
        scene.warn(13521, "there is too much to say")
        return 0.0
    scene.leg.hears(verb.text, voices.language_of(voice, verb.get("language")), voice)
    return voices.seconds_to_say(verb.text)


def _play(scene: Scene, verb: Verb, *, in_gather: bool) -> Steps[float]:
    """A sound, fetched each time, or keys pressed by us."""
    if digits := verb.get("digits"):
        scene.leg.note("toned", digits=digits)
        return TONE_SECONDS * len(digits)
    if not verb.text:
        scene.warn(13420, "there is nothing to play")
        return 0.0
    url = scene.resolve(verb.text)
    answer = yield from ask(Request(url, "GET", {}, leg=scene.leg.sid, sound=True))
    sound = sound_in(answer, in_gather=in_gather)
    seconds = round(sound.seconds, 3)
    what = {"name": sound.name, "language": sound.language, "seconds": seconds}
    scene.leg.note("played", url=url, **what)
    return sound.seconds
