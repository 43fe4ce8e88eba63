"""How does an offer live: made, rung, whispered, accepted, or lost to the next responder?"""

import logging
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ivr.logs import log
from ivr.models import Call, CallState, Certification, Offer, OfferState, Responder
from ivr.models.offer import UNDECIDED
from ivr.operations import legs, needs, people
from ivr.operations.proposals import close, tell
from ivr.operations.rebuild import rebuild
from ivr.runtime import Runtime
from ivr.telephony.phone import AskLater, Refused, Ring, Unanswered
from routing.match import Moves
from routing.need import Need

__all__ = [
    "Answered",
    "Held",
    "NoSuchOffer",
    "accept",
    "answered",
    "expire",
    "find",
    "lose",
    "ring",
    "ringing",
]

RINGS_FOR = 18
"""Seconds a responder's phone rings unless the flow says otherwise, counted by the phone company;
the carrier adds about 5."""
CARRIER = 5
WHISPER = 20
RING_LEASE = 10


def ring(rt: Runtime, offer_id: str) -> None:
    """Ring the responder's phone for this offer. Doing it again is harmless: one process at a
    time may, and only while the offer is new."""
    claimed = _claim(rt, offer_id)
    if claimed is None:
        return
    call_id, number, seconds = claimed
    try:
        sid = rt.phone.ring(_ring(rt, offer_id, number, seconds))
    except AskLater:
        _give_back(rt, offer_id)
    except Unanswered:
        log("ring unanswered, its notices will tell", level=logging.WARNING, offer=offer_id)
    except Refused as no:
        log("phone cannot be rung", level=logging.WARNING, offer=offer_id, code=no.code)
        lose(rt, offer_id, OfferState.FAILED)
    else:
        legs.began(rt, sid, call_id, offer_id)
        if not _wanted(rt, offer_id):
            rt.phone.hang_up(sid)


def _ring(rt: Runtime, offer_id: str, number: str, seconds: int) -> Ring:
    return Ring(
        to=number,
        sender=rt.environment.number,
        seconds=seconds,
        url=rt.addresses.offer(offer_id, "whisper"),
        status_url=rt.addresses.offer(offer_id, "notice"),
    )


def _claim(rt: Runtime, offer_id: str) -> tuple[str, str, int] | None:
    """The call, and the number to ring for so many seconds, when it is ours to ring; the lease
    frees it if we die."""
    now = rt.now()
    free = (Offer.lease_until.is_(None)) | (Offer.lease_until < now)
    with rt.db.begin() as session:
        claimed = session.scalar(
            update(Offer)
            .where(Offer.id == offer_id, Offer.state == OfferState.MADE, free)
            .values(state=OfferState.DIALLING, lease_until=now + rt.span(RING_LEASE))
            .returning(Offer.call_id)
        )
        if claimed is None:
            return None
        offer = session.get_one(Offer, offer_id)
        responder = session.get_one(Responder, offer.responder_id)
        seconds = _rings_for(session, claimed)
    return claimed, people.phone_of(rt, responder), seconds


def _rings_for(session: Session, call_id: str) -> int:
    need = session.get_one(Call, call_id).need
    return needs.ring_for(need or {}) or RINGS_FOR


def _give_back(rt: Runtime, offer_id: str) -> None:
    """Nothing was placed: the sweep asks again in a moment."""
    with rt.db.begin() as session:
        session.execute(
            update(Offer)
            .where(Offer.id == offer_id, Offer.state == OfferState.DIALLING)
            .values(state=OfferState.MADE, lease_until=rt.now() + rt.span(1))
        )


def _wanted(rt: Runtime, offer_id: str) -> bool:
    """True unless the caller left, or somebody else answered, while we were dialling."""
    with rt.db.read() as session:
        offer = session.get(Offer, offer_id)
        return offer is not None and (
            offer.state in UNDECIDED or offer.state == OfferState.ACCEPTED
        )


def ringing(rt: Runtime, offer_id: str) -> None:
    """The phone rings now: the deadline starts anew."""
    now = rt.now()
    with rt.db.begin() as session:
        offer = session.get(Offer, offer_id, with_for_update=True)
        if offer is None or offer.state not in (OfferState.MADE, OfferState.DIALLING):
            return
        offer.state = OfferState.RINGING
        offer.deadline_at = now + rt.span(_rings_for(session, offer.call_id) + CARRIER)
    tell(rt, lambda: rt.routing.offers.ringing(offer_id, now))


def answered(rt: Runtime, offer_id: str) -> bool:
    """Somebody picked up, and gets 20 seconds more to listen and press 1. False when the offer
    is over."""
    now = rt.now()
    with rt.db.begin() as session:
        offer = session.get(Offer, offer_id, with_for_update=True)
        if offer is None or offer.state not in UNDECIDED:
            return False
        if offer.state == OfferState.ANSWERED:
            return True
        offer.state = OfferState.ANSWERED
        offer.deadline_at = max(offer.deadline_at, now) + rt.span(WHISPER)
    tell(rt, lambda: rt.routing.offers.answered(offer_id, now))
    return True


class NoSuchOffer(LookupError):
    """Raised when an address names an offer that was never made."""


class Answered(Enum):
    """What came of pressing 1."""

    WON = auto()
    TAKEN = auto()
    """Somebody else was faster, or the offer had run out."""
    CALLER_GONE = auto()


def accept(rt: Runtime, offer_id: str) -> Answered:
    """WON for the winner, however often it is asked: SQL decides, Redis follows."""
    try:
        outcome = _decide(rt, offer_id)
    except IntegrityError:
        return Answered.TAKEN
    if outcome is Answered.WON:
        tell(rt, lambda: _tell_accepted(rt, offer_id))
    return outcome


def _tell_accepted(rt: Runtime, offer_id: str) -> Moves | None:
    """Routing may have ended this offer a moment before SQL said that it is won: then it believes
    both to be free, and must read the tables anew."""
    if rt.routing.offers.accept(offer_id, rt.now()):
        return None
    rt.routing.forget(rt.now())
    return rebuild(rt)


def _decide(rt: Runtime, offer_id: str) -> Answered:
    with rt.db.begin() as session:
        offer = session.get(Offer, offer_id)
        if offer is None:
            return Answered.TAKEN
        call = session.get_one(Call, offer.call_id, with_for_update=True)
        session.refresh(offer)
        if offer.state == OfferState.ACCEPTED:
            return Answered.WON
        if call.state == CallState.ENDED:
            return Answered.CALLER_GONE
        if offer.state not in UNDECIDED or call.state != CallState.WAITING:
            return Answered.TAKEN
        if offer.responder_id in (call.kept_apart or ()):
            return Answered.TAKEN
        if not _certified(session, offer, call, rt.now()):
            return Answered.TAKEN
        offer.state = OfferState.ACCEPTED
        offer.accepted_at = rt.now()
    return Answered.WON


def _certified(session: Session, offer: Offer, call: Call, now: datetime) -> bool:
    """A certificate may run out while the phone rings: it counts at this moment only."""
    needed = select(Certification.specialty).where(
        Certification.responder_id == offer.responder_id, Certification.valid_until > now
    )
    specialty = (call.need or {}).get("specialty")
    if offer.matched == "exact" and specialty is not None:
        needed = needed.where(Certification.specialty == specialty)
    return session.scalars(needed).first() is not None


def lose(rt: Runtime, offer_id: str, ending: OfferState) -> bool:
    """End an undecided offer and go on to the next responder. True when it was ended by this."""
    if not close(rt, offer_id, ending):
        return False
    offers, now = rt.routing.offers, rt.now()
    if ending == OfferState.DECLINED:
        tell(rt, lambda: offers.decline(offer_id, now))
    else:
        pause = ending in (OfferState.MISSED, OfferState.FAILED)
        tell(rt, lambda: offers.miss(offer_id, now, pause=pause))
    return True


def expire(rt: Runtime, offer_id: str) -> None:
    """The row's own deadline passed and routing never said so: end the offer here."""
    if lose(rt, offer_id, OfferState.EXPIRED):
        rt.later.ask("ring", "hang_up", offer_id)


@dataclass(frozen=True)
class Held:
    """An offer, the call it holds, and whom that call needs."""

    offer: Offer
    call: Call

    @property
    def need(self) -> Need:
        """Whom the caller waits for."""
        return needs.read(self.call.need or {})


def find(rt: Runtime, offer_id: str) -> Held:
    """This offer as it stands now. Raises NoSuchOffer."""
    with rt.db.read() as session:
        offer = session.get(Offer, offer_id)
        if offer is None:
            raise NoSuchOffer(offer_id)
        return Held(offer, session.get_one(Call, offer.call_id))
