"""How does an offer live: made, rung, whispered, accepted, or lost to the next responder?"""

import logging
import time
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ivr.logs import log
from ivr.models import Call, CallState, Certification, Offer, OfferState, Responder
from ivr.models.offer import UNDECIDED
from ivr.operations import benching, legs, needs, pacing, people, voices
from ivr.operations.proposals import PAUSE_AFTER_MISS, PUTS_DOWN, close, leave_alone, pause, tell
from ivr.operations.rebuild import rebuild
from ivr.runtime import Runtime
from ivr.telephony.codes import BUSY
from ivr.telephony.phone import AskLater, Refused, Ring, Unanswered
from routing.match import Match, Moves
from routing.need import Need
from routing.policy import certificate_for

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

AT_ONCE = 0.1
"""Seconds that a worker waits for a slot itself."""
RINGS_FOR = 18
"""Seconds a responder's phone rings unless the flow says otherwise, counted by the phone company;
the carrier adds about 5."""
CARRIER = 5
WHISPER = 20
RING_LEASE = 10


def ring(rt: Runtime, offer_id: str) -> None:
    """Ring the responder's phone for this offer, not before its slot. Doing it again is harmless:
    one process at a time may, and only while the offer is new."""
    claimed = _claim(rt, offer_id) or _claim_soon(rt, offer_id)
    if claimed is None:
        return _come_back(rt, offer_id)
    if legs.is_engaged(rt, find(rt, offer_id).offer.responder_id):
        return _put_off(rt, offer_id)
    call_id, number, seconds = claimed
    try:
        sid = rt.phone.ring(_ring(rt, offer_id, number, seconds))
    except AskLater:
        _give_back(rt, offer_id)
    except Unanswered:
        log("ring unanswered, its notices will tell", level=logging.WARNING, offer=offer_id)
    except Refused as no:
        log("phone cannot be rung", level=logging.WARNING, offer=offer_id, code=no.code)
        lose(rt, offer_id, OfferState.FAILED, str(no.code))
    else:
        legs.began(rt, sid, call_id, offer_id)
        if not _wanted(rt, offer_id):
            rt.phone.hang_up(sid)
    return None


def _put_off(rt: Runtime, offer_id: str) -> None:
    """They are still on the phone with us, so it would be engaged: others are asked meanwhile."""
    if not close(rt, offer_id, OfferState.WITHDRAWN, fault=BUSY):
        return
    who, until = find(rt, offer_id).offer.responder_id, rt.now() + rt.span(PUTS_DOWN)
    with rt.db.begin() as session:
        pause(rt, session, who, PUTS_DOWN)
    leave_alone(rt, who, until)
    if not voices.lost(rt, offer_id, OfferState.WITHDRAWN, BUSY):
        tell(rt, lambda: rt.routing.offers.withdraw(offer_id, rt.now()))


def _come_back(rt: Runtime, offer_id: str) -> None:
    """It cannot be rung now: if only because its slot is still to come, then it is rung then."""
    with rt.db.read() as session:
        offer = session.get(Offer, offer_id)
    if offer is not None and offer.state == OfferState.MADE and offer.lease_until is not None:
        rt.later.ask("ring", "ring", offer_id, at=offer.lease_until)


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
    free = (Offer.lease_until.is_(None)) | (Offer.lease_until <= now)
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


def _claim_soon(rt: Runtime, offer_id: str) -> tuple[str, str, int] | None:
    """The same for a slot that comes at once: waiting for it is less work than to be asked anew."""
    with rt.db.read() as session:
        offer = session.get(Offer, offer_id)
    if offer is None or offer.state != OfferState.MADE or offer.lease_until is None:
        return None
    wait = (offer.lease_until - rt.now()).total_seconds()
    if wait > AT_ONCE:
        return None
    time.sleep(max(wait, 0))
    return _claim(rt, offer_id)


def _rings_for(session: Session, call_id: str) -> int:
    need = session.get_one(Call, call_id).need
    return needs.ring_for(need or {}) or RINGS_FOR


def _give_back(rt: Runtime, offer_id: str) -> None:
    """Nothing was placed, and nothing is for a moment: then this one is the first."""
    again_at = pacing.slow_down(rt)
    with rt.db.begin() as session:
        session.execute(
            update(Offer)
            .where(Offer.id == offer_id, Offer.state == OfferState.DIALLING)
            .values(state=OfferState.MADE, lease_until=again_at)
        )
    rt.later.ask("ring", "ring", offer_id, at=again_at)


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
        _lose_race(rt, offer_id)
        return Answered.TAKEN
    if outcome is Answered.WON and not voices.is_one(rt, offer_id):
        tell(rt, lambda: _tell_accepted(rt, offer_id))
        voices.look_after(rt, offer_id)
    return outcome


def _lose_race(rt: Runtime, offer_id: str) -> None:
    """Two pressed 1 in the same instant: who hears that somebody was faster missed nothing."""
    if close(rt, offer_id, OfferState.WITHDRAWN):
        tell(rt, lambda: rt.routing.offers.withdraw(offer_id, rt.now()))


def _tell_accepted(rt: Runtime, offer_id: str) -> Moves:
    """Routing may have ended this offer a moment before SQL said that it is won: then it believes
    both to be free, and must read the tables anew."""
    accepted = rt.routing.offers.accept(offer_id, rt.now())
    if accepted.won:
        return accepted.moves
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
        if offer.state not in UNDECIDED or offer.responder_id in (call.kept_apart or ()):
            return Answered.TAKEN
        may = voices.may_join if offer.beside_id else _may_take
        if not may(session, offer, call, rt.now()):
            return Answered.TAKEN
        offer.state = OfferState.ACCEPTED
        offer.accepted_at = rt.now()
    return Answered.WON


def _may_take(session: Session, offer: Offer, call: Call, now: datetime) -> bool:
    """A certificate may run out while the phone rings: it counts at this moment only."""
    if call.state != CallState.WAITING:
        return False
    needed = select(Certification.specialty).where(
        Certification.responder_id == offer.responder_id, Certification.valid_until > now
    )
    specialty = certificate_for(needs.read(call.need or {}), Match(offer.matched))
    if specialty is not None:
        needed = needed.where(Certification.specialty == specialty)
    return session.scalars(needed).first() is not None


def lose(rt: Runtime, offer_id: str, ending: OfferState, fault: str = "") -> bool:
    """End an undecided offer and go on to the next responder. True when it was ended by this.

    With a `fault` the phone did not ring: that is no missed call, and a number of which this tells
    enough is not rung any more.
    """
    if not close(rt, offer_id, ending, fault=fault or None):
        return False
    if voices.lost(rt, offer_id, ending, fault):
        return True
    offers, now = rt.routing.offers, rt.now()
    if ending == OfferState.DECLINED:
        tell(rt, lambda: offers.decline(offer_id, now))
        return True
    if fault or ending == OfferState.FAILED:
        _leave_alone(rt, offer_id, fault)
    rang = ending == OfferState.MISSED and not fault
    tell(rt, lambda: offers.miss(offer_id, now, rang=rang))
    return True


def _leave_alone(rt: Runtime, offer_id: str, fault: str) -> None:
    """No caller is offered to a phone that could not be rung, for a while or until they say so."""
    who = find(rt, offer_id).offer.responder_id
    until = rt.now() + rt.span(PAUSE_AFTER_MISS)
    if not benching.judge(rt, who, fault):
        leave_alone(rt, who, until)


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

    @property
    def is_promised(self) -> bool:
        """True when the person was promised this call and is not on it yet."""
        return self.call.outbound and self.call.nobody_on_it


def find(rt: Runtime, offer_id: str) -> Held:
    """This offer as it stands now. Raises NoSuchOffer."""
    with rt.db.read() as session:
        offer = session.get(Offer, offer_id)
        if offer is None:
            raise NoSuchOffer(offer_id)
        return Held(offer, session.get_one(Call, offer.call_id))
