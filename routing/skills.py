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
    """How closely a responder answers a need, the closest first.

    ``known``: everything asked for, and they spoke with this caller before. ``exact``: everything
    asked for. ``any_area``, ``any_gender``: but for a wish. ``any_specialty``: certified, for
    something else. ``on_rest``: likewise, and called from a rest, for danger. ``interpreter``:
    they do not share a language, and a third voice has to join.
    """

    KNOWN = "known"
    EXACT = "exact"
    ANY_AREA = "any_area"
    ANY_GENDER = "any_gender"
    ANY_SPECIALTY = "any_specialty"
    ON_REST = "on_rest"
    INTERPRETER = "interpreter"


def fit(name: str) -> str:
    """The same name; raises `UnfitName` if it cannot be part of a key."""
    if not _FIT.fullmatch(name):
        raise UnfitName("a name here has 1 to 64 letters, digits, '_', '.' or '-'")
    return name
