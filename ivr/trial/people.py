"""Who answers when a newcomer tries the helpline, and who leads? People who do not exist."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from ivr.models import Grant

CERTIFIED_FOR = timedelta(days=365)
DEMO_PIN = "2580"
"""With it each of them comes on duty by telephone."""
DEMO_PASSWORD = "paper lantern quiet harbor"  # noqa: S105
"""Half of what lets the demo staff into the console; the code for the other half is only told on
this machine, by `helpline people code`."""
DEMO_STAFF = {
    "Sam": (Grant.SUPERVISOR, Grant.FLOW_EDITOR, Grant.PRIVACY_OFFICER),
    "Rosa": (Grant.ADMINISTRATOR,),
    "Ana": (Grant.RESPONDER,),
}
"""Who leads the shift, who manages accounts and sees no callers, and who takes calls."""


@dataclass(frozen=True)
class Person:
    """Somebody to try the helpline with. The number is from a range that nobody can own.

    `shifts` are days and hours, as `helpline shifts add` takes them.
    """

    name: str
    phone: str
    languages: tuple[str, ...]
    specialties: tuple[str, ...]
    gender: str
    areas: tuple[str, ...]
    shifts: Mapping[str, str]

    def certificates(self, today: datetime) -> Mapping[str, datetime]:
        """Each specialty with the moment from which it no longer counts."""
        return dict.fromkeys(self.specialties, today + CERTIFIED_FOR)


DEMO_PEOPLE = (
    Person(
        name="Ana",
        phone="+12125550111",
        languages=("es:native", "en"),
        specialties=("domestic_abuse", "legal"),
        gender="woman",
        areas=("city",),
        shifts={"weekdays": "08:00-16:00"},
    ),
    Person(
        name="Ben",
        phone="+12125550112",
        languages=("en:native", "es:basic"),
        specialties=("domestic_abuse", "fraud"),
        gender="man",
        areas=("city", "towns"),
        shifts={"weekdays": "15:00-23:00", "sat": "22:00-06:00"},
    ),
    Person(
        name="Carmen",
        phone="+12125550113",
        languages=("es:native",),
        specialties=("domestic_abuse",),
        gender="woman",
        areas=("towns",),
        shifts={"every_day": "16:00-24:00"},
    ),
    Person(
        name="Dana",
        phone="+12125550114",
        languages=("en", "es"),
        specialties=("sexual_violence",),
        gender="woman",
        areas=("city",),
        shifts={"fri,sat": "22:00-06:00", "weekends": "10:00-18:00"},
    ),
)
