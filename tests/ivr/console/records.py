"""What do the pages of records stand on in these tests? Calls that came, and rings for them."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from ivr.models import Call, CallState, Line, Offer, OfferState, new_id
from ivr.operations import people
from ivr.operations.people import NewResponder
from ivr.runtime import Runtime

__all__ = ["call", "calls", "offer", "offers", "person"]


def person(rt: Runtime, name: str, phone: str) -> str:
    """Somebody who takes calls; their id."""
    people.add(rt, NewResponder(name, phone, ("en", "es"), {}))
    with rt.db.read() as session:
        return people.find(session, name).id


def call(rt: Runtime, began: datetime | None = None, **more: Any) -> str:
    """A call that talked after half a minute of waiting, unless `more` says otherwise."""
    (made,) = calls(rt, [{"began_at": began or rt.now(), **more}])
    return made


def calls(rt: Runtime, wanted: Iterable[Mapping[str, Any]]) -> list[str]:
    """Such calls, of which each says what is different about it."""
    live = rt.books.live().short
    with rt.db.begin() as session:
        line = session.query(Line.id).first()
        assert line
        made = [_call(line[0], live, one) for one in wanted]
        session.add_all(made)
        return [one.id for one in made]


def _call(line: str, revision: str, more: Mapping[str, Any]) -> Call:
    began = more["began_at"]
    facts = {
        "id": new_id(),
        "sid": new_id(),
        "number_hidden": False,
        "state": CallState.ENDED,
        "ending": "talked",
        "language": "en",
        "need": {"language": "en", "specialty": None, "urgency": "normal"},
        "waiting_since": began + timedelta(seconds=20),
        "connected_at": began + timedelta(seconds=50),
        "ended_at": began + timedelta(seconds=350),
    }
    return Call(line=line, revision=revision, **{**facts, **more})


def offer(rt: Runtime, call_id: str, who: str, at: datetime, **more: Any) -> str:
    """A ring of this call at somebody's phone, which they took and left, or `more`."""
    (made,) = offers(rt, [{"call_id": call_id, "responder_id": who, "made_at": at, **more}])
    return made


def offers(rt: Runtime, wanted: Iterable[Mapping[str, Any]]) -> list[str]:
    """Such rings, of which each says what is different about it."""
    usual = {"state": OfferState.FINISHED, "matched": "exact"}
    with rt.db.begin() as session:
        made = [
            Offer(id=new_id(), deadline_at=one["made_at"], **{**usual, **one}) for one in wanted
        ]
        session.add_all(made)
        return [one.id for one in made]
