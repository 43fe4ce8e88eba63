"""Where does the call go from here?"""

from ivr.sandbox.documents import Verb
from ivr.sandbox.legs import Source
from ivr.sandbox.scenes import Finished, LeftLine, Scene
from ivr.sandbox.scripts import Steps


def redirect(scene: Scene, verb: Verb) -> Steps[Source | None]:
    """Go on with another document; an empty address means this one again."""
    return Source(scene.resolve(verb.text), verb.get("method", "POST"))
    yield


def hang_up(_scene: Scene, _verb: Verb) -> Steps[Source | None]:
    """End the call."""
    raise Finished
    yield


def leave(_scene: Scene, _verb: Verb) -> Steps[Source | None]:
    """Leave the waiting line; outside one there is nothing to leave."""
    raise LeftLine
    yield


def pass_by(_scene: Scene, _verb: Verb) -> Steps[Source | None]:
    """Do nothing: <Leave> where nobody waits."""
    return None
    yield


def reject(scene: Scene, verb: Verb) -> Steps[Source | None]:
    """Refuse an incoming call without answering; afterwards it only hangs up."""
    leg = scene.leg
    if leg.status == "ringing" and leg.direction == "inbound":
        status = "busy" if verb.get("reason") == "busy" else "no-answer"
        scene.exchange.calls.end(leg, status)
    raise Finished
    yield
