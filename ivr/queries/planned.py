"""Who would be rung at another time, by what is planned then?"""

from datetime import datetime, timedelta

from sqlalchemy import select

from ivr.models import Responder
from ivr.operations import shifts
from ivr.operations.rebuild import routed
from ivr.runtime import Runtime
from routing.explanation import Step, forecast
from routing.need import WaitingCall
from routing.policy import Duty, Place, Standing
from routing.responder import Presence
from routing.shifts import Stretch

__all__ = ["stages"]

A_MOMENT = timedelta(minutes=1)


def stages(rt: Runtime, call: WaitingCall, at: datetime) -> tuple[Step, ...]:
    """Who would be rung for this call at each stage of its wait: everybody whose shift it is
    then, as if all of them were free."""
    moment = Stretch(at, at + A_MOMENT)
    is_holiday = shifts.holidays(rt)
    with rt.db.read() as session:
        known = session.scalars(select(Responder).where(Responder.retired_at.is_(None)))
        people = [who for who in known if who.is_rung]
        plans = shifts.plans(session, [who.id for who in people])
        there = [who for who in people if plans[who.id].within(moment, is_holiday)]
        free = [Standing(routed(who), Presence.AVAILABLE, at) for who in there]
    return forecast(Place(call), Duty.of(free, at, rt.routing.timings))
