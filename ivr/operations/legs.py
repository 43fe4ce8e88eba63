"""Which telephone connections did we place, and which must end?"""

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ivr.models import Call, Leg, Offer
from ivr.models.offer import ENDED, OfferState
from ivr.runtime import Runtime
from ivr.telephony.phone import AskLater, Gone, Unanswered

__all__ = ["began", "ended", "hang_up", "of_offer", "tell_gone"]


def began(rt: Runtime, sid: str, call_id: str, offer_id: str) -> None:
    """Remember this leg; hearing of it again changes nothing."""
    with rt.db.read() as session:
        if session.get(Leg, sid) is not None:
            return
    try:
        with rt.db.begin() as session:
            session.add(Leg(sid=sid, call_id=call_id, offer_id=offer_id, began_at=rt.now()))
    except IntegrityError:
        return  # its own notice came first


def ended(rt: Runtime, sid: str, offer_id: str) -> bool:
    """The phone company says that this leg is over; that is final. True when the offer has no
    other leg left: a ring whose answer was lost may have been placed twice."""
    with rt.db.begin() as session:
        session.execute(
            update(Leg).where(Leg.sid == sid, Leg.ended_at.is_(None)).values(ended_at=rt.now())
        )
        return not of_offer(session, offer_id)


def of_offer(session: Session, offer_id: str) -> list[Leg]:
    """The legs of this offer that are not known to be over."""
    living = select(Leg).where(Leg.offer_id == offer_id, Leg.ended_at.is_(None))
    return list(session.scalars(living))


def hang_up(rt: Runtime, offer_id: str) -> None:
    """End every leg of an offer that came to nothing."""
    with rt.db.read() as session:
        offer = session.get(Offer, offer_id)
        if offer is None or offer.state not in ENDED or offer.state == OfferState.FINISHED:
            return
        sids = [leg.sid for leg in of_offer(session, offer_id)]
    for sid in sids:
        _asked_to_end(rt, sid)
        rt.phone.hang_up(sid)


def tell_gone(rt: Runtime, offer_id: str) -> None:
    """A responder listens, or is in the room, and the caller is not theirs any more: the wrap-up
    if they had talked, else one sentence that lets the responder go."""
    with rt.db.read() as session:
        offer = session.get_one(Offer, offer_id)
        met_at = session.get_one(Call, offer.call_id).connected_at
        talked = bool(met_at and offer.accepted_at and met_at >= offer.accepted_at)
        sids = [leg.sid for leg in of_offer(session, offer_id)]
    moment = "left" if talked else "gone"
    for sid in sids:
        try:
            rt.phone.redirect(sid, rt.addresses.offer(offer_id, moment))
        except Gone:
            ended(rt, sid, offer_id)
        except (AskLater, Unanswered):
            continue  # the sweep of legs whose call is over asks again
        else:
            _asked_to_end(rt, sid)


def _asked_to_end(rt: Runtime, sid: str) -> None:
    with rt.db.begin() as session:
        session.execute(update(Leg).where(Leg.sid == sid).values(asked_to_end_at=rt.now()))
