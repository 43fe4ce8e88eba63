"""A phone company on this machine: what would Twilio do?

It speaks Twilio's REST API, carries out TwiML, rings simulated telephones and signs its webhooks.
It imports nothing else of this project, so that it can be wrong only about Twilio, not about us.
"""

from ivr.sandbox.account import Account, OwnedNumber
from ivr.sandbox.app import create_app
from ivr.sandbox.behaviours import (
    Answers,
    Busy,
    ByHand,
    Dead,
    Declines,
    Fax,
    NoAnswer,
    Quiet,
    Rejects,
    Voicemail,
)
from ivr.sandbox.clock import RealClock, VirtualClock
from ivr.sandbox.exchange import Exchange
from ivr.sandbox.legs import Leg
from ivr.sandbox.phones import Phone
from ivr.sandbox.record import Event
from ivr.sandbox.serve import PhoneCompany, run
from ivr.sandbox.transports import HttpTransport, WsgiTransport
from ivr.sandbox.whims import Whims

__all__ = [
    "Account",
    "Answers",
    "Busy",
    "ByHand",
    "Dead",
    "Declines",
    "Event",
    "Exchange",
    "Fax",
    "HttpTransport",
    "Leg",
    "NoAnswer",
    "OwnedNumber",
    "Phone",
    "PhoneCompany",
    "Quiet",
    "RealClock",
    "Rejects",
    "VirtualClock",
    "Voicemail",
    "Whims",
    "WsgiTransport",
    "create_app",
    "run",
]
