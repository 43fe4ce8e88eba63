"""What is true of this moment and this call outside the flow?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final


class Promise(StrEnum):
    """What a flow may promise a caller, if whoever carries out the promises can keep it."""

    TEXT = "text"
    CALLBACK = "callback"
    RECORDING = "recording"
    ERASURE = "erasure"
    ANY_SPECIALTY = "any_specialty"
    ANY_AREA = "any_area"
    ANY_GENDER = "any_gender"
    INTERPRETER = "interpreter"


EVERY_PROMISE: Final = frozenset(Promise)
ROUTED: Final = frozenset({Promise.ANY_SPECIALTY, Promise.ANY_AREA, Promise.ANY_GENDER})
"""What routing brings about by itself."""

Cell = tuple[str, str]
"""A language and a specialty that one person can serve."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a flow may look at; `now` is aware.

    `responders_free` are the cells somebody could take a call in at this moment; it is looked at
    only by a book that says so (`Book.looks_at`).  `switches` are on or off by name; one that is
    not named is off.  `keeps` are the promises that can be kept: a step that would promise
    another takes `if_it_fails` without asking.  `typed` is what is being read back at this moment
    (`engine.reading_back`), for who knows it; without it a number that should be read back a second
    time is typed again.  `unspoken`: nobody on duty speaks this caller's language, so that it is
    time to ask about an interpreter.
    """

    now: datetime
    number_hidden: bool
    responders_free: frozenset[Cell] = frozenset()
    switches: Mapping[str, bool] = field(default_factory=dict)
    keeps: frozenset[Promise] = ROUTED | {Promise.TEXT, Promise.ERASURE}
    typed: str = field(default="", repr=False)
    unspoken: bool = False


ANY_TIME: Final = Facts(datetime(2000, 1, 1, tzinfo=UTC), number_hidden=False)
"""For what does not depend on when, or of whom, it is asked: what words mean."""
