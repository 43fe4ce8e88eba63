"""What do the phone company's error codes ask us to do about a text?

Source: https://www.twilio.com/docs/api/errors
"""

from enum import Enum, auto

__all__ = ["OPTED_OUT", "Then", "after"]

OPTED_OUT = 21610


class Then(Enum):
    """What follows from an error code."""

    GIVE_UP = auto()
    """This number will not take this text."""
    LATER = auto()
    """Nothing was sent, and nothing is wrong with the number: the line to it is full."""
    ONCE_MORE = auto()
    """The phone was off or out of reach: it may be tried once more."""
    ALARM = auto()
    """Our own account or settings keep every text from being sent: a person must look."""


_CODES = {
    Then.LATER: {20429, 21611},
    # 30008, "unknown", is not among them: that text may have arrived.
    Then.ONCE_MORE: {30001, 30003},
    Then.ALARM: {20003, 21212, 21408, 21602, 21603, 21606, 21608, 21617, 30002, 30034},
}


def after(code: int) -> Then:
    """What to do when a text failed with this code; unknown codes give up."""
    return next((then for then, codes in _CODES.items() if code in codes), Then.GIVE_UP)
