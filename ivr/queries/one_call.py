"""What happened in this call, moment by moment, and why was it offered to whom?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.flow.proofs.path import Path
from ivr.models import Call, Callback, DutyRing, Leg, Line, Message, Offer, Responder, Voicemail
from ivr.operations import steps
from ivr.queries import paths
from ivr.queries.call_log import Logged, logged
from ivr.runtime import Runtime

__all__ = ["Connection", "Followed", "Rung", "Story", "Why", "story"]

AT_ONCE = 200
"""Rings of one call that are told: the first of them."""


@dataclass(frozen=True)
class Why:
    """Why somebody was asked, as it was written at that moment: how long the caller had waited,
    who else could be asked and how closely they matched, and why not each of the others, by
    name."""

    waited: int
    slot_in: float
    phone: int
    at_once: int
    asked: tuple[tuple[str, str], ...]
    why_not: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Rung:
    """One ring: whose phone, as what, how they matched, and what came of it. A service-owned phone
    has no name but its place in the settings. `why` is None where that was not written down."""

    name: str
    part: str
    state: str
    matched: str | None
    fault: str | None
    made_at: datetime
    accepted_at: datetime | None
    joined_at: datetime | None
    ended_at: datetime | None
    why: Why | None


@dataclass(frozen=True)
class Connection:
    """A telephone connection that we placed, while the phone company's record of it is kept; whose
    phone it was, or None for the person who was promised this call."""

    name: str | None
    began_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class Followed:
    """What was promised in this call, of which kind, and where that stands."""

    kind: str
    state: str
    at: datetime


@dataclass(frozen=True)
class Story:
    """All there is of one call. `path` is None where its steps are not known, or not any more."""

    call: Logged
    rung: tuple[Rung, ...]
    legs: tuple[Connection, ...]
    followed: tuple[Followed, ...]
    path: Path | None


def story(rt: Runtime, call_id: str) -> Story | None:
    """This call; None if there is none."""
    with rt.db.read() as session:
        call = session.get(Call, call_id)
        if call is None:
            return None
        line = session.get(Line, call.line) if call.line else None
        offers = session.scalars(
            select(Offer).where(Offer.call_id == call_id).order_by(Offer.made_at).limit(AT_ONCE)
        ).all()
        names = _names(session, offers)
        return Story(
            call=logged(call, line.name if line else None),
            rung=(*(_rung(one, names) for one in offers), *_duty_phones(session, call_id)),
            legs=tuple(_legs(session, call_id, offers, names)),
            followed=tuple(sorted(_followed(session, call_id), key=lambda one: one.at)),
            path=paths.one(session, steps.names_of(rt, call_id)),
        )


def _names(session: Session, offers: Sequence[Offer]) -> dict[str, str]:
    """Everybody who was rung for it, and everybody it is said of why they were not."""
    wanted = {offer.responder_id for offer in offers}
    for offer in offers:
        reasons = offer.reasons or {}
        wanted |= {who for who, _match in reasons.get("asked", [])} | {*reasons.get("why_not", {})}
    found = session.scalars(select(Responder).where(Responder.id.in_(wanted)))
    return {who.id: who.name for who in found}


def _rung(offer: Offer, names: Mapping[str, str]) -> Rung:
    return Rung(
        name=names.get(offer.responder_id, offer.responder_id[:6]),
        part=str(offer.part),
        state=str(offer.state),
        matched=offer.matched,
        fault=offer.fault,
        made_at=offer.made_at,
        accepted_at=offer.accepted_at,
        joined_at=offer.joined_at,
        ended_at=offer.ended_at,
        why=_why(offer.reasons, names) if offer.reasons else None,
    )


def _why(reasons: Mapping[str, Any], names: Mapping[str, str]) -> Why:
    def named(who: str) -> str:
        return names.get(who, who[:6])

    why_not = ((named(who), str(reason)) for who, reason in reasons.get("why_not", {}).items())
    return Why(
        waited=int(reasons.get("waited", 0)),
        slot_in=float(reasons.get("slot_in", 0)),
        phone=int(reasons.get("phone", 1)),
        at_once=int(reasons.get("at_once", 1)),
        asked=tuple((named(who), str(match)) for who, match in reasons.get("asked", [])),
        why_not=tuple(sorted(why_not)),
    )


def _duty_phones(session: Session, call_id: str) -> Iterator[Rung]:
    wanted = select(DutyRing).where(DutyRing.call_id == call_id).order_by(DutyRing.made_at)
    for ring in session.scalars(wanted.limit(AT_ONCE)):
        yield Rung(
            name=str(ring.place + 1),
            part="duty_phone",
            state=str(ring.state),
            matched=None,
            fault=None,
            made_at=ring.made_at,
            accepted_at=ring.joined_at,
            joined_at=ring.joined_at,
            ended_at=ring.ended_at,
            why=None,
        )


def _legs(
    session: Session, call_id: str, offers: Sequence[Offer], names: Mapping[str, str]
) -> Iterator[Connection]:
    whose = {offer.id: names.get(offer.responder_id, "") for offer in offers}
    wanted = select(Leg).where(Leg.call_id == call_id).order_by(Leg.began_at).limit(AT_ONCE)
    for leg in session.scalars(wanted):
        yield Connection(whose.get(leg.offer_id or ""), leg.began_at, leg.ended_at)


def _followed(session: Session, call_id: str) -> Iterator[Followed]:
    """Texts, promised calls and messages: never to whom, and never what."""
    for text in session.scalars(select(Message).where(Message.call_id == call_id)):
        yield Followed("text", str(text.state), text.promised_at)
    for promise in session.scalars(select(Callback).where(Callback.call_id == call_id)):
        yield Followed("callback", str(promise.state), promise.promised_at)
    for message in session.scalars(select(Voicemail).where(Voicemail.call_id == call_id)):
        yield Followed("voicemail", str(message.state), message.asked_at)
