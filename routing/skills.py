"""Which words may name a language, a specialty or a person here?"""

import re
from enum import StrEnum

_FIT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


class UnfitName(ValueError):
    """Raised for an id, language or specialty that could not be part of a Redis key.

    Letters, digits, ``_``, ``.`` and ``-``, at most 64: enough for ids and BCP 47 tags, and a
    telephone number with its plus sign is refused.
    """


class Match(StrEnum):
    """How closely a responder answers a need.

    ``exact``: they hold every specialty that was asked for. ``any_specialty``: they are certified,
    for something else.
    """

    EXACT = "exact"
    ANY_SPECIALTY = "any_specialty"


def fit(name: str) -> str:
    """The same name; raises `UnfitName` if it cannot be part of a key."""
    if not _FIT.fullmatch(name):
        raise UnfitName("a name here has 1 to 64 letters, digits, '_', '.' or '-'")
    return name
