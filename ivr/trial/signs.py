"""By what is a thing that must happen on a call known, in the sandbox's record?"""

from collections.abc import Callable
from typing import TypeAlias

from ivr.trial.phone_company import Event

Sign: TypeAlias = Callable[[Event], bool]


def happened(leg: str, kind: str) -> Sign:
    """Something of this kind on this leg."""
    return lambda event: event.leg == leg and event.kind == kind


def pressed(leg: str, key: str) -> Sign:
    """This key, while somebody listened for it."""
    found = happened(leg, "pressed")
    return lambda event: (
        found(event) and event.details["key"] == key and event.details["listened_for"]
    )


def words_heard(leg: str) -> Sign:
    """Words, by a voice or from a recording."""
    return lambda event: (
        event.leg == leg
        and (event.kind == "heard" or (event.kind == "played" and "name" in event.details))
    )


def spoken_in(leg: str, language: str) -> Sign:
    """Words in this language, whatever its region: `es` is also heard as `es-US`."""
    found = words_heard(leg)
    return lambda event: found(event) and event.details["language"].split("-")[0] == language
