"""Who is on duty now, until when, and who should be but is not?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from ivr.models import Presence, Responder
from ivr.operations import presences, shifts
from ivr.runtime import Runtime
from routing.shifts import Stretch

__all__ = ["Here", "floor"]

A_MOMENT = timedelta(seconds=1)


@dataclass(frozen=True)
class Here:
    """Somebody who is on duty, due, or benched. `due` is the stretch they are planned for now;
    `leaves` is False for who stays when it is over. `benched_for` says why we do not ring them
    ourselves (`models.Presence`), and then `since` is since when."""

    id: str
    name: str
    on_duty: bool
    since: datetime | None
    paused_until: datetime | None
    due: Stretch | None
    leaves: bool
    benched_for: str | None = None

    @property
    def is_missing(self) -> bool:
        """True for somebody who is planned now and has not said that they are here."""
        return self.due is not None and not self.on_duty


def floor(rt: Runtime) -> list[Here]:
    """Everybody who is on duty, due or benched at this moment, by name; first those who are
    missing."""
    now, is_holiday = rt.now(), shifts.holidays(rt)
    wanted = select(Responder, Presence).outerjoin(Presence).where(Responder.retired_at.is_(None))
    with rt.db.read() as session:
        people = session.execute(wanted.order_by(Responder.name)).all()
        plans = shifts.plans(session, [who.id for who, _presence in people])
    found = []
    for who, presence in people:
        stretches = plans[who.id].within(Stretch(now, now + A_MOMENT), is_holiday)
        stands = presences.stands(presence, now)
        due = _now(stretches, now)
        benched = None if stands.on_duty or presence is None else presence.benched_for
        if stands.on_duty or due is not None or benched:
            found.append(
                Here(
                    id=who.id,
                    name=who.name,
                    on_duty=stands.on_duty,
                    since=presence.since if stands.on_duty or benched else None,
                    paused_until=stands.paused_until,
                    due=due,
                    leaves=stands.on_duty and not presence.open_ended,
                    benched_for=benched,
                )
            )
    return sorted(found, key=lambda one: one.on_duty)


def _now(stretches: Sequence[Stretch], now: datetime) -> Stretch | None:
    return next((one for one in stretches if one.holds(now)), None)
