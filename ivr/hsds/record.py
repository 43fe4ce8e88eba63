"""What is known while a directory is read?"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

__all__ = ["Ignored", "Problem", "Reading", "Record"]

Ignored = Counter[str]
"""What was left aside, and how often."""


class Problem(NamedTuple):
    """One thing to mend: `services.csv row 12`, and a sentence."""

    place: str
    sentence: str


@dataclass(frozen=True)
class Record:
    """One service as it was written, in the shape that HSDS gives it as JSON."""

    place: str
    fields: Mapping[str, Any]


@dataclass
class Reading:
    """What came up so far."""

    problems: list[Problem] = field(default_factory=list)
    ignored: Ignored = field(default_factory=Counter)
