"""Which kinds of step are there?"""

from collections.abc import Mapping
from typing import Final

from ivr.flow.kinds.callback import Callback
from ivr.flow.kinds.check import Check
from ivr.flow.kinds.connect import Connect
from ivr.flow.kinds.digits import Digits
from ivr.flow.kinds.emergency import Emergency
from ivr.flow.kinds.erase import Erase
from ivr.flow.kinds.goodbye import Goodbye
from ivr.flow.kinds.info import Info
from ivr.flow.kinds.language import Language
from ivr.flow.kinds.menu import Menu
from ivr.flow.kinds.say import Say
from ivr.flow.kinds.step import Step
from ivr.flow.kinds.subflow import SubFlow
from ivr.flow.kinds.survey import Survey
from ivr.flow.kinds.text import Text
from ivr.flow.kinds.voicemail import Voicemail

KINDS: Final[Mapping[str, type[Step]]] = {
    "say": Say,
    "info": Info,
    "language": Language,
    "menu": Menu,
    "digits": Digits,
    "check": Check,
    "emergency": Emergency,
    "connect": Connect,
    "callback": Callback,
    "voicemail": Voicemail,
    "text": Text,
    "survey": Survey,
    "erase": Erase,
    "flow": SubFlow,
    "goodbye": Goodbye,
}
"""The table: what a file may write as `kind`."""
