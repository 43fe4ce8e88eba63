"""Is a moment that was written down the same moment when it is read?"""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import StatementError

from ivr.models import Line, OptOut, new_id
from ivr.runtime import Runtime

NOON = datetime(2027, 3, 5, 12, 0, 0, 123456, tzinfo=UTC)


def line(number: str, at: datetime) -> Line:
    return Line(id=number, name=number, number=number, flow="welcome", created_at=at, changed_at=at)


NEW_YORK = ZoneInfo("America/New_York")
MOMENTS = (
    NOON,
    NOON.astimezone(NEW_YORK),
    NOON.astimezone(timezone(timedelta(hours=5, minutes=45))),
    datetime(2027, 3, 14, 3, 0, tzinfo=NEW_YORK),  # clocks have just gone forward
    datetime(2027, 11, 7, 1, 30, fold=1, tzinfo=NEW_YORK),  # the second half past one
)


def test_a_moment_comes_back_as_itself_in_utc(either_rt: Runtime) -> None:
    with either_rt.db.begin() as session:
        session.add_all(line(f"+{place}", at) for place, at in enumerate(MOMENTS))
    with either_rt.db.read() as session:
        for place, at in enumerate(MOMENTS):
            kept = session.get_one(Line, f"+{place}").created_at
            assert kept == at.astimezone(UTC)
            assert kept.utcoffset() == timedelta(0)


def test_a_moment_without_a_zone_is_refused_and_nothing_is_written(either_rt: Runtime) -> None:
    with (
        pytest.raises(StatementError, match="without a zone"),
        either_rt.db.begin() as session,
    ):
        session.add(line("+1", NOON.replace(tzinfo=None)))
    with either_rt.db.read() as session:
        assert session.get(Line, "+1") is None


def test_moments_are_found_by_comparing_whatever_zone_was_asked_in(either_rt: Runtime) -> None:
    with either_rt.db.begin() as session:
        session.add_all([line("+1", NOON), line("+2", NOON + timedelta(hours=1))])
    asked = (NOON + timedelta(minutes=1)).astimezone(ZoneInfo("Asia/Kathmandu"))
    with either_rt.db.read() as session:
        later = session.scalars(select(Line.number).where(Line.created_at > asked)).all()
        in_order = session.scalars(select(Line.number).order_by(Line.created_at.desc())).all()
    assert later == ["+2"]
    assert in_order == ["+2", "+1"]


def test_what_never_happened_has_no_moment(either_rt: Runtime) -> None:
    with either_rt.db.begin() as session:
        session.add(OptOut(fingerprint="f", at=NOON))
        session.flush()
        assert session.scalar(text("SELECT lease_until FROM message")) is None
        assert session.get_one(OptOut, "f").at == NOON


def test_ids_are_fresh_and_say_nothing() -> None:
    ids = {new_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(len(made) == 20 and int(made, 16) >= 0 for made in ids)
