"""Who is a responder, and what are they trained for?"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from ivr.models import Certification, Presence, Responder, new_id
from ivr.numbers import ImpossibleNumber, parse, reachable
from ivr.operations import lines
from ivr.runtime import Runtime

__all__ = ["ImpossiblePerson", "NewResponder", "add", "everybody", "phone_of"]

PHONE = "responder phone"
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
SPECIALTY = re.compile(r"[a-z][a-z0-9_]{0,39}")


class ImpossiblePerson(ValueError):
    """Raised with one sentence that says what to change; it never repeats the number."""


@dataclass(frozen=True)
class NewResponder:
    """A responder to be added. `certified` maps a specialty to the moment it runs out."""

    name: str
    phone: str
    speaks: tuple[str, ...]
    certified: Mapping[str, datetime]


@dataclass(frozen=True)
class Known:
    """A responder as a list shows them: never with the number."""

    id: str
    name: str
    languages: tuple[str, ...]
    certified: Mapping[str, datetime]
    on_duty: bool


def add(rt: Runtime, person: NewResponder) -> str:
    """Write this responder down, off duty, and return their id. Raises ImpossiblePerson."""
    number = _checked(rt, person)
    responder = Responder(
        id=new_id(),
        name=person.name.strip(),
        phone=rt.seal.close(PHONE, number.encode()),
        phone_fingerprint=rt.seal.fingerprint(number),
        languages=list(person.speaks),
        created_at=rt.now(),
        certifications=[
            Certification(specialty=name, valid_until=until)
            for name, until in sorted(person.certified.items())
        ],
    )
    try:
        with rt.db.begin() as session:
            session.add(responder)
    except IntegrityError:
        raise ImpossiblePerson(f"{person.name} is already here; give another name.") from None
    return responder.id


def _checked(rt: Runtime, person: NewResponder) -> str:
    if not 1 <= len(person.name.strip()) <= 100 or not person.name.strip().isprintable():
        raise ImpossiblePerson("A name has 1 to 100 letters.")
    if not person.speaks or not all(LANGUAGE.fullmatch(tag) for tag in person.speaks):
        raise ImpossiblePerson("Name at least one language by its tag, such as es or en.")
    if not all(SPECIALTY.fullmatch(name) for name in person.certified):
        raise ImpossiblePerson("A specialty is a name from settings.yaml: domestic_abuse.")
    try:
        number = parse(person.phone, allow_test=rt.environment.allow_test_numbers)
    except ImpossibleNumber as problem:
        raise ImpossiblePerson(f"The phone: {problem}.") from None
    if reachable(number, allow_test=rt.environment.allow_test_numbers) is not None:
        raise ImpossiblePerson("This number cannot be rung: it is an emergency or premium number.")
    ours = (rt.environment.number, rt.environment.neutral_number)
    if number in ours or lines.answering(rt, number) is not None:
        raise ImpossiblePerson("This is the helpline's own number.")
    return number


def everybody(rt: Runtime) -> list[Known]:
    """All responders by name."""
    with rt.db.read() as session:
        rows = session.execute(
            select(Responder, Presence.on_duty).outerjoin(Presence).order_by(Responder.name)
        )
        return [
            Known(
                id=who.id,
                name=who.name,
                languages=tuple(who.languages),
                certified={c.specialty: c.valid_until for c in who.certifications},
                on_duty=bool(on_duty),
            )
            for who, on_duty in rows
        ]


def phone_of(rt: Runtime, responder: Responder) -> str:
    """The number to ring, opened for this one use."""
    return rt.seal.open(PHONE, responder.phone).decode()
