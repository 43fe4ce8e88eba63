"""Does this browser make a sound when somebody should look?"""

from werkzeug.wrappers import Response

from ivr.console import cookies, forms, frame
from ivr.console.access import Visit

__all__ = ["choose", "is_on"]


def is_on(visit: Visit) -> bool:
    """True when whoever sits there wished for it; nobody is startled who did not."""
    return cookies.read(visit.request, visit.rt.environment, cookies.SOUND) == "on"


def choose(visit: Visit, back: str) -> Response:
    """From now on it does, or does not; on to this page."""
    response = frame.go(visit, back)
    wanted = "on" if forms.field(visit, "sound") == "on" else "off"
    cookies.keep(response, visit.rt.environment, cookies.SOUND, wanted)
    return response
