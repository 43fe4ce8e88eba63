"""Who rings, who answers, and when?"""

from datetime import UTC, datetime, timedelta
from typing import Any

from routing.match import Need, Responder, Urgency, WaitingCall, Widen

NOW = datetime(2026, 3, 6, 22, 30, tzinfo=UTC)
YEAR = timedelta(days=365)
ANY_AFTER_40 = (Widen(timedelta(seconds=40), "any_specialty"),)
ABUSE = Need("es", "domestic_abuse")
ABUSE_WIDENING = Need("es", "domestic_abuse", widen=ANY_AFTER_40)
DANGER = Need("es", "domestic_abuse", urgency=Urgency.DANGER)


def after(seconds: float) -> datetime:
    """So many seconds into the evening."""
    return NOW + timedelta(seconds=seconds)


def widen(**stages: float) -> tuple[Widen, ...]:
    """Stages by name, in seconds: nobody is asked first."""
    return tuple(Widen(timedelta(seconds=at), stage) for stage, at in stages.items())


def trained(
    name: str,
    speaks: str = "es",
    holds: str = "domestic_abuse",
    until: datetime = NOW + YEAR,
    **more: Any,
) -> Responder:
    """A responder with these languages and certificates (words with spaces between)."""
    certificates = dict.fromkeys(holds.split(), until)
    lists = {name: frozenset(more.pop(name, "").split()) for name in ("areas", "mentors")}
    return Responder(name, frozenset(speaks.split()), certificates, **lists, **more)


def caller(
    name: str, need: Need = ABUSE, since: datetime = NOW, credit: float = 0, refused: str = ""
) -> WaitingCall:
    """Somebody waiting; `refused` names responders never to be asked."""
    return WaitingCall(name, need, since, timedelta(seconds=credit), frozenset(refused.split()))
