"""When is the next of several texts due, how is it promised, and does somebody want another?"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ivr.flow.hours import Hours
from ivr.flow.windows import next_opening
from ivr.models import Consent, Message, MessageState, Series, SeriesState, new_id
from ivr.operations import consents
from ivr.operations.messages import LINK_LASTS
from ivr.runtime import Runtime

__all__ = ["ANSWERED_WITHIN", "LATE", "asks_again", "contact", "goes_on", "planned", "safe_from"]

LATE = timedelta(days=2)
"""How long a contact may wait for a safe time, a phone that is off, or the budget of a day; then
it is not sent at all."""
ANSWERED_WITHIN = LATE + LINK_LASTS
"""After a contact was planned, for as long its link may still be open, and the consent lasts."""


def safe_from(hours: Hours | None, at: datetime) -> datetime | None:
    """The first moment from then on that is safe; None when there is none."""
    return at if hours is None else next_opening(hours, at)


def planned(series: Series, hours: Hours | None, now: datetime) -> datetime | None:
    """When the next contact would be: at the same time of day on the clocks there, so many days
    later, moved on to a safe time, and still to come. Where clocks skip that time, as much later
    on this one day. None when the series is over before."""
    zone = ZoneInfo(series.zone)
    wall = series.first_at.astimezone(zone).replace(tzinfo=None)
    at, after = series.first_at, max(now, series.planned_at)
    while at <= after:
        wall += timedelta(days=series.every_days)
        at = wall.replace(tzinfo=zone).astimezone(UTC)
    safe = safe_from(hours, at)
    return safe if safe is not None and safe < series.ends_at else None


def contact(rt: Runtime, series_id: str) -> None:
    """The next text is due: its row is written, once, and then sent like every other text. What
    follows is not planned before somebody says yes to it."""
    now = rt.now()
    revision = rt.books.live().short
    with rt.db.begin() as session:
        series = session.scalar(
            update(Series)
            .where(
                Series.id == series_id,
                Series.state == SeriesState.GOING_ON,
                Series.next_at <= now,
            )
            .values(next_at=None, contacts=Series.contacts + 1)
            .returning(Series)
        )
        if series is None:
            return
        message = Message(
            id=new_id(), call_id=None, consent_id=series.consent_id, template=series.template,
            language=series.language, revision=revision, promised_at=now,
            state=MessageState.PROMISED, not_before=now, not_after=series.planned_at + LATE,
        )  # fmt: skip
        session.add(message)
    rt.later.ask("send", "deliver", message.id)


def asks_again(rt: Runtime, hashed: str) -> bool:
    """True when the text with this link asks whether another one is wanted: it is the newest of a
    series that goes on, there is time for another, and nobody has said yes yet."""
    with rt.db.read() as session:
        found = _of_link(session, hashed, rt.now())
        return found is not None and _next(rt, *found) is not None


def goes_on(rt: Runtime, hashed: str) -> bool:
    """Whoever holds the phone wants another text: it is planned, and the consent lasts until it.
    False when nothing was asked, or it was answered before."""
    now = rt.now()
    with rt.db.begin() as session:
        found = _of_link(session, hashed, now)
        at = None if found is None else _next(rt, *found)
        if found is None or at is None:
            return False
        series, consent = found
        yes = session.scalar(
            update(Series)
            .where(
                Series.id == series.id,
                Series.state == SeriesState.GOING_ON,
                Series.next_at.is_(None),
            )
            .values(planned_at=at, next_at=at)
            .returning(Series.id)
        )
        if yes is not None:
            consent.expires_at = at + ANSWERED_WITHIN
    return yes is not None


def _of_link(session: Session, hashed: str, now: datetime) -> tuple[Series, Consent] | None:
    """The series that waits for an answer to the text with this link, with its consent."""
    message = session.scalar(
        select(Message).where(Message.link_hash == hashed, Message.link_until > now)
    )
    if message is None:
        return None
    series = session.scalar(
        select(Series).where(
            Series.consent_id == message.consent_id,
            Series.state == SeriesState.GOING_ON,
            Series.next_at.is_(None),
        )
    )
    consent = session.get(Consent, message.consent_id)
    if series is None or consent is None or consent.withdrawn_at is not None:
        return None
    return series, consent


def _next(rt: Runtime, series: Series, consent: Consent) -> datetime | None:
    return planned(series, consents.hours_of(consent), rt.now())
