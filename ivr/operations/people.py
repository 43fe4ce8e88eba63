"""Who is a responder, and what are they trained for?"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ivr.models import Certification, Presence, Responder, Role, new_id
from ivr.models.responder import PHONE
from ivr.numbers import ImpossibleNumber, parse, reachable
from ivr.operations import audit, lines, moments, skills
from ivr.operations.audit import THE_SYSTEM, Deed, Entry
from ivr.operations.moments import ImpossibleMoment
from ivr.operations.refusals import Refusal
from ivr.operations.skills import ImpossiblePerson
from ivr.runtime import Runtime

__all__ = [
    "About",
    "ImpossiblePerson",
    "Known",
    "NewResponder",
    "NoPhone",
    "NobodyOfThatName",
    "add",
    "by_number",
    "describe",
    "everybody",
    "find",
    "listed",
    "name_of",
    "phone_of",
    "seal_number",
]


class NobodyOfThatName(Refusal, LookupError):
    """Raised when no responder has this name, or they are here no more."""


class NoPhone(LookupError):
    """Raised when somebody who has left is to be rung."""


@dataclass(frozen=True)
class About:
    """What callers can wish for, by its name in the settings, and whose clocks they live by."""

    gender: str | None = None
    areas: tuple[str, ...] = ()
    zone: str | None = None


@dataclass(frozen=True)
class NewResponder:
    """A responder to be added.

    `speaks` are languages as `skills.spoken` reads them; `certified` maps a specialty to the
    moment it runs out.
    """

    name: str
    phone: str
    speaks: tuple[str, ...]
    certified: Mapping[str, datetime]
    role: Role = Role.RESPONDER
    about: About = About()


@dataclass(frozen=True)
class Known:
    """A responder as a list shows them: never with the number."""

    id: str
    name: str
    languages: tuple[str, ...]
    certified: Mapping[str, datetime]
    on_duty: bool
    role: Role = Role.RESPONDER


def add(rt: Runtime, person: NewResponder, by: str = THE_SYSTEM) -> str:
    """Write this responder down, off duty, and return their id. Raises ImpossiblePerson."""
    try:
        with rt.db.begin() as session:
            return listed(rt, session, person, by).id
    except IntegrityError:
        taken = f"{person.name} is already here; give another name."
        raise ImpossiblePerson(taken, "name_taken") from None


def listed(rt: Runtime, session: Session, person: NewResponder, by: str) -> Responder:
    """This responder, written in this transaction. Raises ImpossiblePerson, or IntegrityError for
    a name somebody has already."""
    settings = skills.published(rt)
    responder = Responder(
        id=new_id(),
        name=name_of(person.name),
        role=person.role,
        created_at=rt.now(),
        spoken=skills.rows(person.speaks),
        certifications=[
            Certification(specialty=skills.specialty(settings, name), valid_until=until)
            for name, until in sorted(person.certified.items())
        ],
    )
    describe(rt, responder, person.about)
    session.add(responder)
    session.flush()
    seal_number(rt, session, responder, person.phone)
    session.flush()
    audit.write(session, rt.now(), Entry(by, Deed.PEOPLE_ADDED, responder.id))
    return responder


def name_of(text: str) -> str:
    """A name as it is kept; also what they sign the audit with. Raises ImpossiblePerson."""
    name = text.strip()
    if not 1 <= len(name) <= 100 or not name.isprintable() or re.search("[0-9]{5}", name):
        raise ImpossiblePerson("A name has 1 to 100 letters, and no telephone number.", "name")
    return name


def describe(rt: Runtime, responder: Responder, about: About) -> None:
    """Write gender, areas and zone in place of what was known. Raises ImpossiblePerson."""
    settings = skills.published(rt)
    genders = settings.genders if settings else None
    areas = settings.areas if settings else None
    responder.gender = skills.wished(genders, about.gender, "genders") if about.gender else None
    responder.areas = [skills.wished(areas, name, "areas") for name in dict.fromkeys(about.areas)]
    try:
        responder.zone = moments.zone_named(about.zone).key if about.zone else None
    except ImpossibleMoment as problem:
        raise ImpossiblePerson(str(problem), "zone") from None


def seal_number(rt: Runtime, session: Session, responder: Responder, text: str) -> None:
    """Keep this number as theirs, sealed. Raises ImpossiblePerson, never with the number."""
    number = _ringable(rt, text)
    prints = rt.seal.fingerprints(number)
    taken = select(Responder.name).where(
        Responder.phone_fingerprint.in_(prints), Responder.id != responder.id
    )
    other = session.scalar(taken.limit(1))
    if other is not None:
        raise ImpossiblePerson(
            f"This is {other}'s phone: one phone rings for one person.", "phone_taken"
        )
    responder.phone = rt.seal.close(PHONE, number.encode())
    responder.phone_fingerprint = prints[0]


def _ringable(rt: Runtime, text: str) -> str:
    allow_test = rt.environment.allow_test_numbers
    try:
        number = parse(text, allow_test=allow_test)
    except ImpossibleNumber as problem:
        raise ImpossiblePerson(f"The phone: {problem}.", "phone") from None
    if reachable(number, allow_test=allow_test) is not None:
        raise ImpossiblePerson(
            "This number cannot be rung: it is an emergency or premium number.", "phone_unreachable"
        )
    ours = (rt.environment.number, rt.environment.neutral_number)
    if number in ours or lines.answering(rt, number) is not None:
        raise ImpossiblePerson("This is the helpline's own number.", "phone_ours")
    return number


def find(session: Session, name: str) -> Responder:
    """The responder of this name who is still here. Raises NobodyOfThatName."""
    wanted = select(Responder).where(Responder.name == name.strip(), Responder.retired_at.is_(None))
    responder = session.scalar(wanted)
    if responder is None:
        raise NobodyOfThatName(
            "Nobody of this name is here; `helpline people list` shows everybody.", "nobody"
        )
    return responder


def by_number(rt: Runtime, session: Session, number: str | None) -> Responder | None:
    """Whose phone this is; None for a withheld number and for everybody else's."""
    if number is None:
        return None
    return session.scalars(
        select(Responder).where(
            Responder.phone_fingerprint.in_(rt.seal.fingerprints(number)),
            Responder.retired_at.is_(None),
        )
    ).first()


def everybody(rt: Runtime) -> list[Known]:
    """All responders who are here, by name."""
    wanted = select(Responder, Presence.on_duty).outerjoin(Presence).order_by(Responder.name)
    with rt.db.read() as session:
        return [
            Known(
                id=who.id,
                name=who.name,
                languages=tuple(who.languages),
                certified={c.specialty: c.valid_until for c in who.certifications},
                on_duty=bool(on_duty),
                role=Role(who.role),
            )
            for who, on_duty in session.execute(wanted.where(Responder.retired_at.is_(None)))
        ]


def phone_of(rt: Runtime, responder: Responder) -> str:
    """The number to ring, opened for this one use. Raises NoPhone for somebody who has left."""
    if responder.phone is None:
        raise NoPhone(responder.id)
    return rt.seal.open(PHONE, responder.phone).decode()
