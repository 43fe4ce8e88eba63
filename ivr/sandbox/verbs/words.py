"""What is heard: words, sounds and silence."""

from ivr.sandbox import voices
from ivr.sandbox.documents import Verb
from ivr.sandbox.legs import Source
from ivr.sandbox.scenes import Scene
from ivr.sandbox.scripts import Steps, rest

PLAY_SECONDS = 5.0  # a sound lasts this long: what it holds is not fetched
TONE_SECONDS = 0.5
FOREVER = 1000  # what loop="0" means (https://www.twilio.com/docs/voice/twiml/say)


def say(scene: Scene, verb: Verb) -> Steps[Source | None]:
    """Words, as long as speaking them takes."""
    for _ in range(loops(verb)):
        yield from rest(scene.exchange, begin(scene, verb))
    return None


def play(scene: Scene, verb: Verb) -> Steps[Source | None]:
    """A sound, or keys pressed by us."""
    for _ in range(loops(verb)):
        yield from rest(scene.exchange, begin(scene, verb))
    return None


def pause(scene: Scene, verb: Verb) -> Steps[Source | None]:
    """Silence of `length` seconds."""
    yield from rest(scene.exchange, begin(scene, verb))
    return None


def loops(verb: Verb) -> int:
    return verb.number("loop", 1) or FOREVER


def begin(scene: Scene, verb: Verb) -> float:
    """Start a Say, Play or Pause; the seconds it will last."""
    if verb.name == "Pause":
        return float(verb.number("length", 1))
    if verb.name == "Play":
        return _sound(scene, verb)
    voice = verb.get("voice")
    if not verb.text:
        scene.warn(13520, "there is nothing to say")
        return 0.0
    if voices.too_long(verb.text, voice):
        scene.warn(13521, "there is too much to say")
        return 0.0
    scene.leg.hears(verb.text, voices.language_of(voice, verb.get("language")), voice)
    return voices.seconds_to_say(verb.text)


def _sound(scene: Scene, verb: Verb) -> float:
    if digits := verb.get("digits"):
        scene.leg.note("toned", digits=digits)
        return TONE_SECONDS * len(digits)
    if not verb.text:
        scene.warn(13420, "there is nothing to play")
        return 0.0
    scene.leg.note("played", url=scene.resolve(verb.text))
    return PLAY_SECONDS
