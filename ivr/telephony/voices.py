"""Which of Twilio's voices speaks this language?"""

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Voice", "Voices"]


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice by Twilio's name, and the language tag Twilio knows it under."""

    name: str
    language: str


Voices = Mapping[str, Voice]
"""Our language tag → the voice that speaks it."""
