"""How has it gone today: who was answered in time, what is promised, what is the matter?"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from ivr.models import Call, Callback
from ivr.models.callback import OPEN
from ivr.operations import callback_orders
from ivr.queries import alerts
from ivr.queries.figures import Outcome
from ivr.queries.service_report import DUTY_PHONES, came_to
from ivr.queries.small_counts import FEWEST
from ivr.runtime import Runtime

__all__ = ["WITHIN", "Alarm", "Today", "today"]

WITHIN = timedelta(seconds=20)
"""Within which a caller is answered in time, as reports say it where nothing else is asked for."""
AT_ONCE = 5


@dataclass(frozen=True)
class Alarm:
    """Something a supervisor should look at: a code, whom of the staff it is about, since when."""

    what: str
    name: str | None
    since: datetime


@dataclass(frozen=True)
class Today:
    """`in_time` in percent of those who came and count, None while they are few; promised calls
    that are due, and how many of them are late; the newest alarms, and how many there are."""

    in_time: int | None
    due: int
    late: int
    alarms: tuple[Alarm, ...]
    alarmed: int


def today(rt: Runtime, zone: ZoneInfo) -> Today:
    """How it has gone since midnight on these clocks."""
    now = rt.now()
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    with rt.db.read() as session:
        in_time = _in_time(session, midnight)
        promises = select(func.count()).select_from(Callback).where(Callback.state.in_(OPEN))
        due = session.scalar(promises.where(Callback.not_before <= now))
        overdue = callback_orders.overdue(now - rt.span(callback_orders.LATE))
        late = session.scalar(promises.where(Callback.id.in_(overdue)))
    unseen = alerts.unseen(rt)
    return Today(
        in_time=in_time,
        due=due or 0,
        late=late or 0,
        alarms=tuple(Alarm(one.what, one.name, one.made_at) for one in unseen[:AT_ONCE]),
        alarmed=len(unseen),
    )


def _in_time(session: Session, midnight: datetime) -> int | None:
    came = select(Call.waiting_since, Call.connected_at, Call.ended_at, Call.ending).where(
        Call.waiting_since >= midnight, Call.outbound.is_(False)
    )
    waits = [wait for call in session.execute(came) if (wait := _waited(call)) is not None]
    if len(waits) < FEWEST:
        return None
    return round(100 * sum(answered <= WITHIN for answered in waits) / len(waits))


def _waited(
    call: Row[datetime | None, datetime | None, datetime | None, str | None],
) -> timedelta | None:
    """From the line to a responder, endless for who was not answered; None for who does not count:
    they wait still, or left so soon that nobody had the time."""
    since, connected, ended, ending = call
    is_answered = connected is not None and ending != DUTY_PHONES
    over = connected if is_answered else ended
    if since is None or over is None:
        return None
    became = came_to(ending, over - since, is_answered=is_answered)
    if became is Outcome.SHORT:
        return None
    return over - since if became is Outcome.ANSWERED else timedelta.max
