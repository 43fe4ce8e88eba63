"""Which day does somebody mean who typed one into a field?"""

from datetime import date, datetime, time, timedelta

from ivr.console.access import Visit

__all__ = ["A_DAY", "begins", "day", "midnight", "typed"]

A_DAY = timedelta(days=1)


def typed(visit: Visit, *names: str) -> dict[str, str]:
    """What these fields of an address hold, short and tidy; empty where nothing does."""
    given = visit.request.args
    # PostgreSQL keeps no zero in a text.
    return {name: given.get(name, "")[:64].replace("\x00", "").strip() for name in names}


def day(text: str) -> date | None:
    """The day written like 2027-03-05; None for what is no day of ours."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    # Nothing of ours is older, and the end of time is no day to count from.
    return found if 2000 < found.year < 9000 else None


def midnight(visit: Visit, on: date | None) -> datetime | None:
    """When this day begins; None for no day."""
    return begins(visit, on) if on else None


def begins(visit: Visit, on: date) -> datetime:
    """When this day begins on the helpline's clocks."""
    return datetime.combine(on, time(), tzinfo=visit.zone)
