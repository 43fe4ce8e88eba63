"""What changes about a responder: name, phone, role, skills; and what when they leave?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ivr.models import (
    Apart,
    Certification,
    Conflict,
    Leave,
    Mentorship,
    Offer,
    Pin,
    Responder,
    Role,
    Shift,
)
from ivr.models.offer import LIVE
from ivr.operations import accounts, audit, duty, people, skills, swaps
from ivr.operations.audit import Deed, Entry
from ivr.operations.people import About, NewResponder
from ivr.operations.skills import ImpossiblePerson
from ivr.runtime import Runtime

__all__ = [
    "Change",
    "Held",
    "ImpossibleCertificate",
    "apply",
    "certify",
    "change",
    "hold",
    "introduce",
    "retire",
    "set_languages",
    "speaks",
    "take_back",
    "uncertify",
]


class ImpossibleCertificate(ImpossiblePerson):
    """Raised for a certificate that cannot be, or that is not there to be taken away."""


@dataclass(frozen=True)
class Change:
    """What becomes different; None leaves it. An empty gender, zone or tuple takes it away."""

    name: str | None = None
    phone: str | None = None
    role: Role | None = None
    gender: str | None = None
    areas: tuple[str, ...] | None = None
    zone: str | None = None


def introduce(rt: Runtime, person: NewResponder, held: Iterable["Held"], by: str) -> str:
    """Somebody new with these certificates, off duty: their id. Raises ImpossiblePerson and
    ImpossibleCertificate; then nobody was added."""
    try:
        with rt.db.begin() as session:
            responder = people.listed(rt, session, person, by)
            for one in held:
                hold(rt, responder, one)
            return responder.id
    except IntegrityError:
        raise ImpossiblePerson(f"{person.name} is already here.", "name_taken") from None


def change(rt: Runtime, name: str, wanted: Change, by: str) -> None:
    """Raises NobodyOfThatName and ImpossiblePerson; then nothing was changed."""
    try:
        with rt.db.begin() as session:
            responder = people.find(session, name)
            apply(rt, session, responder, wanted)
            audit.write(session, rt.now(), Entry(by, Deed.PEOPLE_CHANGED, responder.id))
            session.flush()
    except IntegrityError:
        taken = f"{wanted.name} is already here; give another name."
        raise ImpossiblePerson(taken, "name_taken") from None
    duty.renew(rt, responder.id)


def apply(rt: Runtime, session: Session, responder: Responder, wanted: Change) -> None:
    """Write the change in this transaction. Raises ImpossiblePerson."""
    if wanted.name is not None:
        responder.name = people.name_of(wanted.name)
    if wanted.role is not None:
        _unpair(session, responder, wanted.role)
        responder.role = wanted.role
    if (wanted.gender, wanted.areas, wanted.zone) != (None, None, None):
        about = About(
            gender=responder.gender if wanted.gender is None else wanted.gender,
            areas=tuple(responder.areas) if wanted.areas is None else wanted.areas,
            zone=responder.zone if wanted.zone is None else wanted.zone,
        )
        people.describe(rt, responder, about)
    if wanted.phone is not None:
        people.seal_number(rt, session, responder, wanted.phone)


def _unpair(session: Session, responder: Responder, role: Role) -> None:
    """Who is no trainee any more has no mentor; who is a mentor goes on being one to the end."""
    if role is not Role.TRAINEE:
        session.execute(delete(Mentorship).where(Mentorship.trainee_id == responder.id))
    learns = select(Mentorship.trainee_id).where(Mentorship.mentor_id == responder.id)
    if role is not Role.MENTOR and session.scalar(learns.limit(1)) is not None:
        raise ImpossiblePerson(
            f"{responder.name} is somebody's mentor; give the trainee another one first: "
            "helpline people mentor TRAINEE MENTOR",
            "is_mentor",
        )


def speaks(rt: Runtime, name: str, languages: Iterable[str], by: str) -> None:
    """These languages, in place of those that were known. Raises NobodyOfThatName and
    ImpossiblePerson."""
    with rt.db.begin() as session:
        responder = people.find(session, name)
        set_languages(session, responder, languages)
        audit.write(session, rt.now(), Entry(by, Deed.PEOPLE_LANGUAGES, responder.id))
    duty.renew(rt, responder.id)


def set_languages(session: Session, responder: Responder, languages: Iterable[str]) -> None:
    """The same, written in this transaction. Raises ImpossiblePerson."""
    spoken = skills.rows(languages)
    responder.spoken.clear()
    session.flush()
    responder.spoken.extend(spoken)


@dataclass(frozen=True)
class Held:
    """A certificate: for what, until which moment, and the day it was issued if that is known."""

    specialty: str
    until: datetime
    issued_on: date | None = None


def certify(rt: Runtime, name: str, certificates: Iterable[Held], by: str) -> None:
    """They hold these from now on, in place of older ones of the same specialty.

    Raises NobodyOfThatName, ImpossiblePerson and ImpossibleCertificate.
    """
    with rt.db.begin() as session:
        responder = people.find(session, name)
        for held in certificates:
            hold(rt, responder, held)
            last_day = skills.last_day(held.until).isoformat()
            details = {"specialty": held.specialty, "last_day": last_day}
            told = Entry(by, Deed.PEOPLE_CERTIFIED, responder.id, details)
            audit.write(session, rt.now(), told)
    duty.renew(rt, responder.id)


def hold(rt: Runtime, responder: Responder, held: Held) -> None:
    """Add this certificate, or renew it. Raises ImpossiblePerson and ImpossibleCertificate."""
    skills.specialty(skills.published(rt), held.specialty)
    if held.issued_on is not None and held.issued_on > rt.now().date():
        raise ImpossibleCertificate(
            "This certificate is issued in the future; it counts from its day on: add it then.",
            "issued_later",
        )
    if held.issued_on is not None and skills.last_day(held.until) < held.issued_on:
        raise ImpossibleCertificate(
            f"{held.specialty} would run out before it was issued.", "issued_after"
        )
    known = {one.specialty: one for one in responder.certifications}
    row = known.get(held.specialty)
    if row is None:
        row = Certification(specialty=held.specialty, valid_until=held.until)
        responder.certifications.append(row)
    row.valid_until = held.until
    row.issued_on = held.issued_on or row.issued_on


def uncertify(rt: Runtime, name: str, specialty: str, by: str) -> None:
    """This certificate does not count any more, from this moment on; a call they are on goes on.

    Raises NobodyOfThatName and ImpossibleCertificate.
    """
    with rt.db.begin() as session:
        responder = people.find(session, name)
        held = session.get(Certification, (responder.id, specialty))
        if held is None:
            have = ", ".join(one.specialty for one in responder.certifications) or "none"
            raise ImpossibleCertificate(
                f"{name} has no certificate of that name, but: {have}.", "gone"
            )
        responder.certifications.remove(held)
        told = Entry(by, Deed.PEOPLE_UNCERTIFIED, responder.id, {"specialty": specialty})
        audit.write(session, rt.now(), told)
    duty.renew(rt, responder.id)


def retire(rt: Runtime, name: str, by: str) -> None:
    """They are here no more: off duty, their number, PIN, plans and pairings are erased, and their
    account in the console is closed.

    The name stays for the calls and the audit it belongs to. Raises NobodyOfThatName, and
    ImpossiblePerson while they are on a call.
    """
    now = rt.now()
    with rt.db.begin() as session:
        responder = people.find(session, name)
        held = select(Offer.id).where(Offer.responder_id == responder.id, Offer.state.in_(LIVE))
        if session.scalar(held) is not None:
            raise ImpossiblePerson(f"{name} is on a call; try again when it is over.", "on_call")
        duty.leave(rt, session, responder.id)
        _forget(session, responder.id)
        accounts.close_of(rt, session, responder.id, by)
        responder.phone = responder.phone_fingerprint = None
        responder.retired_at = now
        audit.write(session, now, Entry(by, Deed.PEOPLE_RETIRED, responder.id))
    duty.gone(rt, responder.id)


def take_back(rt: Runtime, name: str, phone: str, by: str) -> None:
    """Who had left is here again, off duty, with what they could do; their number, plans and PIN
    are to be given again. Raises NobodyOfThatName for somebody who has not left, and
    ImpossiblePerson."""
    wanted = select(Responder).where(Responder.name == name, Responder.retired_at.is_not(None))
    with rt.db.begin() as session:
        responder = session.scalar(wanted)
        if responder is None:
            raise people.NobodyOfThatName("Nobody of this name has left.", "nobody")
        people.seal_number(rt, session, responder, phone)
        responder.retired_at = None
        audit.write(session, rt.now(), Entry(by, Deed.PEOPLE_RETURNED, responder.id))


def _forget(session: Session, who: str) -> None:
    paired = (
        (Mentorship.trainee_id == who) | (Mentorship.mentor_id == who),
        (Apart.one_id == who) | (Apart.other_id == who),
    )
    session.execute(delete(Mentorship).where(paired[0]))
    session.execute(delete(Apart).where(paired[1]))
    swaps.forget_person(session, who)
    for table in (Conflict, Leave, Pin, Shift):
        session.execute(delete(table).where(table.responder_id == who))
