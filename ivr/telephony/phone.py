"""What do we ask of a phone company?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

__all__ = [
    "AskLater",
    "Gone",
    "LegFacts",
    "Phone",
    "Record",
    "Recorded",
    "Refused",
    "Ring",
    "Text",
    "TextFacts",
    "TooLong",
    "Unanswered",
]


class Refused(Exception):
    """Raised when the phone company said no for good; `code` is its error code."""

    def __init__(self, code: int) -> None:
        super().__init__(f"refused with code {code}")
        self.code = code


class AskLater(Exception):
    """Raised when the phone company did nothing and may be asked again (429, code 20429)."""


class Unanswered(Exception):
    """Raised when the answer was lost: what was asked may have been done, or not."""


class Gone(Exception):
    """Raised when the call is over or was never there (codes 21220, 20404)."""


class TooLong(Exception):
    """Raised when a sound is longer than was asked for; nothing of it is kept."""


@dataclass(frozen=True)
class Ring:
    """Ring somebody: where to, from which number, what they hear, where news goes."""

    to: str
    sender: str
    url: str
    status_url: str
    seconds: int
    """How long it rings; counted by the phone company, never scaled."""
    detects_machine: bool = False
    """Whether it is found out who picks up, before anything is said: `AnsweredBy`."""


@dataclass(frozen=True)
class Text:
    """One text message, its receipt address, and how long the carrier may hold it."""

    to: str
    sender: str
    words: str
    status_url: str
    valid_seconds: int


@dataclass(frozen=True)
class LegFacts:
    """What the phone company says of one leg now. `status` in its own words."""

    sid: str
    status: str

    @property
    def over(self) -> bool:
        """True when nobody is on this leg any more."""
        return self.status in ENDED


@dataclass(frozen=True)
class TextFacts:
    """What the phone company says of one text now."""

    sid: str
    status: str
    words: str


@dataclass(frozen=True)
class Recorded:
    """What the phone company says of one recording now. `status` in its own words."""

    sid: str
    status: str
    seconds: int

    @property
    def is_ready(self) -> bool:
        """True when its sound can be fetched."""
        return self.status == "completed"

    @property
    def came_to_nothing(self) -> bool:
        """True when there is no sound, and none will come."""
        return self.status in NO_SOUND


NO_SOUND = frozenset({"absent", "failed", "deleted"})
ENDED = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})


class Record(StrEnum):
    """What the phone company writes down of its own accord, and deletes when asked."""

    CALL = "call"
    TEXT = "text"
    RECORDING = "recording"


class Phone(Protocol):
    """The phone company. Only worker and clock speak to it; every question has a time limit.

    Each may raise Unanswered or AskLater, and Refused when our account is not let in; what else,
    its docstring says.
    """

    def ring(self, ring: Ring) -> str:
        """Place the leg and return its id. Raises Refused. Not idempotent: after Unanswered look
        for the leg with `legs_to` before asking again."""
        ...

    def redirect(self, leg: str, url: str) -> None:
        """Let this leg fetch its next words from `url`. Raises Gone."""
        ...

    def hang_up(self, leg: str) -> bool:
        """End this leg, ringing or talking. False when it was over already, or never there."""
        ...

    def leg(self, leg: str) -> LegFacts:
        """What this leg does now. Raises Gone."""
        ...

    def legs_to(self, to: str, since: datetime) -> Sequence[LegFacts]:
        """Legs placed to this number since then, newest first."""
        ...

    def in_room(self, room: str) -> frozenset[str]:
        """The legs that are in this room now; empty when there is no such room."""
        ...

    def send(self, text: Text) -> str:
        """Hand over a text and return its id. Raises Refused. Not idempotent."""
        ...

    def texts_to(self, to: str, since: datetime) -> Sequence[TextFacts]:
        """Texts handed over for this number since then, newest first."""
        ...

    def recording(self, sid: str) -> Recorded:
        """What this recording is now. Raises Gone."""
        ...

    def recordings_of(self, leg: str) -> Sequence[Recorded]:
        """What was recorded on this leg and is still there, oldest first."""
        ...

    def recorded_sound(self, sid: str, most: int) -> bytes:
        """This recording as a WAV file of `most` bytes at most. Raises Gone, and TooLong."""
        ...

    def records_of(self, number: str, until: datetime) -> Sequence[tuple[Record, str]]:
        """Every record of a call or a text from or to this number that began by then: what it is,
        and its id."""
        ...

    def forget(self, record: Record, sid: str) -> None:
        """Delete this record; one that is gone already is fine. Raises AskLater for what is not
        over yet, and Refused."""
        ...
