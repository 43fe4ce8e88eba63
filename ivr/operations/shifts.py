"""When is each responder planned, and what happens when their shift is over?"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ivr.logs import log
from ivr.models import Leave, Offer, Presence, Responder, Shift
from ivr.models.offer import LIVE
from ivr.operations import audit, duty, skills
from ivr.operations.audit import THE_SYSTEM, Deed, Entry
from ivr.runtime import Runtime
from routing import shifts as rules
from routing.shifts import Stretch, planned

__all__ = ["Plan", "end_those_over", "holidays", "plans", "rule_of", "zone_by_id", "zone_of"]

LOOKS_BACK = timedelta(days=8)
"""A shift that ended longer ago was seen when it did, or the clock was away for a week."""
A_MOMENT = timedelta(seconds=1)


def rule_of(row: Shift) -> rules.Shift:
    """This shift as the pure rules know it."""
    return rules.Shift(
        starts=row.starts,
        ends=row.ends,
        zone=ZoneInfo(row.zone),
        first_day=row.first_day,
        last_day=row.last_day,
        weekdays=frozenset(row.weekdays),
        skipped=frozenset(date.fromisoformat(day) for day in row.skipped),
        not_on_holidays=row.not_on_holidays,
    )


@dataclass
class Plan:
    """The shifts and the leave of one responder."""

    shifts: list[rules.Shift] = field(default_factory=list)
    away: list[Stretch] = field(default_factory=list)

    def within(self, stretch: Stretch, is_holiday: Callable[[date], bool]) -> list[Stretch]:
        """When they are planned, in order: all that has any time in `stretch`, whole."""
        return planned(self.shifts, stretch, is_holiday, self.away)


def plans(session: Session, people: Iterable[str]) -> dict[str, Plan]:
    """The plan of each of these responders, empty for those who have none."""
    wanted = list(people)
    found = {who: Plan() for who in wanted}
    for shift in session.scalars(select(Shift).where(Shift.responder_id.in_(wanted))):
        found[shift.responder_id].shifts.append(rule_of(shift))
    for leave in session.scalars(select(Leave).where(Leave.responder_id.in_(wanted))):
        found[leave.responder_id].away.append(Stretch(leave.begins_at, leave.ends_at))
    return found


def holidays(rt: Runtime) -> Callable[[date], bool]:
    """Whether a day is a holiday by the live settings; never, before anything is published."""
    settings = skills.published(rt)
    return settings.holidays.calendar.holds if settings else lambda _day: False


def zone_of(rt: Runtime, responder: Responder) -> ZoneInfo:
    """Whose clocks somebody's hours are meant on, unless they say otherwise."""
    settings = skills.published(rt)
    return ZoneInfo(responder.zone or (settings.zone if settings else "UTC"))


def zone_by_id(rt: Runtime, responder_id: str) -> ZoneInfo:
    """The same for an id."""
    with rt.db.read() as session:
        return zone_of(rt, session.get_one(Responder, responder_id))


def end_those_over(rt: Runtime) -> None:
    """Whose shift is over goes off duty: after the call or offer they have, and unless they said
    that they stay. Coming on duty again after the end is their own word, and counts."""
    now, is_holiday = rt.now(), holidays(rt)
    with rt.db.read() as session:
        here = session.scalars(
            select(Presence).where(
                Presence.on_duty,
                Presence.open_ended.is_(False),
                Presence.responder_id.not_in(
                    select(Offer.responder_id).where(Offer.state.in_(LIVE))
                ),
            )
        ).all()
        known = plans(session, [one.responder_id for one in here])
    for one in here:
        if _is_over(known[one.responder_id], one.since, now, is_holiday):
            _send_home(rt, one.responder_id, one.since)


def _is_over(
    plan: Plan, since: datetime, now: datetime, is_holiday: Callable[[date], bool]
) -> bool:
    looked_at = Stretch(max(since, now - LOOKS_BACK), now + A_MOMENT)
    found = plan.within(looked_at, is_holiday)
    return any(since < one.ends_at <= now for one in found) and not any(
        one.holds(now) for one in found
    )


def _send_home(rt: Runtime, responder_id: str, since: datetime) -> None:
    now = rt.now()
    with rt.db.begin() as session:
        gone = session.scalar(
            update(Presence)
            .where(
                Presence.responder_id == responder_id,
                Presence.on_duty,
                Presence.open_ended.is_(False),
                Presence.since == since,
            )
            .values(on_duty=False, since=now)
            .returning(Presence.responder_id)
        )
        if gone is None:
            return
        told = Entry(THE_SYSTEM, Deed.DUTY_OFF, responder_id, {"by": "shift"})
        audit.write(session, now, told)
        left = session.scalar(select(Presence.responder_id).where(Presence.on_duty).limit(1))
    if left is None:
        log("nobody is on duty any more: the last shift is over", level=logging.WARNING)
    duty.gone(rt, responder_id)
