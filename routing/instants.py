"""How are moments and spans written as whole milliseconds?"""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


def milliseconds(span: timedelta) -> int:
    return span // MILLISECOND


def instant(moment: datetime) -> int:
    """Milliseconds since 1970; raises ValueError for a time without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone is not a time")
    return (moment - EPOCH) // MILLISECOND


def until(at: datetime | None) -> int:
    """The same; 0 for no time."""
    return 0 if at is None else instant(at)


def moment(at: int) -> datetime:
    return EPOCH + at * MILLISECOND
