"""What did the last weeks bring, for pictures of pages that look back?"""

from datetime import datetime, timedelta

from sqlalchemy import select

from ivr.models import Call, CallState, Line, Offer, OfferState, Responder, new_id
from ivr.operations import callbacks
from ivr.operations.callbacks import Wish
from ivr.operations.consents import Given
from ivr.runtime import Runtime
from routing.need import Need

__all__ = ["let_pass"]

MANY = 360
APART = timedelta(minutes=97)
"""Between two calls: they come at every hour of the day, more in the evening than a week ago."""
SPECIALTIES = (None, "domestic_abuse", "domestic_abuse", "fraud", None, "legal", "child")
PROMISED = (("+12125550121", "es", "domestic_abuse"), ("+12125550122", "en", None))
LATE = timedelta(minutes=-50), timedelta(minutes=40)
"""When the promised calls are due."""


def let_pass(rt: Runtime) -> str:
    """Calls that came and were answered or not, and two that are promised, one of them overdue;
    the id of the newest call."""
    live = rt.books.live().short
    with rt.db.begin() as session:
        line = session.scalars(select(Line.id)).first()
        people = session.scalars(select(Responder.id).order_by(Responder.name)).all()
        calls = [_call(n, rt.now() - timedelta(minutes=9) - n * APART) for n in range(MANY)]
        for call in calls:
            call.line, call.revision = line, live
        session.add_all(calls)
        session.flush()
        session.add_all(_taken(n, call, people[n % len(people)]) for n, call in enumerate(calls))
        for (number, language, specialty), due in zip(PROMISED, LATE, strict=True):
            wish = Wish(Given(number, "callback", language=language), Need(language, specialty))
            callbacks.promise(rt, session, wish).not_before = rt.now() + due
        return calls[0].id


def _call(n: int, began: datetime) -> Call:
    left = n % 11 == 3
    waited = timedelta(seconds=(n * 37) % 41 + (12 if left else 1))
    language, since = "es" if n % 4 == 0 else "en", began + timedelta(seconds=25)
    urgency = "danger" if n % 40 == 0 else "normal"
    met = None if left else since + waited
    call = Call(id=new_id(), sid=new_id(), number_hidden=False, language=language)
    call.began_at, call.waiting_since, call.connected_at = began, since, met
    call.need = {
        "language": language,
        "specialty": SPECIALTIES[(n + 1) % len(SPECIALTIES)],
        "urgency": urgency,
    }
    call.state, call.ending = CallState.ENDED, "abandoned" if left else "talked"
    call.ended_at = since + waited + timedelta(seconds=0 if left else 240 + (n * 53) % 900)
    return call


def _taken(n: int, call: Call, who: str) -> Offer:
    """Who was asked, and took it unless the caller had left."""
    rang = (call.waiting_since or call.began_at) + timedelta(seconds=1)
    state = OfferState.FINISHED if call.connected_at else OfferState.WITHDRAWN
    return Offer(
        id=new_id(),
        call_id=call.id,
        responder_id=who,
        state=state,
        matched="exact" if n % 5 else "any_specialty",
        made_at=rang,
        deadline_at=rang + timedelta(seconds=20),
        accepted_at=call.connected_at,
        joined_at=call.connected_at,
        ended_at=call.ended_at,
    )
