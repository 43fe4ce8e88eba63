"""How much fits on one small page?"""

from collections.abc import Sequence
from dataclasses import astuple

from markupsafe import escape

from ivr.queries.directory import Shown

__all__ = ["LIST_ROOM", "MOST_CHOICES", "PAGE_ROOM", "fitting"]

PAGE_ROOM = 30_000
LIST_ROOM = 7_000
"""Bytes of entries: on a page of one topic, and for each topic on the general list. With words,
choices and style a page stays under 50 kB, also where a letter takes three bytes."""
MOST_CHOICES = 40
FRAME = 600
"""Bytes of markup around one entry, at most."""


def fitting(entries: Sequence[Shown], room: int, most: int) -> Sequence[Shown]:
    """The first entries that fit into this room; at least one, if there is one."""
    left = room
    for count, entry in enumerate(entries[:most]):
        left -= _weight(entry)
        if left < 0:
            return entries[: max(1, count)]
    return entries[:most]


def _weight(entry: Shown) -> int:
    words = [part for part in astuple(entry) if isinstance(part, str)]
    return FRAME + sum(len(escape(part).encode()) for part in (*words, *entry.speaks))
