"""What is known of the helpline around a set of flows when it is to be published?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ivr.flow.book import Book
from ivr.flow.facts import Cell


@dataclass(frozen=True, slots=True)
class Situation:
    """Plain facts from outside the files; what is None is not known, and is not checked.

    `now` is aware.  `served` are the cells that people with a valid certificate can take,
    `interpreters` the languages an interpreter can be had for, `pressed` by `flow.step` the keys
    pressed there in the last 90 days, `live` what callers hear now, `texted` the flows that answer
    texts, too.
    """

    now: datetime
    served: frozenset[Cell] | None = None
    interpreters: frozenset[str] = frozenset()
    pressed: Mapping[str, frozenset[str]] | None = None
    live: Book | None = None
    texted: frozenset[str] = frozenset()
