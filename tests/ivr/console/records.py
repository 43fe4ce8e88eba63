"""What do the pages of records stand on in these tests? Calls that came, and rings for them."""

from datetime import datetime, timedelta
from typing import Any

from ivr.models import Call, CallState, Line, Offer, OfferState, new_id
from ivr.operations import people
from ivr.operations.people import NewResponder
from ivr.runtime import Runtime

__all__ = ["call", "offer", "person"]


def person(rt: Runtime, name: str, phone: str) -> str:
    """Somebody who takes calls; their id."""
    people.add(rt, NewResponder(name, phone, ("en", "es"), {}))
    with rt.db.read() as session:
        return people.find(session, name).id


def call(rt: Runtime, began: datetime | None = None, **more: Any) -> str:
    """A call that talked after half a minute of waiting, unless `more` says otherwise."""
    began = began or rt.now()
    facts = {
        "state": CallState.ENDED,
        "ending": "talked",
        "language": "en",
        "need": {"language": "en", "specialty": None, "urgency": "normal"},
        "waiting_since": began + timedelta(seconds=20),
        "connected_at": began + timedelta(seconds=50),
        "ended_at": began + timedelta(seconds=350),
    }
    with rt.db.begin() as session:
        line = session.query(Line).first()
        assert line
        made = Call(id=new_id(), sid=new_id(), line=line.id, revision=rt.books.live().short)
        made.number_hidden, made.began_at = False, began
        for name, value in (facts | more).items():
            setattr(made, name, value)
        session.add(made)
        return made.id


def offer(rt: Runtime, call_id: str, who: str, at: datetime, **more: Any) -> str:
    """A ring of this call at somebody's phone, which they took and left, or `more`."""
    facts = {"state": OfferState.FINISHED, "matched": "exact", "deadline_at": at}
    with rt.db.begin() as session:
        made = Offer(id=new_id(), call_id=call_id, responder_id=who, made_at=at)
        for name, value in (facts | more).items():
            setattr(made, name, value)
        session.add(made)
        return made.id
