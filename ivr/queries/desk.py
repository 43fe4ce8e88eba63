"""What lies on a responder's desk at this moment?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ivr.flow.position import Position, UnreadablePosition
from ivr.flow.visit import MAY_BE_UNABLE_TO_SPEAK
from ivr.models import (
    Call,
    Callback,
    CallState,
    Consent,
    Message,
    Offer,
    OfferState,
    Part,
    Presence,
    Responder,
)
from ivr.models.offer import LIVE, UNDECIDED
from ivr.operations import call_numbers, consents, presences
from ivr.operations.call_numbers import KEPT_FOR
from ivr.operations.presences import Stands
from ivr.runtime import Runtime
from routing.need import Urgency

__all__ = ["About", "Desk", "Offering", "Promise", "Talk", "WrapUp", "about", "desk", "talk_of"]


@dataclass(frozen=True)
class About:
    """What is known of a call, in codes: nothing that tells who it is or what happened."""

    language: str
    specialty: str | None
    waiting_since: datetime
    is_danger: bool
    may_be_unable_to_speak: bool
    is_promised: bool
    """We call the person, as promised."""


@dataclass(frozen=True)
class Offering:
    """A call that this responder is asked to take, or to join. `taken`: they said yes here."""

    id: str
    part: Part
    about: About
    rings: bool
    answered: bool
    taken: bool


@dataclass(frozen=True)
class Promise:
    """A text or call they promised, as it is read back. `ends_in` are the last three digits of a
    number that was said in the call; empty for the phone of the call itself."""

    consent_id: str
    purpose: str
    language: str
    hours: Mapping[str, Any] | None
    at_once: bool
    voicemail: bool
    has_code: bool
    ends_in: str
    withdrawn: bool
    state: str


@dataclass(frozen=True)
class Talk:
    """A call they are in, or were in a moment ago. `interpreter` is none, asked, rings or here."""

    id: str
    part: Part
    call_id: str
    about: About
    met: bool
    """Caller and responder have been in one room."""
    is_over: bool
    since: datetime | None
    waited: timedelta
    interpreter: str
    outcome: str | None
    promises: tuple["Promise", ...]
    """What this responder promised in it, oldest first."""

    @property
    def standing(self) -> frozenset[str]:
        """What for there is a promise that was not taken back."""
        return frozenset(one.purpose for one in self.promises if not one.withdrawn)


@dataclass(frozen=True)
class WrapUp:
    """Until when they wrap up or rest, after which call; None when only the outcome is missing."""

    until: datetime | None
    talk: Talk | None
    resting: bool


@dataclass(frozen=True)
class Desk:
    """This moment of one responder. `waiting` counts callers in line, for everybody."""

    name: str
    stands: Stands
    since: datetime | None
    benched_for: str | None
    offering: Offering | None
    talk: Talk | None
    wrap_up: WrapUp | None
    waiting: int


def desk(rt: Runtime, responder_id: str) -> Desk:
    """How it is now."""
    now = rt.now()
    with rt.db.read() as session:
        who = session.get_one(Responder, responder_id)
        presence = session.get(Presence, responder_id)
        live = session.scalar(
            select(Offer).where(Offer.responder_id == responder_id, Offer.state.in_(LIVE))
        )
        waiting = select(func.count()).select_from(Call).where(Call.state == CallState.WAITING)
        return Desk(
            name=who.name,
            stands=presences.stands(presence, now),
            since=presence.since if presence and presence.on_duty else None,
            benched_for=presence.benched_for if presence and not presence.on_duty else None,
            offering=_offering(session, live),
            talk=_talk(rt, session, live) if live and live.state == OfferState.ACCEPTED else None,
            wrap_up=None if live else _wrap_up(rt, session, responder_id, presence),
            waiting=session.scalar(waiting) or 0,
        )


def talk_of(rt: Runtime, responder_id: str, offer_id: str) -> Talk | None:
    """A call of this responder, going on or over a moment ago; None for anybody else's, and for
    one that was over too long ago, or in which they never met."""
    with rt.db.read() as session:
        offer = session.get(Offer, offer_id[:40])
        if offer is None or offer.responder_id != responder_id or offer.part != Part.RESPONDER:
            return None
        if offer.state not in (OfferState.ACCEPTED, OfferState.FINISHED):
            return None
        if offer.ended_at is not None and offer.ended_at <= rt.now() - KEPT_FOR:
            return None
        found = _talk(rt, session, offer)
        return found if found.met else None


def _offering(session: Session, offer: Offer | None) -> Offering | None:
    if offer is None or offer.state not in UNDECIDED:
        return None
    return Offering(
        id=offer.id,
        part=Part(offer.part),
        about=about(session.get_one(Call, offer.call_id)),
        rings=offer.state in (OfferState.RINGING, OfferState.ANSWERED),
        answered=offer.state == OfferState.ANSWERED,
        taken=offer.taken_at is not None,
    )


def about(call: Call) -> About:
    """What may be shown of this call."""
    need = call.need or {}
    return About(
        language=call.language or str(need.get("language", "")),
        specialty=need.get("specialty"),
        waiting_since=call.waiting_since or call.began_at,
        is_danger=need.get("urgency") == Urgency.DANGER.value,
        may_be_unable_to_speak=MAY_BE_UNABLE_TO_SPEAK in _marks(call),
        is_promised=call.outbound,
    )


def _marks(call: Call) -> Sequence[str]:
    try:
        return Position.from_bytes(call.position).marks if call.position else ()
    except UnreadablePosition:
        return ()


def _talk(rt: Runtime, session: Session, offer: Offer) -> Talk:
    call = session.get_one(Call, offer.call_id)
    known = about(call)
    joined = offer.joined_at or offer.accepted_at or offer.made_at
    return Talk(
        id=offer.id,
        part=Part(offer.part),
        call_id=call.id,
        about=known,
        met=call.connected_at is not None and offer.joined_at is not None,
        is_over=offer.state != OfferState.ACCEPTED,
        since=offer.joined_at,
        waited=max(timedelta(0), joined - known.waiting_since),
        interpreter=_interpreter(session, offer),
        outcome=offer.outcome,
        promises=_promises(rt, session, offer, call),
    )


def _interpreter(session: Session, main: Offer) -> str:
    beside = session.scalar(
        select(Offer).where(
            Offer.beside_id == main.id, Offer.part == Part.INTERPRETER, Offer.state.in_(LIVE)
        )
    )
    if beside is None:
        return "asked" if main.wants_interpreter else "none"
    return "here" if beside.joined_at is not None else "rings"


def _promises(rt: Runtime, session: Session, offer: Offer, call: Call) -> tuple[Promise, ...]:
    given = (
        select(Consent, Message.state, Message.not_before, Callback.state)
        .outerjoin(Message, Message.consent_id == Consent.id)
        .outerjoin(Callback, Callback.consent_id == Consent.id)
        .where(Consent.call_id == call.id, Consent.recorded_by == offer.responder_id)
        .order_by(Consent.given_at)
    )
    own = call_numbers.of_call(rt, session, call)
    found = []
    for consent, texted, begins, called in session.execute(given):
        number = consents.number_of(rt, consent) or ""
        found.append(
            Promise(
                consent_id=consent.id,
                purpose=consent.purpose,
                language=consent.language or "",
                hours=consent.window,
                at_once=begins is not None and begins != call.ended_at,
                voicemail=consent.voicemail,
                has_code=consent.code is not None,
                ends_in="" if number == own else number[-3:],
                withdrawn=consent.withdrawn_at is not None,
                state=str(texted or called),
            )
        )
    return tuple(found)


def _wrap_up(
    rt: Runtime, session: Session, responder_id: str, presence: Presence | None
) -> WrapUp | None:
    """After the last call that they talked in."""
    busy = presence is not None and presence.busy_until is not None
    until = presence.busy_until if presence and busy else None
    rests = presence is not None and presence.busy_with == "resting"
    paused = presence is not None and presence.busy_with == presences.PAUSED
    if until is not None and (until <= rt.now() or paused):
        until = None
    last = session.scalar(
        select(Offer)
        .where(
            Offer.responder_id == responder_id,
            Offer.part == Part.RESPONDER,
            Offer.state == OfferState.FINISHED,
            Offer.joined_at.is_not(None),
            Offer.ended_at > rt.now() - KEPT_FOR,
        )
        .order_by(Offer.ended_at.desc())
        .limit(1)
    )
    talk = _talk(rt, session, last) if last is not None else None
    unwritten = talk is not None and talk.met and talk.outcome is None
    if until is None and not unwritten:
        return None
    return WrapUp(until, talk if talk is not None and talk.met else None, rests)
