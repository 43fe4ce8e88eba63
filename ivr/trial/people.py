"""Who answers when a newcomer tries the helpline? Four people who do not exist."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

CERTIFIED_FOR = timedelta(days=365)


@dataclass(frozen=True)
class Person:
    """Somebody to try the helpline with. The number is from a range that nobody can own."""

    name: str
    phone: str
    languages: tuple[str, ...]
    specialties: tuple[str, ...]

    def certificates(self, today: datetime) -> Mapping[str, datetime]:
        """Each specialty with the moment from which it no longer counts."""
        return dict.fromkeys(self.specialties, today + CERTIFIED_FOR)


DEMO_PEOPLE = (
    Person("Ana", "+12125550111", ("es", "en"), ("domestic_abuse", "legal")),
    Person("Ben", "+12125550112", ("en",), ("domestic_abuse", "fraud")),
    Person("Carmen", "+12125550113", ("es",), ("domestic_abuse",)),
    Person("Dana", "+12125550114", ("en", "es"), ("sexual_violence",)),
)
