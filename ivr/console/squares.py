"""How does an authenticator app scan a secret? A square code, drawn into the page itself."""

import segno
from markupsafe import Markup

from ivr.console.access import Visit
from ivr.operations import factors
from ivr.seal import BrokenSeal

__all__ = ["Drawn", "carried", "opened"]

PURPOSE = "second factor on its way"


class Drawn:
    """A secret that no account has yet, as a page shows it: to scan, to type, and, sealed, to
    send back with the form."""

    def __init__(self, visit: Visit, secret: bytes, name: str, about: str) -> None:
        drawn = segno.make(factors.address(secret, name), error="m")
        self.square = Markup(  # noqa: S704 - nothing in it but shapes
            drawn.svg_inline(scale=5, border=4, omitsize=True, light="#fff", svgclass="square")
        )
        letters = factors.written(secret).rstrip("=")
        self.letters = " ".join(letters[at : at + 4] for at in range(0, len(letters), 4))
        self.sealed = visit.rt.seal.close_text(PURPOSE, secret, about)


def opened(visit: Visit, sealed: str, about: str) -> bytes | None:
    """The secret that came back with a form made for this; None for any other."""
    try:
        return visit.rt.seal.open_text(PURPOSE, sealed, about)
    except BrokenSeal:
        return None


def carried(visit: Visit, about: str) -> bytes:
    """The secret of the form that was sent, or a fresh one for a new form."""
    return opened(visit, visit.request.form.get("secret", "")[:200], about) or factors.fresh()
