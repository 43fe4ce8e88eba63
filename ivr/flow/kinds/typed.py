"""How does a caller type a number, and hear its end read back?"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ivr.flow import instructions
from ivr.flow.effects import DigitsConfirmed, DigitsGiven, DigitsTakenBack
from ivr.flow.hearing import numerals
from ivr.flow.inputs import Input, Keys, Said
from ivr.flow.kinds.step import Stop
from ivr.flow.values import Length

if TYPE_CHECKING:
    from ivr.flow.visit import Visit

WAIT: Final = 10
"""Whole seconds of silence after which an entry counts as finished."""
READ_BACK_WAIT: Final = 8
READ_BACK: Final = 3
"""How many of the last digits are read back, and how many are said in one breath."""
RIGHT: Final = "1"
AGAIN: Final = "2"
EMERGENCY: Final = frozenset({"911", "112", "999"})
"""Numbers that mean danger wherever they are typed, beside the one of the settings.

Source: GSM and ITU-T E.161.1 (112, 911), United Kingdom (999).
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A number that is asked for: under which place it is kept, and how long it is."""

    place: str
    length: Length

    def fits(self, digits: str) -> bool:
        """True if so many digits were typed, and nothing but digits."""
        whole = digits.isascii() and digits.isdigit()
        return whole and self.length.least <= len(digits) <= self.length.most

    def given(self, digits: str) -> DigitsGiven:
        """The one effect that tells the digits."""
        return DigitsGiven(self.place, digits)

    def confirmed(self) -> DigitsConfirmed:
        """The caller said they are right."""
        return DigitsConfirmed(self.place)

    def taken_back(self) -> DigitsTakenBack:
        """The caller did not say they are right."""
        return DigitsTakenBack(self.place)

    def asked(self, visit: "Visit", prompt: tuple[instructions.Say, ...], phase: str = "") -> Stop:
        """The prompt, how to finish, and the wait for as many digits as there can be."""
        position, finish = visit.position.asked_for(phase), visit.settings.universal_keys.finish
        how = visit.phrase(
            "digits_finish", key=visit.book.spoken_key(finish, visit.position.language)
        )
        listen = instructions.Listen(
            (*prompt, how), WAIT, position, keys=self.length.most, finish_on=finish
        )
        return Stop((listen,), position)


def entered(given: Input) -> str:
    """What was typed: keys, or, in a text, digits of any script; empty if it was anything else."""
    if isinstance(given, Said):
        return numerals(given.words)
    return given.digits if isinstance(given, Keys) else ""


def means_danger(visit: "Visit", digits: str) -> bool:
    """True if the caller typed an emergency number where another was asked for."""
    return digits in EMERGENCY or digits == visit.settings.emergency_number


def read_back(visit: "Visit", digits: str, phase: str, *, whole: bool = False) -> Stop:
    """The last three digits one by one, or all of them, and the keys for right and for again."""
    position = visit.position.asked_for(phase)
    name, said = ("digits_whole", digits) if whole else ("digits_back", digits[-READ_BACK:])
    prompt = (
        *visit.spelt(name, said),
        visit.phrase("digits_back_keys", yes=RIGHT, no=AGAIN),
    )
    return Stop((instructions.Listen(prompt, READ_BACK_WAIT, position),), position)
