"""Which texts follow each other for somebody who asked for them, and when is the next one due?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, case, or_, select, update
from sqlalchemy.orm import Session

from ivr.flow.book import Book
from ivr.flow.hours import Hours
from ivr.models import Consent, Series, SeriesState, new_id
from ivr.numbers import ImpossibleNumber, parse
from ivr.operations import audit, consents, people, person_keys, text_safety
from ivr.operations.audit import Deed, Entry
from ivr.operations.people import NobodyOfThatName
from ivr.operations.refusals import Refusal
from ivr.operations.rows import NOW, Moment
from ivr.operations.series_contacts import ANSWERED_WITHIN, safe_from
from ivr.runtime import Runtime

__all__ = [
    "LONGEST",
    "PURPOSE",
    "Every",
    "ImpossibleSeries",
    "NewSeries",
    "end_over",
    "over",
    "promise",
    "stop",
    "stop_of_consents",
]

PURPOSE = "series"
LONGEST = timedelta(days=90)
SHORTEST_ID = 4


class Every(IntEnum):
    """How many days lie between two texts."""

    WEEK = 7
    TWO_WEEKS = 14
    FOUR_WEEKS = 28


class ImpossibleSeries(Refusal):
    """Raised with one sentence for a series that cannot be, or is not there. It never repeats a
    number."""


@dataclass(frozen=True)
class NewSeries:
    """What somebody agreed to: these texts, this often, first at `first` and never at or after
    `ends_at`, within hours that are safe (None: at any time)."""

    number: str
    template: str
    language: str
    every: Every
    first: datetime
    ends_at: datetime
    hours: Hours | None = None


def promise(rt: Runtime, new: NewSeries, by: str) -> str:
    """Write down that these texts will come, with a consent of their own, which lasts until the
    first one; its id. Raises ImpossibleSeries."""
    number = _number(rt, new.number)
    book = rt.books.live()
    _refuse_impossible(rt, book, new)
    zone = _zone(book, new.hours)
    first = safe_from(new.hours, new.first)
    if first is None or first >= new.ends_at:
        raise ImpossibleSeries("No safe time comes before the end.")
    with rt.db.begin() as session:
        _refuse_unsafe(rt, session, number)
        consent = consents.write(rt, session, _yes(new, number, first, _recorder(session, by)))
        series = Series(
            id=new_id(), consent_id=consent.id, template=new.template, language=new.language,
            every_days=int(new.every), zone=zone.key, made_at=rt.now(), first_at=new.first,
            planned_at=first, next_at=first, ends_at=new.ends_at,
        )  # fmt: skip
        session.add(series)
        audit.write(session, rt.now(), Entry(by, Deed.SERIES_PROMISED, series.id))
    return series.id


def _number(rt: Runtime, text: str) -> str:
    try:
        return parse(text, allow_test=rt.environment.allow_test_numbers)
    except ImpossibleNumber as problem:
        raise ImpossibleSeries(f"The number: {problem}.") from None


def _refuse_impossible(rt: Runtime, book: Book, new: NewSeries) -> None:
    if new.template not in book.messages or new.language not in book.messages[new.template]:
        raise ImpossibleSeries("There is no such text in this language; see messages.yaml.")
    if new.first < rt.now():
        raise ImpossibleSeries("The first text comes later than now.")
    if new.ends_at > rt.now() + LONGEST:
        raise ImpossibleSeries(f"A series ends within {LONGEST.days} days; it can be asked anew.")


def _refuse_unsafe(rt: Runtime, session: Session, number: str) -> None:
    """For a number that must not be texted at all, and for a second series to one phone."""
    if not text_safety.promisable(rt, session, number, PURPOSE):
        raise ImpossibleSeries("This number cannot be texted now, or its holder said STOP.")
    theirs = select(Consent.id).where(
        Consent.person_id.in_(person_keys.known(rt.seal.fingerprints(number)))
    )
    going_on = select(Series.id).where(
        Series.consent_id.in_(theirs), Series.state == SeriesState.GOING_ON
    )
    if session.scalar(going_on.limit(1)) is not None:
        raise ImpossibleSeries("Texts to this phone are planned already.")


def _yes(new: NewSeries, number: str, first: datetime, by: str) -> consents.Given:
    return consents.Given(
        number=number,
        purpose=PURPOSE,
        recorded_by=by,
        language=new.language,
        hours=new.hours,
        expires_at=first + ANSWERED_WITHIN,
    )


def _recorder(session: Session, by: str) -> str:
    """Who wrote the yes down: a responder by their id, anybody else as `staff`."""
    try:
        return people.find(session, by).id
    except NobodyOfThatName:
        return "staff"


def _zone(book: Book, hours: Hours | None) -> ZoneInfo:
    return ZoneInfo(book.settings.zone) if hours is None else hours.zone


def over() -> Select[str]:
    """Series that still go on, and whose consent is withdrawn, over or forgotten."""
    ended = or_(*(holds for holds, _ in _reasons(NOW)))
    return (
        select(Series.id)
        .join(Consent, Consent.id == Series.consent_id)
        .where(Series.state == SeriesState.GOING_ON, ended)
    )


def _reasons(now: Moment) -> tuple[tuple[ColumnElement[bool], str], ...]:
    return (
        (Consent.withdrawn_at.is_not(None), "withdrawn"),
        (Consent.number.is_(None), "forgotten"),
        (Series.ends_at <= now, "finished"),
        (Consent.expires_at <= now, "not_renewed"),
    )


def end_over(rt: Runtime, series_id: str) -> None:
    """End it for the first reason there is; what is left of it then is when it was, and how
    often."""
    now = rt.now()
    why = case(*_reasons(now), else_="")
    with rt.db.begin() as session:
        of = select(why).select_from(Series).join(Consent, Consent.id == Series.consent_id)
        because = session.scalar(of.where(Series.id == series_id))
        if because:
            _end(session, [series_id], now, because)


def stop(rt: Runtime, series_id: str, by: str) -> str:
    """Somebody asked a member of staff to end it: nothing more is sent, and the number is forgotten
    a day later; the whole id. Raises ImpossibleSeries."""
    with rt.db.begin() as session:
        series = _find(session, series_id)
        consents.withdraw(session, [series.consent_id], rt.now())
        _end(session, [series.id], rt.now(), "stopped")
        audit.write(session, rt.now(), Entry(by, Deed.SERIES_STOPPED, series.id))
    return series.id


def stop_of_consents(session: Session, ids: Sequence[str], now: datetime) -> None:
    """End every series that rests on these consents, for somebody who is forgotten."""
    resting = select(Series.id).where(
        Series.consent_id.in_(ids), Series.state == SeriesState.GOING_ON
    )
    _end(session, session.scalars(resting).all(), now, "forgotten")


def _end(session: Session, ids: Sequence[str], now: datetime, because: str) -> None:
    """These are over, and so is what they rest on: the number is forgotten a day later."""
    session.execute(
        update(Series)
        .where(Series.id.in_(ids), Series.state == SeriesState.GOING_ON)
        .values(state=SeriesState.ENDED, ended_at=now, next_at=None, because=because)
    )
    theirs = select(Series.consent_id).where(Series.id.in_(ids))
    session.execute(
        update(Consent)
        .where(Consent.id.in_(theirs), Consent.expires_at > now)
        .values(expires_at=now)
    )


def _find(session: Session, begins: str) -> Series:
    if len(begins) < SHORTEST_ID or not begins.isalnum():
        raise ImpossibleSeries(f"Give at least the first {SHORTEST_ID} letters of its id.")
    found = session.scalars(select(Series).where(Series.id.startswith(begins)).limit(2)).all()
    if len(found) != 1:
        raise ImpossibleSeries("No series, or more than one, begins with this id.")
    return found[0]
