"""Who would be rung at another time, by what is planned then?"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.models import Responder
from ivr.models.responder import TAKE_CALLS
from ivr.operations import interpreters, shifts
from ivr.operations.rebuild import routed
from ivr.runtime import Runtime
from routing.explanation import Step, forecast
from routing.need import WaitingCall
from routing.policy import Duty, Place, Standing
from routing.responder import Presence
from routing.shifts import Stretch

__all__ = ["joiners", "stages"]

A_MOMENT = timedelta(minutes=1)


def stages(rt: Runtime, call: WaitingCall, at: datetime) -> tuple[Step, ...]:
    """Who would be rung for this call at each stage of its wait: everybody whose shift it is
    then, as if all of them were free."""
    with rt.db.read() as session:
        there = [who for who in _there(rt, session, at) if who.role in TAKE_CALLS]
        free = [Standing(routed(who), Presence.AVAILABLE, at) for who in there]
    unspoken = interpreters.nobody_speaks(there, call.need.language, at)
    return forecast(Place(call, unspoken=unspoken), Duty.of(free, at, rt.routing.timings))


def joiners(rt: Runtime, language: str, at: datetime) -> Mapping[str, str]:
    """By the id of whoever is planned to take calls then: the id of who would join them for a
    caller of this language, as if all were free."""
    with rt.db.read() as session:
        there = _there(rt, session, at)
        return interpreters.joining(there, there, language)


def _there(rt: Runtime, session: Session, at: datetime) -> list[Responder]:
    """Whose shift it is at that moment, by name."""
    moment, is_holiday = Stretch(at, at + A_MOMENT), shifts.holidays(rt)
    here = select(Responder).where(Responder.retired_at.is_(None)).order_by(Responder.name)
    known = session.scalars(here).all()
    plans = shifts.plans(session, [who.id for who in known])
    return [who for who in known if plans[who.id].within(moment, is_holiday)]
