"""Is this day a holiday?"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import holidays


class NoSuchCountry(ValueError):
    """Raised for a country or part of it whose holidays nobody has listed."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of one year, or of every year when `year` is None."""

    month: int
    day: int
    year: int | None = None

    def is_on(self, when: date) -> bool:
        """True if `when` is this day."""
        return (when.month, when.day) == (self.month, self.day) and self.year in (None, when.year)


@dataclass(frozen=True, slots=True)
class Holidays:
    """Public holidays of a country or part of it, with days of our own, less those we work on.

    Source of the public ones: the library `holidays`; days off in lieu are among them.
    """

    country: str | None = None
    subdivision: str | None = None
    own: tuple[Day, ...] = ()
    open_on: tuple[Day, ...] = ()

    def holds(self, day: date) -> bool:
        """True if `day`, in the zone of the helpline, is a holiday here."""
        if any(ours.is_on(day) for ours in self.open_on):
            return False
        if any(ours.is_on(day) for ours in self.own):
            return True
        if self.country is None:
            return False
        return day in public_holidays(self.country, self.subdivision, day.year)


@lru_cache(maxsize=64)
def public_holidays(country: str, subdivision: str | None, year: int) -> frozenset[date]:
    """The public holidays of one year.  Raises NoSuchCountry."""
    try:
        return frozenset(holidays.country_holidays(country, subdiv=subdivision, years=year))
    except NotImplementedError as problem:
        raise NoSuchCountry(country) from problem
