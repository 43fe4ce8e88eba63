"""Which calls came, told by codes and times?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from ivr.models import Call, Line
from ivr.runtime import Runtime
from routing.need import Urgency

__all__ = ["ENDINGS", "GOING_ON", "Logged", "Sought", "listed", "logged"]

GOING_ON = "going_on"
ENDINGS = ("talked", "abandoned", "left_menu", "goodbye", "lifeline")
"""How a call can end, as its row says it."""


@dataclass(frozen=True)
class Sought:
    """Which calls: those that began from `since` on and before `until`, in this language, for this
    specialty, that ended so (or go on), in danger only; before the call with this id. None is
    any."""

    since: datetime | None = None
    until: datetime | None = None
    language: str | None = None
    specialty: str | None = None
    outcome: str | None = None
    danger: bool = False
    before: str | None = None


@dataclass(frozen=True)
class Logged:
    """One call: codes and times. `language` and `specialty` are None where the caller chose none;
    `waited` and `talked` where they never waited or talked."""

    id: str
    began_at: datetime
    line: str | None
    language: str | None
    specialty: str | None
    is_danger: bool
    outbound: bool
    outcome: str
    waiting_since: datetime | None
    connected_at: datetime | None
    ended_at: datetime | None

    @property
    def waited(self) -> timedelta | None:
        """From entering the line until a person answered, or the call ended."""
        end = self.connected_at or self.ended_at
        return end - self.waiting_since if self.waiting_since and end else None

    @property
    def talked(self) -> timedelta | None:
        """From when they last met somebody until the end."""
        if self.connected_at is None or self.ended_at is None:
            return None
        return self.ended_at - self.connected_at


def listed(rt: Runtime, wanted: Sought, most: int) -> list[Logged]:
    """The newest calls that are so, newest first."""
    with rt.db.read() as session:
        chosen = _chosen(session, wanted).order_by(Call.began_at.desc(), Call.id.desc())
        return [logged(call, line) for call, line in session.execute(chosen.limit(most))]


def _chosen(session: Session, wanted: Sought) -> Select[Call, str | None]:
    chosen = select(Call, Line.name).outerjoin(Line, Line.id == Call.line)
    return chosen.where(*_conditions(wanted), *_before(session, wanted.before))


def _conditions(wanted: Sought) -> Iterator[ColumnElement[bool]]:
    if wanted.since is not None:
        yield Call.began_at >= wanted.since
    if wanted.until is not None:
        yield Call.began_at < wanted.until
    if wanted.language is not None:
        yield Call.language == wanted.language
    if wanted.specialty is not None:
        yield Call.need["specialty"].as_string() == wanted.specialty
    if wanted.danger:
        yield Call.need["urgency"].as_string() == Urgency.DANGER.value
    if wanted.outcome == GOING_ON:
        yield Call.ended_at.is_(None)
    elif wanted.outcome is not None:
        yield and_(Call.ending == wanted.outcome, Call.ended_at.is_not(None))


def _before(session: Session, call_id: str | None) -> Iterator[ColumnElement[bool]]:
    last = session.get(Call, call_id[:32]) if call_id else None
    if last is not None:
        same = and_(Call.began_at == last.began_at, Call.id < last.id)
        yield or_(Call.began_at < last.began_at, same)


def logged(call: Call, line: str | None) -> Logged:
    """This call as a list shows it; `line` is the name of its line."""
    need = call.need or {}
    return Logged(
        id=call.id,
        began_at=call.began_at,
        line=line,
        language=call.language or need.get("language"),
        specialty=need.get("specialty"),
        is_danger=need.get("urgency") == Urgency.DANGER.value,
        outbound=call.outbound,
        outcome=GOING_ON if call.ended_at is None else call.ending or GOING_ON,
        waiting_since=call.waiting_since,
        connected_at=call.connected_at,
        ended_at=call.ended_at,
    )
