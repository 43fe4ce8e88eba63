"""How has somebody's day been, and were they asked as often as the others?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ivr.models import Call, Offer, OfferState, Part, Presence
from ivr.queries.desk import About, about
from ivr.runtime import Runtime

__all__ = ["Day", "Taken", "day"]

TALKED = (OfferState.ACCEPTED, OfferState.FINISHED)


@dataclass(frozen=True)
class Taken:
    """One call: from when to when, and what came of it."""

    began_at: datetime
    ended_at: datetime | None
    """None while it goes on."""
    about: About
    outcome: str | None


@dataclass(frozen=True)
class Day:
    """What somebody did since a moment, and how often others on duty were asked, in the middle."""

    since: datetime
    calls: tuple[Taken, ...]
    asked: int
    declined: int
    missed: int
    others: float | None
    """Of everybody else on duty now; None when there is nobody else."""

    @property
    def talked(self) -> timedelta:
        """In all calls that are over together."""
        over = (one.ended_at - one.began_at for one in self.calls if one.ended_at is not None)
        return sum(over, timedelta())


def day(rt: Runtime, responder_id: str, since: datetime) -> Day:
    """Theirs alone; of the others only the middle."""
    with rt.db.read() as session:
        mine = session.execute(
            select(Offer, Call)
            .join(Call, Call.id == Offer.call_id)
            .where(Offer.responder_id == responder_id, Offer.made_at >= since)
            .order_by(Offer.made_at)
        ).all()
        others = _others(session, responder_id, since)
    offers = [offer for offer, _ in mine if offer.part == Part.RESPONDER]
    return Day(
        since=since,
        calls=tuple(_taken(offer, call) for offer, call in mine if _met(offer)),
        asked=len(offers),
        declined=_count(offers, OfferState.DECLINED),
        missed=_count(offers, OfferState.MISSED),
        others=median(others) if others else None,
    )


def _met(offer: Offer) -> bool:
    return offer.joined_at is not None and offer.state in TALKED


def _taken(offer: Offer, call: Call) -> Taken:
    return Taken(offer.joined_at or offer.made_at, offer.ended_at, about(call), offer.outcome)


def _count(offers: Sequence[Offer], state: OfferState) -> int:
    return sum(offer.state == state for offer in offers)


def _others(session: Session, responder_id: str, since: datetime) -> Sequence[int]:
    """How often each of the others was asked who is on duty now."""
    asked = (
        select(func.count(Offer.id))
        .select_from(Presence)
        .outerjoin(
            Offer,
            (Offer.responder_id == Presence.responder_id)
            & (Offer.made_at >= since)
            & (Offer.part == Part.RESPONDER),
        )
        .where(Presence.on_duty, Presence.responder_id != responder_id)
        .group_by(Presence.responder_id)
    )
    return session.scalars(asked).all()
