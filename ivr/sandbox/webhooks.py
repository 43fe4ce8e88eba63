"""What do we tell the application in a webhook?"""

from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime

from ivr.sandbox.legs import Leg
from ivr.sandbox.numbers import place_of

API_VERSION = "2010-04-01"


def rfc2822(moment: datetime) -> str:
    """As Twilio writes times: `Fri, 05 Jan 2024 22:30:00 +0000`."""
    return format_datetime(moment.replace(microsecond=0))


def places(prefix: str, number: str) -> dict[str, str]:
    """`FromCity`, `FromState`, `FromZip`, `FromCountry`; empty where unknown."""
    place = place_of(number)
    return {
        f"{prefix}City": place.city,
        f"{prefix}State": place.state,
        f"{prefix}Zip": place.zip,
        f"{prefix}Country": place.country,
    }


def about_call(leg: Leg) -> dict[str, str]:
    """What every request about a call carries (https://www.twilio.com/docs/voice/twiml)."""
    parameters = {
        "CallSid": leg.sid,
        "AccountSid": leg.exchange.account.sid,
        "From": leg.from_,
        "To": leg.to,
        "CallStatus": leg.status,
        "ApiVersion": API_VERSION,
        "Direction": leg.direction,
        "Caller": leg.from_,
        "Called": leg.to,
        **places("From", leg.from_),
        **places("To", leg.to),
        **places("Caller", leg.from_),
        **places("Called", leg.to),
    }
    if leg.parent is not None:
        parameters["ParentCallSid"] = leg.parent.sid
    if leg.answered_by:
        parameters["AnsweredBy"] = leg.answered_by
    return parameters


def first_of_call(leg: Leg) -> dict[str, str]:
    """What only the first request of an incoming call carries besides."""
    attested = leg.from_.startswith("+1") and leg.from_ == leg.phone.number
    return {"StirVerstat": "TN-Validation-Passed-A"} if attested else {}


def notice_of_call(leg: Leg, sequence: int) -> dict[str, str]:
    """A status callback: `CallDuration` in seconds once it has ended, `Duration` in minutes."""
    parameters = {
        **about_call(leg),
        "Timestamp": rfc2822(leg.exchange.now()),
        "CallbackSource": "call-progress-events",
        "SequenceNumber": str(sequence),
    }
    if leg.finished:
        minutes = -(-leg.duration // 60)
        parameters |= {"CallDuration": str(leg.duration), "Duration": str(minutes)}
    if leg.status == "failed":
        parameters |= {
            "ErrorCode": "21214",
            "ErrorMessage": "The number cannot be reached",
            "SipResponseCode": "404",
        }
    return parameters


def spelt(flag: bool) -> str:
    return "true" if flag else "false"


def about_text(parameters: Mapping[str, str], from_: str, to: str) -> dict[str, str]:
    """What every request about a text carries, with the places of both numbers."""
    return {
        **parameters,
        "From": from_,
        "To": to,
        "ApiVersion": API_VERSION,
        **places("From", from_),
        **places("To", to),
    }
