"""What was heard and done in a played call, line by line, and how did it end?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

OURS, THEIRS, AROUND = "helpline", "caller", "meanwhile"


class How(StrEnum):
    """How a call ends."""

    RINGS = "rings"
    DUTY_PHONES = "duty_phones"
    GOODBYE = "goodbye"
    HUNG_UP = "hung_up"


@dataclass(frozen=True, slots=True)
class Ending:
    """How the call ended, and with whom, so long after it began."""

    how: How
    at: timedelta
    name: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the transcript.  `language` is set for words the caller hears."""

    at: timedelta
    who: str
    what: str
    language: str = ""
    place: str = ""


def lines_of(transcript: Iterable[Moment]) -> Iterator[str]:
    """One line for each thing that happened: when, who, in which language, what."""
    for one in transcript:
        seconds = int(one.at.total_seconds())
        spoken = f" [{one.language}]" if one.language else ""
        yield f"{seconds // 60:3d}:{seconds % 60:02d}  {one.who:<9}{spoken} {one.what}"
