"""What does one record say of a service, in the few words that we keep?"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeGuard

from babel import Locale

from ivr.hsds.plain import NotText, words_of
from ivr.hsds.record import Ignored, Record
from ivr.hsds.schedules import hours_of

__all__ = ["CODE", "Service", "Tongue", "service_of"]

CODE = "helpline/"
"""Terms of a taxonomy that begin so are meant for us: helpline/topic/housing, helpline/for/shelter,
helpline/sensitive, helpline/general."""
TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}")
USED = frozenset(
    {"id", "name", "description", "url", "status", "fees_description", "fees"}
    | {"eligibility_description", "assured_date", "phones", "languages", "schedules"}
    | {"service_areas", "service_at_locations", "cost_options", "attributes", "organization"}
    | {"organization_id", "last_modified"}
)
VOICE = ("", "voice", "hotline", "sms", "text", "tty", "textphone", "video")
"""Kinds of numbers that a person can use, the best first; a fax is not one."""


@dataclass(frozen=True)
class Tongue:
    """The language a directory is written in, and the day on which it is read."""

    locale: Locale
    today: date

    def tag_of(self, name: str) -> str | None:
        """The tag of a language by its name, in English or in this language; None if unknown."""
        wanted = name.casefold()
        for locale in (self.locale, Locale("en")):
            for tag, known in locale.languages.items():
                if known.casefold() == wanted:
                    return str(tag).replace("_", "-")
        return None


@dataclass(frozen=True)
class Service:
    """One service in one language. Empty is what nobody wrote down."""

    place: str
    id: str
    name: str
    about: str
    active: bool = True
    languages: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    hours: str = ""
    access: str = ""
    phone: str = ""
    url: str = ""
    cost: str = ""
    eligibility: str = ""
    verified_on: date | None = None
    codes: tuple[str, ...] = ()
    odd: tuple[str, ...] = field(default=(), compare=False)
    """What has to be mended before it can be used, each in a sentence."""


def service_of(record: Record, tongue: Tongue, ignored: Ignored) -> Service:
    """What this record says; what we have no use for is counted in `ignored`."""
    return _Reader(record, tongue, ignored).service()


class _Reader:
    """Reads one record, and collects what is odd about it."""

    def __init__(self, record: Record, tongue: Tongue, ignored: Ignored) -> None:
        self.given, self.place = record.fields, record.place
        self.tongue, self.ignored = tongue, ignored
        self.odd: list[str] = []
        self.there = list(_each(self.given, "service_at_locations"))
        self.locations = [at["location"] for at in self.there if _is_object(at.get("location"))]
        organization = self.given.get("organization")
        self.organization = organization if isinstance(organization, dict) else {}

    def service(self) -> Service:
        self._count_unused()
        said = {
            "id": self._text("id"),
            "name": self._name(),
            "about": self._text("description"),
            "phone": self._phone(),
            "url": self._text("url") or self._text("website", self.organization),
            "cost": self._cost(),
            "eligibility": self._text("eligibility_description"),
            "access": "; ".join(dict.fromkeys(self._access())),
            "hours": self._hours(),
        }
        status = self._text("status").lower()
        return Service(
            place=self.place,
            **said,
            active=status in ("", "active"),
            languages=tuple(dict.fromkeys(self._languages())),
            areas=tuple(dict.fromkeys(self._areas())),
            verified_on=self._verified_on(),
            codes=tuple(dict.fromkeys(self._codes())),
            odd=tuple(self.odd),
        )

    def _count_unused(self) -> None:
        for name, value in self.given.items():
            if name not in USED and value not in (None, "", [], {}):
                self.ignored[f"`{str(name)[:40]}` of services"] += 1
        for location in self.locations:
            if location.get("addresses") or location.get("latitude"):
                self.ignored["addresses and places on a map: they are never kept"] += 1

    def _text(self, name: str, given: Mapping[str, Any] | None = None) -> str:
        try:
            return words_of((self.given if given is None else given).get(name))
        except NotText:
            self.odd.append(f"`{name}` is not text.")
            return ""

    def _name(self) -> str:
        """With the organization, unless it is in the name: “Advice (Legal Aid)”."""
        own, organization = self._text("name"), self._text("name", self.organization)
        if not own or organization.casefold() in own.casefold():
            return own
        return f"{own} ({organization})"

    def _nearest(self, table: str) -> Iterator[list[dict[str, Any]]]:
        """The rows of this table for the service itself, its places, its organization."""
        for owners in ([self.given], self.there, self.locations, [self.organization]):
            found = [row for owner in owners for row in _each(owner, table)]
            if found:
                yield found

    def _phone(self) -> str:
        for rows in self._nearest("phones"):
            kinds = [(self._text("type", row).lower(), self._text("number", row)) for row in rows]
            usable = [(VOICE.index(kind), number) for kind, number in kinds if kind in VOICE]
            if usable:
                self.ignored["further phones"] += len(kinds) - 1
                return min(usable, key=lambda one: one[0])[1]
        return ""

    def _hours(self) -> str:
        rows = next(self._nearest("schedules"), [])
        try:
            return hours_of(rows, self.tongue.locale, self.tongue.today)
        except NotText:
            self.odd.append("`schedules` hold what is not text.")
            return ""

    def _languages(self) -> Iterator[str]:
        for row in next(self._nearest("languages"), []):
            code, name = self._text("code", row).replace("_", "-"), self._text("name", row)
            tag = code if TAG.fullmatch(code) else self.tongue.tag_of(name)
            if tag is None:
                self.ignored[f"the language “{(name or code)[:40]}”: its tag is not known"] += 1
            else:
                yield tag

    def _areas(self) -> Iterator[str]:
        for row in next(self._nearest("service_areas"), []):
            name = self._text("name", row) or self._text("description", row)
            if name:
                yield name

    def _access(self) -> Iterator[str]:
        for location in self.locations:
            for row in _each(location, "accessibility"):
                said = (self._text("description", row), self._text("details", row))
                yield " ".join(part for part in said if part)

    def _cost(self) -> str:
        written = self._text("fees_description") or self._text("fees")
        if written:
            return written
        options = _each(self.given, "cost_options")
        parts = ("option", "amount", "currency", "amount_description")
        said = (" ".join(self._text(part, row) for part in parts).split() for row in options)
        return "; ".join(" ".join(words) for words in said)

    def _verified_on(self) -> date | None:
        written = self._text("assured_date")
        try:
            return date.fromisoformat(written[:10]) if written else None
        except ValueError:
            self.odd.append("`assured_date` is a day written like 2027-03-05.")
            return None

    def _codes(self) -> Iterator[str]:
        for row in _each(self.given, "attributes"):
            term = row.get("taxonomy_term")
            code = self._text("code", term) if isinstance(term, dict) else ""
            if code.startswith(CODE):
                yield code.removeprefix(CODE)
            else:
                self.ignored["terms of other taxonomies"] += 1


def _is_object(value: Any) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)


def _each(given: Mapping[str, Any], name: str) -> Sequence[dict[str, Any]]:
    """The objects in a list of this name; whatever else stands there is nothing."""
    rows = given.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
