"""What did an event set in motion?"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Proposal:
    """A call to be offered to a responder. Both are held for it until `deadline_at`.

    It becomes an offer when it is stored; one that cannot be stored is withdrawn. `matched` is
    ``exact`` or ``any_specialty``.
    """

    offer_id: str
    call_id: str
    responder_id: str
    deadline_at: datetime
    matched: str


@dataclass(frozen=True)
class Moves:
    """New proposals, in the order they were decided, and offers that routing ended by itself.

    `expired` are offers whose deadline passed, whose responder went off duty, or which a rebuild
    could not place: both sides are already free, only the record of the offer is left to close.
    """

    proposals: tuple[Proposal, ...] = ()
    expired: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """The answer of one event: what it says itself, and what it set in motion."""

    answer: str
    moves: Moves
