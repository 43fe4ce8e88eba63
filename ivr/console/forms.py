"""Was this form sent by a hand, from a page of ours?"""

import hmac
import re
from urllib.parse import urlsplit

from ivr.console.access import Visit

__all__ = ["TOKEN", "field", "is_ours", "safe_path", "token"]

TOKEN = "form"  # noqa: S105
LONGEST = 1000
SAFE = ("GET", "HEAD")


def token(visit: Visit) -> str:
    """What every form of this sign-in (or, before it, of this browser) carries."""
    return visit.rt.seal.fingerprint(_named(visit))


def is_ours(visit: Visit) -> bool:
    """True for a look, and for a change that comes from one of our own pages: two walls, the
    browser's own word and a token that no other site can read."""
    request = visit.request
    if request.method in SAFE:
        return True
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("Origin")
    ours = (request.host, urlsplit(visit.rt.environment.console_url).netloc)
    if origin is not None and urlsplit(origin).netloc not in ours:
        return False
    given = request.form.get(TOKEN, "").encode()
    known = visit.rt.seal.fingerprints(_named(visit))
    return any(hmac.compare_digest(given, one.encode()) for one in known)


def _named(visit: Visit) -> str:
    return f"console form:{visit.who.sign_in if visit.who else visit.chance}"


def field(visit: Visit, name: str) -> str:
    """What was typed there, without the spaces around it; empty if nothing was."""
    # PostgreSQL keeps no zero in a text.
    return visit.request.form.get(name, "")[:LONGEST].replace("\x00", "").strip()


def safe_path(wanted: str) -> str:
    """A page of the console to go on to: never another site."""
    letters = r"/console/(?:[A-Za-z0-9/_.?=&-]|%3F|%3D|%26){0,200}"
    fine = re.fullmatch(letters, wanted) and not re.search(r"//|\.\.", wanted)
    return wanted if fine else "/console/"
