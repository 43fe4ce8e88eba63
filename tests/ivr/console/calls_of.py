"""Which calls lie on somebody's desk in these tests?"""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from ivr.models import Call, CallState, Line, Offer, OfferState, Responder, new_id
from ivr.operations import call_numbers, duty, people
from ivr.operations.people import NewResponder
from ivr.runtime import Runtime

__all__ = ["CALLER", "id_of", "introduce", "offered", "talking"]

CALLER = "+12125550123"
PHONES = {"Ana": "+12125550111", "Ben": "+12125550112", "Idris": "+12125550114"}


def introduce(rt: Runtime, *names: str) -> None:
    """These are responders, on duty."""
    year = rt.now() + timedelta(days=365)
    for name in names:
        person = NewResponder(name, PHONES[name], ("es", "en"), {"domestic_abuse": year})
        people.add(rt, person)
        duty.on(rt, name, open_ended=True)


def id_of(rt: Runtime, name: str) -> str:
    with rt.db.read() as session:
        return session.scalars(select(Responder.id).where(Responder.name == name)).one()


def offered(rt: Runtime, who: str, how: OfferState = OfferState.RINGING, **more: Any) -> str:
    """A Spanish caller has waited for 40 seconds and is offered to this responder; `more` is about
    the call."""
    now = rt.now()
    with rt.db.begin() as session:
        call = Call(id=new_id(), sid=new_id(), revision=rt.books.live().short)
        call.line = session.scalars(select(Line.id)).first()
        call.number_hidden, call.state, call.language = False, CallState.WAITING, "es"
        call.began_at = call.waiting_since = now - timedelta(seconds=40)
        call.need = {
            "language": "es",
            "specialty": "domestic_abuse",
            "urgency": "normal",
            "protected": False,
            "widen": [],
        }
        for name, value in more.items():
            setattr(call, name, value)
        session.add(call)
        session.flush()
        if not call.number_hidden:
            call_numbers.keep(rt, session, call, CALLER)
        offer = Offer(id=new_id(), call_id=call.id, responder_id=id_of(rt, who), state=how)
        offer.matched, offer.made_at = "specialty", now
        offer.deadline_at = now + timedelta(seconds=23)
        session.add(offer)
        return offer.id


def talking(rt: Runtime, who: str, **more: Any) -> str:
    """The same, and they talk."""
    now = rt.now()
    met = {"state": CallState.CONNECTED, "connected_at": now} | more
    offer_id = offered(rt, who, OfferState.ACCEPTED, **met)
    with rt.db.begin() as session:
        offer = session.get_one(Offer, offer_id)
        offer.accepted_at = offer.joined_at = now
    return offer_id
