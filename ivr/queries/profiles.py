"""Who is this responder, and what should somebody look at soon?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.flow.settings import Settings
from ivr.models import Apart, Certification, Conflict, Mentorship, Pin, Presence, Responder, Role
from ivr.operations import people, skills
from ivr.operations.skills import Spoken
from ivr.runtime import Runtime

__all__ = [
    "SOON",
    "Certificate",
    "KeptApart",
    "Left",
    "Profile",
    "by_id",
    "everybody",
    "left",
    "profile",
    "remarks",
]

SOON = timedelta(days=30)
"""From then on somebody is told that a certificate runs out."""


@dataclass(frozen=True)
class Certificate:
    """One certificate as a page shows it."""

    specialty: str
    valid_until: datetime
    issued_on: date | None
    is_protected: bool

    def counts(self, now: datetime) -> bool:
        """True until, and not at, its end."""
        return self.valid_until > now


@dataclass(frozen=True)
class KeptApart:
    """A conflict with a caller: nothing in it is about the caller."""

    id: str
    because: str
    until: datetime


@dataclass(frozen=True)
class Profile:
    """All about a responder but the number. `pin` is none, set or locked."""

    id: str
    name: str
    role: Role
    spoken: tuple[Spoken, ...]
    certificates: tuple[Certificate, ...]
    gender: str | None
    areas: tuple[str, ...]
    zone: str | None
    on_duty: bool
    benched_for: str | None
    mentor: str | None
    trainees: tuple[str, ...]
    apart_from: tuple[str, ...]
    conflicts: tuple[KeptApart, ...]
    pin: str


def profile(rt: Runtime, name: str) -> Profile:
    """This responder. Raises NobodyOfThatName."""
    settings = skills.published(rt)
    with rt.db.read() as session:
        return _profile(session, people.find(session, name), settings, rt.now())


def by_id(rt: Runtime, responder_id: str) -> Profile | None:
    """This responder, if they are still here."""
    settings = skills.published(rt)
    with rt.db.read() as session:
        who = session.get(Responder, responder_id)
        if who is None or who.retired_at is not None:
            return None
        return _profile(session, who, settings, rt.now())


@dataclass(frozen=True)
class Left:
    """Somebody who is here no more."""

    id: str
    name: str
    at: datetime


def left(rt: Runtime) -> list[Left]:
    """Who has left, the latest first."""
    gone = select(Responder.id, Responder.name, Responder.retired_at)
    wanted = gone.where(Responder.retired_at.is_not(None)).order_by(Responder.retired_at.desc())
    with rt.db.read() as session:
        return [Left(who, name, at) for who, name, at in session.execute(wanted) if at]


def everybody(rt: Runtime) -> list[Profile]:
    """All responders who are here, by name."""
    settings = skills.published(rt)
    wanted = select(Responder).where(Responder.retired_at.is_(None)).order_by(Responder.name)
    with rt.db.read() as session:
        found = session.scalars(wanted).all()
        return [_profile(session, who, settings, rt.now()) for who in found]


def _profile(session: Session, who: Responder, settings: Settings | None, now: datetime) -> Profile:
    presence = session.get(Presence, who.id)
    taught = session.get(Mentorship, who.id)
    return Profile(
        id=who.id,
        name=who.name,
        role=Role(who.role),
        spoken=tuple(Spoken(one.tag, one.level, one.routed) for one in who.spoken),
        certificates=tuple(_certificate(held, settings) for held in who.certifications),
        gender=who.gender,
        areas=tuple(who.areas),
        zone=who.zone,
        on_duty=presence is not None and presence.on_duty,
        benched_for=presence.benched_for if presence and not presence.on_duty else None,
        mentor=_name(session, taught.mentor_id) if taught else None,
        trainees=_trainees(session, who.id),
        apart_from=_apart_from(session, who.id),
        conflicts=_conflicts(session, who.id, now),
        pin=_pin(session, who.id),
    )


def _certificate(held: Certification, settings: Settings | None) -> Certificate:
    known = settings.specialties.get(held.specialty) if settings else None
    is_protected = known is not None and known.protected
    return Certificate(held.specialty, held.valid_until, held.issued_on, is_protected)


def _conflicts(session: Session, who: str, now: datetime) -> tuple[KeptApart, ...]:
    live = select(Conflict).where(Conflict.responder_id == who, Conflict.until > now)
    rows = session.scalars(live.order_by(Conflict.until))
    return tuple(KeptApart(row.id, row.because, row.until) for row in rows)


def _pin(session: Session, who: str) -> str:
    pin = session.get(Pin, who)
    return "none" if pin is None else "locked" if pin.locked_at else "set"


def _name(session: Session, responder_id: str) -> str:
    return session.get_one(Responder, responder_id).name


def _trainees(session: Session, mentor_id: str) -> tuple[str, ...]:
    wanted = (
        select(Responder.name)
        .join(Mentorship, Mentorship.trainee_id == Responder.id)
        .where(Mentorship.mentor_id == mentor_id)
        .order_by(Responder.name)
    )
    return tuple(session.scalars(wanted))


def _apart_from(session: Session, who: str) -> tuple[str, ...]:
    pairs = session.scalars(select(Apart).where((Apart.one_id == who) | (Apart.other_id == who)))
    others = (pair.other_id if pair.one_id == who else pair.one_id for pair in pairs)
    return tuple(sorted(_name(session, other) for other in others))


def remarks(who: Profile, settings: Settings | None, now: datetime) -> Iterator[str]:
    """What a supervisor should know, each in one sentence."""
    yield from _about_certificates(who, now)
    yield from _about_languages(who, settings)
    if who.role is Role.INTERPRETER and sum(one.routed for one in who.spoken) < 2:
        yield "speaks fewer than two languages, and has nobody to interpret for"
    if who.role is Role.TRAINEE and who.mentor is None:
        yield "has no mentor yet: helpline people mentor TRAINEE MENTOR"
    if who.pin == "locked":
        yield "locked their PIN: helpline people pin NAME sets a new one"


def _about_certificates(who: Profile, now: datetime) -> Iterator[str]:
    if who.role in (Role.RESPONDER, Role.MENTOR, Role.TRAINEE) and not any(
        held.counts(now) for held in who.certificates
    ):
        yield "has no certificate that counts, and is not rung"
    for held in who.certificates:
        days = (held.valid_until - now).days
        if not held.counts(now):
            yield f"{held.specialty} ran out on {skills.last_day(held.valid_until)}"
        elif held.valid_until - now <= SOON:
            yield f"{held.specialty} runs out in {_days(days)}"


def _days(days: int) -> str:
    return "less than a day" if days == 0 else "1 day" if days == 1 else f"{days} days"


def _about_languages(who: Profile, settings: Settings | None) -> Iterator[str]:
    if not any(one.routed for one in who.spoken):
        yield "speaks no language well enough for calls, and is not rung"
    offered = settings.languages if settings else {one.tag: None for one in who.spoken}
    for one in who.spoken:
        if one.tag in offered or not one.routed:
            continue
        broader = one.tag.partition("-")[0]
        hint = f"; {broader} is: add it" if broader in offered else ""
        yield f"{one.tag} is not a language that callers can choose{hint}"
