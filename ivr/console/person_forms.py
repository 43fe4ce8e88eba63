"""What did somebody type about a responder, and what is it called in the operations?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import available_timezones

from ivr.console import forms
from ivr.console.access import Visit
from ivr.console.naming import specialty, titled, tongue
from ivr.models import Level, Role
from ivr.models.responder import GENERAL
from ivr.operations import skills
from ivr.operations.people import About, NewResponder
from ivr.operations.profiles import Change, Held
from ivr.operations.skills import ImpossiblePerson, Spoken
from ivr.queries.profiles import Profile

__all__ = [
    "Choices",
    "Line",
    "Proof",
    "Typed",
    "change",
    "choices",
    "kept",
    "languages",
    "new",
    "of_profile",
    "proofs",
    "typed",
]

MORE_LANGUAGES, MORE_PROOFS, MOST = 3, 2, 20


@dataclass(frozen=True)
class Line:
    """One language of the form."""

    tag: str = ""
    level: str = Level.FLUENT.value
    calls: bool = True


@dataclass(frozen=True)
class Proof:
    """One certificate of the form, its days as they were typed."""

    specialty: str = ""
    issued: str = ""
    last: str = ""


@dataclass(frozen=True)
class Typed:
    """All that the forms about one person show: what is known, or what was typed a moment ago."""

    name: str = ""
    phone: str = ""
    role: str = Role.RESPONDER.value
    gender: str = ""
    areas: tuple[str, ...] = ()
    zone: str = ""
    languages: tuple[Line, ...] = (Line(),) * MORE_LANGUAGES
    proofs: tuple[Proof, ...] = (Proof(),) * MORE_PROOFS


@dataclass(frozen=True)
class Choices:
    """What can be chosen, by its name, with what the reader calls it."""

    languages: Mapping[str, str]
    specialties: Mapping[str, str]
    genders: Mapping[str, str]
    areas: Mapping[str, str]
    zones: tuple[str, ...]


def choices(visit: Visit) -> Choices:
    """By the settings that are live; nothing to choose before anything is published."""
    settings = skills.published(visit.rt)
    if settings is None:
        return Choices({}, {GENERAL: specialty(visit, GENERAL)}, {}, {}, _zones())
    return Choices(
        languages={tag: tongue(visit, tag) for tag in settings.languages},
        specialties={name: specialty(visit, name) for name in (*settings.specialties, GENERAL)},
        genders={name: titled(visit, one.title) for name, one in settings.genders.items()},
        areas={name: titled(visit, one.title) for name, one in settings.areas.items()},
        zones=_zones(),
    )


def _zones() -> tuple[str, ...]:
    return tuple(sorted(zone for zone in available_timezones() if "/" in zone))


def of_profile(who: Profile) -> Typed:
    """What is known; never the number."""
    known = tuple(Line(one.tag, str(one.level), one.routed) for one in who.spoken)
    return Typed(
        name=who.name,
        role=who.role.value,
        gender=who.gender or "",
        areas=who.areas,
        zone=who.zone or "",
        languages=(*known, *(Line(),) * MORE_LANGUAGES),
    )


def typed(visit: Visit) -> Typed:
    """What this form holds."""
    found = tuple(_lines(visit))
    return Typed(
        name=forms.field(visit, "name"),
        phone=forms.field(visit, "phone"),
        role=forms.field(visit, "role") or Role.RESPONDER.value,
        gender=forms.field(visit, "gender"),
        areas=tuple(visit.request.form.getlist("area")),
        zone=forms.field(visit, "zone"),
        languages=found or (Line(),) * MORE_LANGUAGES,
        proofs=tuple(_proofs(visit)) or (Proof(),) * MORE_PROOFS,
    )


def _lines(visit: Visit) -> Iterator[Line]:
    for n in range(MOST):
        if f"tag-{n}" in visit.request.form:
            tag, level = forms.field(visit, f"tag-{n}"), forms.field(visit, f"level-{n}")
            yield Line(tag, level or Level.FLUENT.value, bool(forms.field(visit, f"calls-{n}")))


def _proofs(visit: Visit) -> Iterator[Proof]:
    for n in range(MOST):
        if f"specialty-{n}" in visit.request.form:
            parts = (forms.field(visit, f"{part}-{n}") for part in ("specialty", "issued", "last"))
            yield Proof(*parts)


def languages(given: Typed) -> tuple[str, ...]:
    """The languages as the operations read them; a line left empty is none."""
    return tuple(
        f"{one.tag}:{one.level}:{'routed' if one.calls else 'not_routed'}"
        for one in given.languages
        if one.tag
    )


def proofs(given: Typed) -> list[Held]:
    """The certificates. Raises ImpossiblePerson for a day that is none."""
    return [
        Held(*skills.certificate(f"{one.specialty}:{one.last}"), _day(one.issued))
        for one in given.proofs
        if one.specialty or one.last
    ]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ImpossiblePerson("A day is written like 2027-12-31.", "certificate") from None


def new(given: Typed) -> NewResponder:
    """Somebody to be added. Raises ImpossiblePerson."""
    return NewResponder(
        name=given.name,
        phone=given.phone,
        speaks=languages(given),
        certified={},
        role=_role(given),
        about=About(given.gender or None, given.areas, given.zone or None),
    )


def change(given: Typed) -> Change:
    """What becomes different: an empty phone leaves the one we have. Raises ImpossiblePerson."""
    return Change(
        name=given.name,
        phone=given.phone or None,
        role=_role(given),
        gender=given.gender,
        areas=given.areas,
        zone=given.zone,
    )


def _role(given: Typed) -> Role:
    try:
        return Role(given.role)
    except ValueError:
        raise ImpossiblePerson("There is no such role.", "role") from None


def kept(who: Profile) -> tuple[str, ...]:
    """Their languages as the operations read them."""
    return tuple(str(Spoken(one.tag, one.level, one.routed)) for one in who.spoken)
