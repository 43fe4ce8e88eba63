"""What is left of calls, offers and texts of more than a year ago? How many there were."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session

from ivr.models import (
    Alert,
    Call,
    Callback,
    CallState,
    Consent,
    DutyRing,
    Effect,
    Leave,
    Leg,
    Line,
    Message,
    MonthTotal,
    Offer,
    Part,
    Series,
    SeriesState,
    Shift,
    Table,
    Typed,
    Voicemail,
)
from ivr.models.callback import FINAL as PROMISES_OVER
from ivr.models.message import FINAL
from ivr.operations.forgetting import BATCH, in_batches, months_before
from ivr.runtime import Runtime

__all__ = [
    "MONTHS_KEPT",
    "add_up",
    "forget_alerts",
    "forget_calls",
    "forget_plans",
    "forget_series",
    "forget_texts",
    "limit",
]

MONTHS_KEPT = 13
OF_A_CALL: Sequence[type[Table]] = (
    *(Alert, Message, Consent, Typed, Effect, Leg, DutyRing, Offer, Voicemail),
)
"""What belongs to a call and goes before it, in an order in which nothing points to nothing."""
Code = tuple[date, str, str]


def limit(rt: Runtime) -> datetime:
    """Thirteen months ago."""
    return months_before(rt.now(), MONTHS_KEPT)


def forget_calls(rt: Runtime) -> int:
    """Take away calls of more than 13 months ago with all that belongs to them, and add them to
    the totals of their month; how many."""
    old = Call.began_at < limit(rt), Call.state == CallState.ENDED

    def some(session: Session) -> int:
        calls = session.scalars(select(Call).where(*old).limit(BATCH)).all()
        ids = [call.id for call in calls]
        add_up(session, _codes_of_calls(session, calls))
        add_up(session, _codes_of_offers(session, Offer.call_id.in_(ids)))
        _forget_promises(session, ids)
        for table in OF_A_CALL:
            session.execute(delete(table).where(table.__table__.c.call_id.in_(ids)))
        session.execute(delete(Call).where(Call.id.in_(ids)))
        return len(ids)

    return in_batches(rt, some)


def _forget_promises(session: Session, calls: Sequence[str]) -> None:
    """Promised texts and calls go with the call in which they were agreed to."""
    given = select(Consent.id).where(Consent.call_id.in_(calls))
    texts = or_(Message.call_id.in_(calls), Message.consent_id.in_(given))
    add_up(session, _codes_of_texts(session, texts))
    session.execute(delete(Message).where(texts))
    which = or_(Callback.call_id.in_(calls), Callback.consent_id.in_(given))
    _count_callbacks(session, which)
    for column in (Callback.ring_call_id, Callback.heard_in_id):
        session.execute(update(Callback).where(column.in_(calls)).values({column: None}))


def _count_callbacks(session: Session, which: ColumnElement[bool]) -> None:
    asked = session.execute(select(Callback.promised_at, Callback.state).where(which))
    add_up(session, Counter((_month(at), "callback", str(state)) for at, state in asked))
    session.execute(delete(Callback).where(which))


def _month(at: datetime) -> date:
    return at.date().replace(day=1)


def _codes_of_calls(session: Session, calls: Sequence[Call]) -> Counter[Code]:
    lines = {line.id: line.name for line in session.scalars(select(Line))}
    counted: Counter[Code] = Counter()
    for call in calls:
        codes = {
            "line": lines.get(call.line or "", "none"),
            "language": call.language or "none",
            "specialty": str((call.need or {}).get("specialty") or "none"),
            "ending": call.ending or "none",
        }
        month = _month(call.began_at)
        counted.update((month, what, code) for what, code in codes.items())
    return counted


def _codes_of_offers(session: Session, which: ColumnElement[bool]) -> Counter[Code]:
    """Those of responders as `offer`, of who joined them by what they do."""
    asked = session.execute(select(Offer.made_at, Offer.part, Offer.state).where(which))
    return Counter(
        (_month(at), "offer" if part == Part.RESPONDER else str(part), str(state))
        for at, part, state in asked
    )


def _codes_of_texts(session: Session, which: ColumnElement[bool]) -> Counter[Code]:
    asked = session.execute(select(Message.promised_at, Message.state).where(which))
    return Counter((_month(at), "text", str(state)) for at, state in asked)


def add_up(session: Session, counted: Counter[Code]) -> None:
    """Add these to the totals of their month: what is counted, and its code."""
    for key, times in sorted(counted.items()):
        total = session.get(MonthTotal, key, with_for_update=True)
        if total is None:
            month, what, code = key
            total = MonthTotal(month=month, what=what, code=code, times=0)
            session.add(total)
        total.times += times


def forget_texts(rt: Runtime) -> int:
    """The same for texts and promised calls, and for the yes to them, that no call belongs to."""
    old = Message.call_id.is_(None), Message.promised_at < limit(rt), Message.state.in_(FINAL)
    promised = (
        Callback.call_id.is_(None),
        Callback.promised_at < limit(rt),
        Callback.state.in_(PROMISES_OVER),
    )
    without = Consent.call_id.is_(None), Consent.given_at < limit(rt), Consent.number.is_(None)

    def some(session: Session) -> int:
        ids = session.scalars(select(Message.id).where(*old).limit(BATCH)).all()
        add_up(session, _codes_of_texts(session, Message.id.in_(ids)))
        session.execute(delete(Message).where(Message.id.in_(ids)))
        return len(ids)

    def some_promises(session: Session) -> int:
        ids = session.scalars(select(Callback.id).where(*promised).limit(BATCH)).all()
        _count_callbacks(session, Callback.id.in_(ids))
        return len(ids)

    def some_consents(session: Session) -> int:
        used = select(Message.consent_id).union(select(Callback.consent_id))
        idle = select(Consent.id).where(*without, Consent.id.not_in(used)).limit(BATCH)
        gone = delete(Consent).where(Consent.id.in_(idle)).returning(Consent.id)
        return len(session.scalars(gone).all())

    texts, promises = in_batches(rt, some), in_batches(rt, some_promises)
    return texts + promises + in_batches(rt, some_consents)


def forget_series(rt: Runtime) -> int:
    """The same for series of texts, before what they rest on; how many."""
    old = Series.made_at < limit(rt), Series.state == SeriesState.ENDED

    def some(session: Session) -> int:
        over = session.scalars(select(Series).where(*old).limit(BATCH)).all()
        codes = ((one.made_at.date().replace(day=1), one.because or "none") for one in over)
        add_up(session, Counter((month, "series", because) for month, because in codes))
        session.execute(delete(Series).where(Series.id.in_([one.id for one in over])))
        return len(over)

    return in_batches(rt, some)


def forget_alerts(rt: Runtime) -> int:
    """Take away what the line told, and no call belongs to, of more than 13 months ago."""
    old = select(Alert.id).where(Alert.call_id.is_(None), Alert.made_at < limit(rt))

    def some(session: Session) -> int:
        gone = delete(Alert).where(Alert.id.in_(old.limit(BATCH))).returning(Alert.id)
        return len(session.scalars(gone).all())

    return in_batches(rt, some)


def forget_plans(rt: Runtime) -> int:
    """Take away the shifts and the leave that ended more than 13 months ago; how many."""
    before = limit(rt)
    with rt.db.begin() as session:
        shifts = delete(Shift).where(Shift.last_day < before.date()).returning(Shift.id)
        leave = delete(Leave).where(Leave.ends_at < before).returning(Leave.id)
        return len(session.scalars(shifts).all()) + len(session.scalars(leave).all())
