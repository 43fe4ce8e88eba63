"""Who waits, who talks, and who could take the next call?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.models import Call, CallState, Offer, Presence
from ivr.models.offer import LIVE, OfferState
from ivr.queries.floor import Here, floor
from ivr.queries.today import Today, today
from ivr.runtime import Runtime
from routing.need import Urgency

__all__ = ["TOO_LONG", "AtWork", "Board", "Doing", "Waiting", "board"]

TOO_LONG = timedelta(seconds=60)
"""After which a whole room should know that somebody waits."""


class Doing(StrEnum):
    """What somebody on duty does now, or that they should be here."""

    AVAILABLE = "available"
    OFFERED = "offered"
    TALKING = "talking"
    WRAPPING_UP = "wrapping_up"
    PAUSED = "paused"
    MISSING = "missing"


@dataclass(frozen=True)
class Waiting:
    """A caller in the line: nothing that would tell who, or what happened to them."""

    since: datetime
    language: str
    specialty: str
    is_danger: bool


@dataclass(frozen=True)
class AtWork:
    """Somebody on duty, or due. `since` is when they began what they do, if that is known."""

    name: str
    doing: Doing
    since: datetime | None


@dataclass(frozen=True)
class Board:
    """This moment. `talking` counts calls, `in_menus` those who have not chosen yet; `too_long`
    are those who wait longer than anybody should, or wait in danger."""

    waiting: tuple[Waiting, ...]
    too_long: tuple[Waiting, ...]
    people: tuple[AtWork, ...]
    talking: int
    in_menus: int
    today: Today

    def how_many(self, doing: Doing) -> int:
        """So many people do this."""
        return sum(one.doing is doing for one in self.people)


def board(rt: Runtime, zone: ZoneInfo) -> Board:
    """Danger first, then who has waited longest; people by what they do, then by name."""
    here, now = floor(rt), rt.now()
    with rt.db.read() as session:
        calls = _calls(session)
        offers = _offers(session)
        busy = _busy(session, now)
    waiting = [_waiting(call) for call in calls if call.state == CallState.WAITING]
    waiting.sort(key=lambda one: (not one.is_danger, one.since))
    long_ago = now - TOO_LONG
    people = [_at_work(one, offers, busy) for one in here]
    order = list(Doing)
    return Board(
        waiting=tuple(waiting),
        too_long=tuple(one for one in waiting if one.is_danger or one.since < long_ago),
        people=tuple(sorted(people, key=lambda one: (order.index(one.doing), one.name))),
        talking=sum(call.state == CallState.CONNECTED for call in calls),
        in_menus=sum(call.state == CallState.OPEN for call in calls),
        today=today(rt, zone),
    )


def _calls(session: Session) -> list[Call]:
    return list(session.scalars(select(Call).where(Call.state != CallState.ENDED)))


def _offers(session: Session) -> dict[str, Offer]:
    """The live offer of each responder: there is never a second one."""
    live = session.scalars(select(Offer).where(Offer.state.in_(LIVE)))
    return {offer.responder_id: offer for offer in live}


def _busy(session: Session, now: datetime) -> set[str]:
    """Those who rest after a call."""
    return set(session.scalars(select(Presence.responder_id).where(Presence.busy_until > now)))


def _waiting(call: Call) -> Waiting:
    need = call.need or {}
    return Waiting(
        since=call.waiting_since or call.began_at,
        language=call.language or str(need.get("language", "")),
        specialty=str(need.get("specialty") or ""),
        is_danger=need.get("urgency") == Urgency.DANGER.value,
    )


def _at_work(one: Here, offers: Mapping[str, Offer], busy: set[str]) -> AtWork:
    offer = offers.get(one.id)
    if offer is not None:
        talks = offer.state == OfferState.ACCEPTED
        since = offer.joined_at or offer.accepted_at if talks else offer.made_at
        return AtWork(one.name, Doing.TALKING if talks else Doing.OFFERED, since)
    if one.is_missing:
        return AtWork(one.name, Doing.MISSING, one.due.begins_at if one.due else None)
    if one.paused_until is not None:
        return AtWork(one.name, Doing.PAUSED, None)
    return AtWork(one.name, Doing.WRAPPING_UP if one.id in busy else Doing.AVAILABLE, None)
