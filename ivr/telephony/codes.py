"""What do the phone company's error codes ask us to do about a text, or a phone we rang?

Source: https://www.twilio.com/docs/api/errors, and for SIP RFC 3261 and RFC 3398 (8.2.6.1).
"""

from enum import Enum, auto

__all__ = ["BUSY", "OPTED_OUT", "Number", "Then", "after", "fault", "rung"]

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


class Number(Enum):
    """What a ring that came to nothing says about the number that was rung."""

    DEAD = auto()
    """It cannot be rung as things are, and could not the next time."""
    UNSURE = auto()
    """It could not be rung now."""
    FINE = auto()
    """It was engaged."""
    OURS = auto()
    """Our own account or settings are at fault: nobody can be rung."""


BUSY = "busy"
SIP = "sip:"
_RUNG = {
    # To: invalid, blocked, in a country we may not ring, not allowed on a trial, premium.
    Number.DEAD: {21201, 21211, 21215, 21216, 21217, 21219, 21401, 21421}
    | {13223, 13224, 13225, 13226, 13227},
    # Our own number, address or login; too many calls in the queue; a suspended account.
    Number.OURS: {20001, 20003, 20404, 21205, 21210, 21212, 21213, 22005, 30002, 10001, 10002},
}
_GONE = {410, 484, 604}
"""SIP: gone (the number has changed), incomplete, exists nowhere. 404 is not among them: carriers
also say it when they find no way to a number."""


def fault(code: str, sip: str) -> str:
    """What a status report says of a ring that failed, in one code; empty when it says nothing."""
    if sip.isascii() and sip.isdigit() and int(sip) in _GONE:
        return f"{SIP}{int(sip)}"
    return str(int(code)) if code.isascii() and code.isdigit() and len(code) < 7 else ""


def rung(why: str) -> Number:
    """What this fault says about the number; what is unknown may pass."""
    if why == BUSY:
        return Number.FINE
    if why.startswith(SIP):
        return Number.DEAD
    code = int(why) if why else 0
    return next((what for what, codes in _RUNG.items() if code in codes), Number.UNSURE)
