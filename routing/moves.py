"""What did an event set in motion?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


@dataclass(frozen=True)
class Proposal:
    """A call to be offered to a responder. Both are held for it until `deadline_at`.

    It becomes an offer when it is stored; one that cannot be stored is withdrawn. `matched` is how
    closely they match (`routing.skills.Match`). `mentor_id` is held with them to listen, if the
    responder is a trainee. The phone may begin to ring at `ring_at`.
    """

    offer_id: str
    call_id: str
    responder_id: str
    deadline_at: datetime
    matched: str
    mentor_id: str | None
    ring_at: datetime


class What(StrEnum):
    """What somebody outside the line should know."""

    OTHER_HELP = "other_help"
    """This caller has waited so long that a callback or a partner line is offered."""
    LONG_WAIT = "long_wait"
    """So long that voicemail is offered where it is allowed, and a supervisor should know."""
    DANGER_WAITS = "danger_waits"
    """Somebody in danger talks to nobody yet: the duty supervisor is rung."""
    HELD = "held"
    """This caller waits a moment for the responder they know, although others are free."""
    RESTS = "rests"
    """After hard calls this responder rests until then."""
    AWAY = "away"
    """They missed two ringing calls and are off duty: they and the supervisor should know."""
    LAST_ON_DUTY = "last_on_duty"
    """They should rest or be off duty, and are not, because nobody else is there."""


@dataclass(frozen=True)
class Word:
    """Something to be told, of a call, a responder, or both. After a rebuild it may come again."""

    what: What
    call_id: str | None = None
    responder_id: str | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Moves:
    """New proposals, in the order they were decided, and offers that routing ended by itself.

    `expired` are offers whose deadline passed, whose responder went off duty, or which a rebuild
    could not place; `withdrawn` are those of a call that somebody else took. Both sides are
    already free, only the record of the offer is left to close. `told` is for people to hear of.
    """

    proposals: tuple[Proposal, ...] = ()
    expired: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    told: tuple[Word, ...] = ()


@dataclass(frozen=True)
class Change:
    """The answer of one event: what it says itself, and what it set in motion.

    `order` puts the events of all processes in the order in which Redis took them; `at` is when,
    in milliseconds by the line's own clock, which no late event turns back.
    """

    answer: str
    moves: Moves
    order: tuple[int, int]
    at: int


@dataclass(frozen=True)
class Happening:
    """One event as it went, for those who count or check: what was said, and what came of it."""

    event: str
    now: datetime
    facts: Mapping[str, Any]
    change: Change


Witness = Callable[[Happening], None]
