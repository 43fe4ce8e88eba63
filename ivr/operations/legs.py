"""Which telephone connections did we place, and which must end?"""

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ivr.models import Call, DutyRing, Leg, Offer
from ivr.models.offer import ENDED, OfferState
from ivr.runtime import Runtime
from ivr.telephony.phone import AskLater, Gone, Unanswered

__all__ = [
    "asked_to_end",
    "began",
    "ended",
    "hang_up",
    "is_engaged",
    "is_persons",
    "let_go",
    "of_offer",
    "of_person",
    "over",
    "person_ended",
    "tell_gone",
]


def began(rt: Runtime, sid: str, call_id: str, offer_id: str | None = None) -> None:
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
        _write_over(rt, session, sid)
        return not of_offer(session, offer_id)


def over(rt: Runtime, sid: str) -> None:
    """The same for a leg that belongs to no offer."""
    with rt.db.begin() as session:
        _write_over(rt, session, sid)


def _write_over(rt: Runtime, session: Session, sid: str) -> None:
    gone = update(Leg).where(Leg.sid == sid, Leg.ended_at.is_(None))
    session.execute(gone.values(ended_at=rt.now()))


def of_offer(session: Session, offer_id: str) -> list[Leg]:
    """The legs of this offer that are not known to be over."""
    living = select(Leg).where(Leg.offer_id == offer_id, Leg.ended_at.is_(None))
    return list(session.scalars(living))


def of_person(session: Session, call_id: str) -> list[Leg]:
    """The legs we placed to the person of this call that are not known to be over."""
    living = select(Leg).where(Leg.call_id == call_id, is_persons(), Leg.ended_at.is_(None))
    return list(session.scalars(living))


def is_persons() -> ColumnElement[bool]:
    """True for the leg of somebody whom we call as promised: no responder's, no duty phone's."""
    return Leg.offer_id.is_(None) & ~exists().where(DutyRing.sid == Leg.sid)


def person_ended(rt: Runtime, sid: str, call_id: str) -> bool:
    """The phone company says that this leg is over; that is final. True when the person of this
    call has no other leg left."""
    with rt.db.begin() as session:
        _write_over(rt, session, sid)
        return not of_person(session, call_id)


def is_engaged(rt: Runtime, responder_id: str) -> bool:
    """True when this responder's phone is in a call of ours: still listening to last words, say. A
    leg whose end was not reported is looked up."""
    theirs = (
        select(Leg.sid, Offer.id)
        .join(Offer, Offer.id == Leg.offer_id)
        .where(Offer.responder_id == responder_id, Leg.ended_at.is_(None))
    )
    with rt.db.read() as session:
        found = session.execute(theirs).all()
    return not all(_is_over(rt, sid, offer_id) for sid, offer_id in found)


def _is_over(rt: Runtime, sid: str, offer_id: str) -> bool:
    try:
        over = rt.phone.leg(sid).over
    except Gone:
        over = True
    if over:
        ended(rt, sid, offer_id)
    return over


def hang_up(rt: Runtime, offer_id: str) -> None:
    """End every leg of an offer that came to nothing."""
    with rt.db.read() as session:
        offer = session.get(Offer, offer_id)
        if offer is None or offer.state not in ENDED or offer.state == OfferState.FINISHED:
            return
        sids = [leg.sid for leg in of_offer(session, offer_id)]
    for sid in sids:
        let_go(rt, sid)


def let_go(rt: Runtime, sid: str) -> None:
    """Nobody needs this leg any more: it stops ringing, or ends. Of one that the phone company says
    is over, or was never there, no report comes: that it is over is written now."""
    asked_to_end(rt, sid)
    if not rt.phone.hang_up(sid):
        over(rt, sid)


def tell_gone(rt: Runtime, offer_id: str) -> None:
    """A responder listens, or is in the room, and the caller is not theirs any more: the wrap-up
    if they had talked, else one sentence that lets the responder go."""
    with rt.db.read() as session:
        offer = session.get_one(Offer, offer_id)
        met_at = session.get_one(Call, offer.call_id).connected_at
        came_later = offer.beside_id is not None and offer.joined_at is not None
        talked = bool(met_at and offer.accepted_at and (came_later or met_at >= offer.accepted_at))
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
            asked_to_end(rt, sid)


def asked_to_end(rt: Runtime, sid: str) -> None:
    """Remember that the phone company was asked to end this leg."""
    with rt.db.begin() as session:
        session.execute(update(Leg).where(Leg.sid == sid).values(asked_to_end_at=rt.now()))
