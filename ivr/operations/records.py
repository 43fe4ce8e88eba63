"""What were a responder's latest calls: hard ones in a row, calls they missed?"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.models import Call, Offer, OfferState, Part
from routing.responder import Lately
from routing.timings import HARD_TO_SPARE, MISSES_TO_AWAY

__all__ = ["lately"]

LOOK_BACK = timedelta(hours=12)
"""Longer than any shift: what lies before it tires nobody."""
AN_ANSWER = (OfferState.ACCEPTED, OfferState.FINISHED, OfferState.DECLINED)


def lately(
    session: Session, responders: Iterable[str], now: datetime, longest_break: timedelta
) -> dict[str, Lately]:
    """By responder, as the tables have it. Hard calls are in a row unless a call of another kind,
    or `longest_break`, lies between."""
    asked = (
        select(Offer, Call.need)
        .join(Call, Call.id == Offer.call_id)
        .where(
            Offer.responder_id.in_(list(responders)),
            Offer.part == Part.RESPONDER,
            Offer.ended_at > now - LOOK_BACK,
        )
        .order_by(Offer.ended_at.desc())
    )
    latest: dict[str, list[tuple[Offer, bool]]] = {}
    for offer, need in session.execute(asked):
        latest.setdefault(offer.responder_id, []).append((offer, bool((need or {}).get("hard"))))
    return {who: _of(offers, longest_break) for who, offers in latest.items()}


def _of(latest_first: Sequence[tuple[Offer, bool]], longest_break: timedelta) -> Lately:
    talked = [(offer, hard) for offer, hard in latest_first if offer.state == OfferState.FINISHED]
    hard_calls = _in_a_row(talked, longest_break)
    ended_at = talked[0][0].ended_at if hard_calls else None
    return Lately(hard_calls, ended_at, _missed([offer for offer, _ in latest_first]))


def _in_a_row(talked: Sequence[tuple[Offer, bool]], longest_break: timedelta) -> int:
    count, began_at = 0, None
    for offer, hard in talked:
        ended_at, accepted_at = offer.ended_at, offer.accepted_at
        if not hard or offer.joined_at is None or ended_at is None or accepted_at is None:
            break
        if began_at is not None and began_at - ended_at >= longest_break:
            break
        count, began_at = count + 1, accepted_at
    return min(count, HARD_TO_SPARE)


def _missed(latest_first: Sequence[Offer]) -> int:
    count = 0
    for offer in latest_first:
        if offer.state in AN_ANSWER:
            break
        count += offer.state == OfferState.MISSED and offer.fault is None
    return min(count, MISSES_TO_AWAY)
