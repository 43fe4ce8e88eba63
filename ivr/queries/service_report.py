"""How well were callers answered in these days: all, and by hour, language and specialty?"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, load_only

from ivr.flow.settings import Settings
from ivr.models import AuditEntry, Call, Offer, Part
from ivr.operations import skills
from ivr.operations.audit import Deed
from ivr.operations.wrap_up import USUAL
from ivr.queries.figures import (
    SHORT,
    Came,
    Figures,
    Outcome,
    Stretch,
    figures,
    occupancy,
    stretches,
)
from ivr.queries.small_counts import FEWEST, Count, Share, broken_down, count, share
from ivr.runtime import Runtime

__all__ = ["ANY", "DUTY_PHONES", "Asked", "Report", "Row", "Told", "came_to", "report"]

ANY = ""
"""The specialty, or the language, of a call that has none."""
NONE = timedelta()
DUTY_PHONES = "lifeline"
"""How a call ended that went to the service's own phones."""
MANY = 2 * FEWEST
"""So many must have been answered before it is told how long nine of ten waited."""
BEFORE = timedelta(days=31)
"""Who came on duty before this is not known to be there."""
OF_A_CALL = (
    *(Call.waiting_since, Call.connected_at, Call.ended_at, Call.began_at),
    *(Call.ending, Call.language, Call.need),
)
"""All that is looked at."""


@dataclass(frozen=True)
class Asked:
    """From this moment on and before that one, whoever is answered within so many seconds is
    answered in time; hours are those of this zone's clocks."""

    since: datetime
    until: datetime
    within: timedelta
    zone: ZoneInfo


@dataclass(frozen=True)
class Told:
    """What may be told of some calls. None is what may not, or what there is nothing of."""

    came: Count
    service_level: Share | None
    abandoned: Share | None
    average: timedelta | None
    median: timedelta | None
    slowest_tenth: timedelta | None
    handling: timedelta | None


@dataclass(frozen=True)
class Row:
    """The same for those of one hour, language or specialty."""

    name: str
    told: Told


@dataclass(frozen=True)
class Report:
    """All of it. A breakdown is None where it would tell too much."""

    all: Told
    outcomes: Mapping[Outcome, Count] | None
    occupancy: int | None
    """In percent; None where nobody's duty is known."""
    hours: tuple[Row, ...] | None
    languages: tuple[Row, ...] | None
    specialties: tuple[Row, ...] | None


def report(rt: Runtime, asked: Asked) -> Report:
    """The report of these days."""
    settings = skills.published(rt)
    with rt.db.read() as session:
        calls, handled = _calls(session, asked, settings)
        duty = _duty(session, asked)
    whole = figures(calls, asked.within)
    hours: dict[str, list[Came]] = {f"{hour:02}": [] for hour in range(24)} | _grouped(
        calls, lambda call: f"{call.at.astimezone(asked.zone):%H}"
    )
    return Report(
        all=_told(whole, count(whole.came)),
        outcomes=broken_down(whole.outcomes),
        occupancy=_occupied(duty, handled),
        hours=_rows(hours, asked.within),
        languages=_rows(_grouped(calls, lambda call: call.language), asked.within),
        specialties=_rows(_grouped(calls, lambda call: call.specialty), asked.within),
    )


def _calls(
    session: Session, asked: Asked, settings: Settings | None
) -> tuple[list[Came], dict[str, list[Stretch]]]:
    """The calls that came to the line then, and who handled calls from when to when."""
    ours = _ours(asked)
    talks: dict[str, list[Stretch]] = defaultdict(list)
    handled: dict[str, list[Stretch]] = defaultdict(list)
    for offer, need in session.execute(_talked(ours)):
        if offer.joined_at is not None and offer.ended_at is not None:
            spent = offer.joined_at, offer.ended_at + _wraps_up(settings, need)
            talks[offer.call_id].append(spent)
            handled[offer.responder_id].append(spent)
    found = session.scalars(select(Call).where(*ours).options(load_only(*OF_A_CALL)))
    return [_came(call, talks[call.id]) for call in found], handled


def _came(call: Call, talks: Sequence[Stretch]) -> Came:
    need = call.need or {}
    begins = call.waiting_since or call.began_at
    connected = None if call.ending == DUTY_PHONES else call.connected_at
    # A call that was cut off connects again: it was answered the first time.
    met = min((begun for begun, _ in talks), default=connected)
    waited = (met or call.ended_at or begins) - begins
    return Came(
        at=begins,
        language=call.language or need.get("language") or ANY,
        specialty=need.get("specialty") or ANY,
        outcome=came_to(call.ending, waited, is_answered=met is not None),
        waited=waited,
        handled=sum((ends - begun for begun, ends in talks), NONE),
    )


def _ours(asked: Asked) -> tuple[ColumnElement[bool], ...]:
    began = Call.waiting_since >= asked.since, Call.waiting_since < asked.until
    return (*began, Call.ended_at.is_not(None), Call.outbound.is_(False))


def _talked(ours: tuple[ColumnElement[bool], ...]) -> Select[Offer, dict[str, Any] | None]:
    """The rings by which a responder and such a caller came together."""
    met = Offer.part == Part.RESPONDER, Offer.joined_at.is_not(None), Offer.ended_at.is_not(None)
    return select(Offer, Call.need).join(Call, Call.id == Offer.call_id).where(*ours, *met)


def _wraps_up(settings: Settings | None, need: Mapping[str, Any] | None) -> timedelta:
    """How long a responder has after such a call, as it is set today."""
    known = settings.specialties.get((need or {}).get("specialty") or ANY) if settings else None
    return known.wrap_up if known else USUAL


def came_to(ending: str | None, waited: timedelta, *, is_answered: bool) -> Outcome:
    """What became of a call that came to the line, by how it ended and how long it waited."""
    if is_answered:
        return Outcome.ANSWERED
    if ending == DUTY_PHONES:
        return Outcome.DUTY_PHONES
    if ending != "abandoned":
        return Outcome.ELSEWHERE
    return Outcome.SHORT if waited < SHORT else Outcome.ABANDONED


def _duty(session: Session, asked: Asked) -> dict[str, list[Stretch]]:
    """Who was on duty when, as they said it by telephone, text or on a page."""
    wanted = (
        select(AuditEntry.subject, AuditEntry.at, AuditEntry.what)
        .where(AuditEntry.what.in_((Deed.DUTY_ON.value, Deed.DUTY_OFF.value)))
        .where(AuditEntry.at >= asked.since - BEFORE, AuditEntry.at < asked.until)
        .order_by(AuditEntry.number)
    )
    said: dict[str, list[tuple[datetime, bool]]] = defaultdict(list)
    for who, at, what in session.execute(wanted):
        said[who].append((at, what == Deed.DUTY_ON.value))
    return {who: stretches(comings, (asked.since, asked.until)) for who, comings in said.items()}


def _occupied(
    duty: Mapping[str, list[Stretch]], handled: Mapping[str, list[Stretch]]
) -> int | None:
    """Of all of them together: nobody is told of one."""
    there = {who: spans for who, spans in duty.items() if spans}
    if len(there) < 2:
        return None
    on, busy = timedelta(), timedelta()
    for who, spans in there.items():
        part = occupancy(spans, handled.get(who, [])) or 0.0
        whole = sum((ends - begins for begins, ends in spans), NONE)
        on, busy = on + whole, busy + whole * part
    return round(100 * (busy / on))


def _grouped(calls: Iterable[Came], name: Callable[[Came], str]) -> dict[str, list[Came]]:
    found: dict[str, list[Came]] = defaultdict(list)
    for call in calls:
        found[name(call)].append(call)
    return dict(sorted(found.items()))


def _rows(groups: Mapping[str, list[Came]], within: timedelta) -> tuple[Row, ...] | None:
    counts = broken_down({name: len(calls) for name, calls in groups.items()})
    if counts is None:
        return None
    return tuple(
        Row(name, _told(figures(calls, within), counts[name])) for name, calls in groups.items()
    )


def _told(exact: Figures, came: Count) -> Told:
    """What may be told of these: nothing beside their number where that is small."""
    answered = exact.outcomes[Outcome.ANSWERED]
    open_ = came.told is not None and came.told > 0
    some, many = open_ and answered >= FEWEST, open_ and answered >= MANY
    return Told(
        came=came,
        service_level=share(exact.in_time, exact.counted) if open_ else None,
        abandoned=share(exact.outcomes[Outcome.ABANDONED], exact.counted) if open_ else None,
        average=exact.average if some else None,
        median=exact.median if some else None,
        slowest_tenth=exact.slowest_tenth if many else None,
        handling=exact.handling if some else None,
    )
