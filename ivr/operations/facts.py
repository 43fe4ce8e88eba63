"""What is true outside the flow, at this moment and for this caller?"""

from ivr.flow.book import Book
from ivr.flow.facts import ROUTED, Facts, Promise
from ivr.operations import callbacks, duty, switches
from ivr.runtime import Runtime

__all__ = ["looked_up"]

KEPT = ROUTED | {Promise.TEXT, Promise.RECORDING, Promise.ERASURE}
"""What may be promised to somebody on the telephone."""


def looked_up(rt: Runtime, book: Book, *, number_hidden: bool) -> Facts:
    """What this book may look at: only what one of its steps asks for is looked up."""
    looks = book.looks_at
    return Facts(
        now=rt.now(),
        number_hidden=number_hidden,
        responders_free=duty.free_cells(rt) if "responders_free" in looks else frozenset(),
        switches=dict.fromkeys(switches.on(rt), True) if "switch" in looks else {},
        keeps=KEPT | {Promise.CALLBACK} if callbacks.is_ready(book) else KEPT,
    )
