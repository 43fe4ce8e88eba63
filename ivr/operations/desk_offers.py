"""What does a responder do on the desk about an offer or a call of theirs: take, pass, return?"""

from collections.abc import Sequence
from enum import Enum, auto

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.models import Call, CallState, Offer, OfferState, Part, Responder
from ivr.models.offer import UNDECIDED
from ivr.operations import audit, bridges, offers, proposals, voices
from ivr.operations.audit import Deed, Entry
from ivr.runtime import Runtime

__all__ = ["Done", "ask_for_interpreter", "decline", "hand_back", "own", "take"]

TALKING = (CallState.BRIDGING, CallState.CONNECTED)


class Done(Enum):
    """What came of it."""

    DONE = auto()
    """It is so now, by this or by an earlier press."""
    TOO_LATE = auto()
    """The offer or the call is over."""
    NOT_YOURS = auto()
    """No such offer was made to this person."""


def own(session: Session, responder_id: str, offer_id: str) -> Offer | None:
    """This offer if it was made to this responder; None for anybody else's, and for none."""
    offer = session.get(Offer, offer_id[:40])
    return offer if offer is not None and offer.responder_id == responder_id else None


def take(rt: Runtime, responder_id: str, offer_id: str) -> Done:
    """They said yes on the desk: the call is theirs while their phone rings, and nobody else's
    phone rings for it any more. The key on their own phone decides, because a voicemail may answer
    it: until then everything about the offer goes on as before."""
    with rt.db.begin() as session:
        offer = own(session, responder_id, offer_id)
        if offer is None:
            return Done.NOT_YOURS
        session.refresh(offer, with_for_update=True)
        if offer.state == OfferState.ACCEPTED:
            return Done.DONE
        if offer.state not in UNDECIDED:
            return Done.TOO_LATE
        offer.taken_at = offer.taken_at or rt.now()
        others = _others(session, offer)
    for other in others:
        _let_go(rt, other)
    return Done.DONE


def _others(session: Session, offer: Offer) -> Sequence[Offer]:
    """Who else is rung to take the same call."""
    if offer.part != Part.RESPONDER:
        return ()
    rivals = select(Offer).where(
        Offer.call_id == offer.call_id,
        Offer.id != offer.id,
        Offer.part == Part.RESPONDER,
        Offer.state.in_(UNDECIDED),
        Offer.taken_at.is_(None),
    )
    return session.scalars(rivals).all()


def _let_go(rt: Runtime, other: Offer) -> None:
    """Somebody else was faster: they missed nothing."""
    if not proposals.close(rt, other.id, OfferState.WITHDRAWN):
        return
    listening = other.state == OfferState.ANSWERED
    rt.later.ask("ring", "tell_gone" if listening else "hang_up", other.id)
    proposals.tell(rt, lambda: rt.routing.offers.withdraw(other.id, rt.now()))


def decline(rt: Runtime, responder_id: str, offer_id: str) -> Done:
    """They pass: the next is asked at once, and their phone stops ringing."""
    with rt.db.read() as session:
        offer = own(session, responder_id, offer_id)
    if offer is None:
        return Done.NOT_YOURS
    if offers.lose(rt, offer_id, OfferState.DECLINED):
        rt.later.ask("ring", "hang_up", offer_id)
        return Done.DONE
    with rt.db.read() as session:
        declined = session.get_one(Offer, offer_id).state == OfferState.DECLINED
    return Done.DONE if declined else Done.TOO_LATE


def hand_back(rt: Runtime, responder_id: str, offer_id: str) -> Done:
    """They cannot go on with this call: the caller is asked whether they had finished, and waits at
    the very front otherwise; whoever gave it back wraps up, and is not asked for it again."""
    with rt.db.begin() as session:
        offer = own(session, responder_id, offer_id)
        if offer is None or offer.part != Part.RESPONDER:
            return Done.NOT_YOURS
        call = session.get_one(Call, offer.call_id, with_for_update=True)
        session.refresh(offer)
        if offer.state != OfferState.ACCEPTED or call.state not in TALKING:
            return Done.TOO_LATE
        call.kept_apart = sorted({*(call.kept_apart or ()), responder_id})
        name = session.get_one(Responder, responder_id).name
        audit.write(session, rt.now(), Entry(name, Deed.CALL_HANDED_BACK, call.id))
    bridges.lost(rt, offer_id)
    rt.later.ask("ring", "tell_gone", offer_id)
    return Done.DONE


def ask_for_interpreter(rt: Runtime, responder_id: str, offer_id: str, *, wanted: bool) -> Done:
    """An interpreter is to join this call, as soon as one is free, or nobody is looked for any
    more. Who is in the room already stays."""
    with rt.db.begin() as session:
        offer = own(session, responder_id, offer_id)
        if offer is None or offer.part != Part.RESPONDER:
            return Done.NOT_YOURS
        call = session.get_one(Call, offer.call_id, with_for_update=True)
        session.refresh(offer)
        if offer.state != OfferState.ACCEPTED or call.state not in TALKING:
            return Done.TOO_LATE
        offer.wants_interpreter = wanted
    if wanted:
        voices.look_after(rt, offer_id)
    return Done.DONE
