"""What does a telephone do when it rings?

Times are seconds of the exchange's clock, counted from the first ring unless said otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Answers:
    """Somebody picks up.

    keys: one entry is typed at each listening moment, `key_after` seconds into the silence after
    the prompt; a plain string means one key at a time; "" at a moment means saying nothing then.
    hang_up_after: seconds after joining a conference or being bridged.
    """

    after: float = 4.0
    keys: str | Sequence[str] = "1"
    key_after: float = 1.0
    hang_up_after: float | None = None


@dataclass(frozen=True)
class NoAnswer:
    """It rings until the network gives up."""


@dataclass(frozen=True)
class Busy:
    """The line is engaged."""


@dataclass(frozen=True)
class Voicemail:
    """A machine picks up, greets, then records what it hears. It presses nothing."""

    after: float = 4.0
    greeting: float = 6.0
    longest: float = 120.0


@dataclass(frozen=True)
class Fax:
    """A fax machine picks up, and whistles. It presses nothing."""

    after: float = 4.0
    patience: float = 30.0


@dataclass(frozen=True)
class Quiet:
    """Somebody picks up and says nothing: who it is cannot be told by listening.

    keys, key_after: as of `Answers`.
    """

    after: float = 4.0
    keys: str | Sequence[str] = ""
    key_after: float = 1.0


@dataclass(frozen=True)
class Declines:
    """Somebody picks up and passes."""

    after: float = 4.0
    key: str = "2"
    key_after: float = 1.0


@dataclass(frozen=True)
class Rejects:
    """Somebody refuses the call without picking up; the network says busy."""

    after: float = 3.0


@dataclass(frozen=True)
class Dead:
    """The number is not in service."""


@dataclass(frozen=True)
class ByHand:
    """It rings until somebody answers it on the page or through the control API."""


Behaviour: TypeAlias = (
    Answers | NoAnswer | Busy | Voicemail | Fax | Quiet | Declines | Rejects | Dead | ByHand
)
BEHAVIOURS: dict[str, type[Behaviour]] = {
    "answers": Answers,
    "no_answer": NoAnswer,
    "busy": Busy,
    "voicemail": Voicemail,
    "fax": Fax,
    "quiet": Quiet,
    "declines": Declines,
    "rejects": Rejects,
    "dead": Dead,
    "by_hand": ByHand,
}


def name_of(behaviour: Behaviour) -> str:
    """The name used by the control API."""
    return next(name for name, kind in BEHAVIOURS.items() if kind is type(behaviour))
