"""What did our own database write down about one call?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ivr.models import Call, Consent, Leg, Message, Offer, Presence, Responder
from ivr.models.offer import LIVE
from ivr.operations import people, person_keys
from ivr.runtime import Runtime
from routing.responder import Presence as Standing


@dataclass(frozen=True)
class Written:
    """A call as it stands in the database. `specialty` is None when none was chosen."""

    id: str
    state: str
    language: str | None
    specialty: str | None
    ending: str | None


@dataclass(frozen=True)
class Person:
    """A responder as the database has them, certificates by specialty."""

    id: str
    name: str
    phone: str
    languages: tuple[str, ...]
    certificates: Mapping[str, datetime]


class Ledger:
    """Questions about one call, asked of our database only."""

    def __init__(self, rt: Runtime, sid: str) -> None:
        self._rt = rt
        self._sid = sid

    def call(self) -> Written | None:
        """The call, or None when it was never written down."""
        with self._rt.db.read() as session:
            call = session.scalar(select(Call).where(Call.sid == self._sid))
            if call is None:
                return None
            specialty = (call.need or {}).get("specialty")
            return Written(call.id, call.state, call.language, specialty, call.ending)

    def rung(self, leg: str) -> Person | None:
        """The responder whose phone this leg of the call rings; None for any other leg."""
        wanted = (
            select(Responder)
            .join(Offer, Offer.responder_id == Responder.id)
            .join(Leg, Leg.offer_id == Offer.id)
            .join(Call, Call.id == Leg.call_id)
            .where(Leg.sid == leg, Call.sid == self._sid)
        )
        with self._rt.db.read() as session:
            responder = session.scalar(wanted)
            return _person(self._rt, responder) if responder else None

    def text(self) -> str | None:
        """The state of the text this caller agreed to, None when they agreed to none."""
        wanted = select(Message.state).join(Call).where(Call.sid == self._sid)
        with self._rt.db.read() as session:
            return session.scalar(wanted)

    def is_free(self, person: Person) -> bool:
        """True when nothing of this call keeps this responder any more: a rest after several hard
        calls is theirs."""
        held = select(Offer.id).where(Offer.responder_id == person.id, Offer.state.in_(LIVE))
        with self._rt.db.read() as session:
            presence = session.get_one(Presence, person.id)
            busy = presence.busy_until is not None and presence.busy_until > self._rt.now()
            busy = busy and presence.busy_with != Standing.RESTING
            return presence.on_duty and not busy and session.scalar(held) is None

    def offers(self) -> list[tuple[str, str]]:
        """Who was offered this call, and how that stands, in the order they were asked."""
        wanted = (
            select(Offer.responder_id, Offer.state)
            .join(Call)
            .where(Call.sid == self._sid)
            .order_by(Offer.made_at)
        )
        with self._rt.db.read() as session:
            return [(responder, state) for responder, state in session.execute(wanted)]

    def is_certified(self, person: Person, call: Written) -> bool:
        """True when this person holds the certificate the call needs, still valid; or any valid
        one, if the call needs none in particular or had waited until anybody may take it."""
        now = self._rt.now()
        valid = {name for name, until in person.certificates.items() if until > now}
        matched = (
            select(Offer.matched)
            .where(Offer.call_id == call.id, Offer.responder_id == person.id)
            .order_by(Offer.made_at.desc())
        )
        with self._rt.db.read() as session:
            exactly = session.scalar(matched.limit(1)) == "exact"
        return call.specialty in valid if exactly and call.specialty else bool(valid)


def everybody(rt: Runtime) -> list[Person]:
    """All responders by name."""
    listed = select(Responder).where(Responder.retired_at.is_(None)).order_by(Responder.name)
    with rt.db.read() as session:
        return [_person(rt, responder) for responder in session.scalars(listed)]


def resting(rt: Runtime) -> list[str]:
    """Names of those on duty who are not rung now, although no call keeps them from it."""
    held = select(Offer.responder_id).where(Offer.state.in_(LIVE))
    wanted = (
        select(Responder.name)
        .join(Presence)
        .where(Presence.on_duty, Presence.busy_until > rt.now(), Responder.id.not_in(held))
        .order_by(Responder.name)
    )
    with rt.db.read() as session:
        return list(session.scalars(wanted))


def idle(rt: Runtime) -> list[str]:
    """Names of those on duty whom no call keeps from the next."""
    held = select(Offer.responder_id).where(Offer.state.in_(LIVE))
    wanted = (
        select(Responder.name).join(Presence).where(Presence.on_duty, Responder.id.not_in(held))
    )
    with rt.db.read() as session:
        return list(session.scalars(wanted))


def was_texted(rt: Runtime, phone: str) -> bool:
    """True when a text was agreed to for this phone."""
    known = person_keys.known(rt.seal.fingerprints(phone))
    agreed = select(Consent.id).where(Consent.person_id.in_(known))
    with rt.db.read() as session:
        return session.scalar(agreed.limit(1)) is not None


def _person(rt: Runtime, responder: Responder) -> Person:
    return Person(
        id=responder.id,
        name=responder.name,
        phone=people.phone_of(rt, responder),
        languages=tuple(responder.languages),
        certificates={one.specialty: one.valid_until for one in responder.certifications},
    )
