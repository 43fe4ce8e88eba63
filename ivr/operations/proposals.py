"""How does what routing proposes become true? SQL decides, and Redis is told."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from redis import RedisError
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ivr.logs import log
from ivr.models import Call, CallState, Offer, OfferState, Presence
from ivr.models.offer import UNDECIDED
from ivr.operations.rebuild import rebuild
from ivr.runtime import Runtime
from routing.match import Moves, Proposal, Unbuilt

__all__ = ["PAUSE_AFTER_MISS", "close", "follow", "pause", "sure", "tell"]

Answer = TypeVar("Answer")
PAUSE_AFTER_MISS = 60
AT_ONCE = 100
"""Proposals followed in one go; far more than one event makes."""
RANG = (OfferState.RINGING, OfferState.ANSWERED)
A_MOMENT = timedelta(seconds=1)
"""Routing counts in milliseconds, SQL in microseconds: a deadline within this has passed."""


def sure(rt: Runtime, event: Callable[[], Answer]) -> Answer:
    """The answer of this routing event; when Redis lost its state it is rebuilt first, and what
    is found to match then is offered."""
    try:
        return event()
    except Unbuilt:
        follow(rt, rebuild(rt))
        return event()


def tell(rt: Runtime, event: Callable[[], object]) -> None:
    """Let routing follow what SQL has decided, and do what comes of it.

    Never raises because Redis is away: nothing is lost by it, since where the two differ SQL wins.
    """
    try:
        moves = sure(rt, event)
        if isinstance(moves, Moves):
            follow(rt, moves)
    except (RedisError, OSError):
        log("redis away, routing will be told later", level=logging.WARNING)


def follow(rt: Runtime, moves: Moves) -> None:
    """Make what routing proposed true: each proposal becomes a row, and the row is rung.

    A proposal the database refuses (somebody was faster) is taken back, which may make others.
    """
    for _ in range(AT_ONCE):
        for offer_id in moves.expired:
            _expire(rt, offer_id)
        refused = [proposal for proposal in moves.proposals if not _write(rt, proposal)]
        for proposal in moves.proposals:
            if proposal not in refused:
                rt.later.ask("ring", "ring", proposal.offer_id)
        if not refused:
            return
        back = [_taken_back(rt, proposal) for proposal in refused]
        moves = Moves(
            proposals=tuple(p for moves in back for p in moves.proposals),
            expired=tuple(e for moves in back for e in moves.expired),
        )


def _write(rt: Runtime, proposal: Proposal) -> bool:
    """True when the offer now exists; False when its call or responder is taken or gone."""
    try:
        with rt.db.begin() as session:
            call = session.get(Call, proposal.call_id, with_for_update=True)
            if call is None or call.state != CallState.WAITING or _accepted(session, call.id):
                return False
            session.add(
                Offer(
                    id=proposal.offer_id,
                    call_id=proposal.call_id,
                    room=call.room,
                    responder_id=proposal.responder_id,
                    matched=proposal.matched,
                    made_at=rt.now(),
                    deadline_at=proposal.deadline_at,
                )
            )
        return True
    except IntegrityError:
        return False


def _accepted(session: Session, call_id: str) -> bool:
    asked = select(Offer.id).where(Offer.call_id == call_id, Offer.state == OfferState.ACCEPTED)
    return session.scalar(asked) is not None


def _taken_back(rt: Runtime, proposal: Proposal) -> Moves:
    """Both are free again; a call that does not wait at all, as SQL knows, leaves the line."""
    offer_id, call_id, now = proposal.offer_id, proposal.call_id, rt.now()
    with rt.db.read() as session:
        call = session.get(Call, call_id)
    if call is None or call.state != CallState.WAITING:
        return sure(rt, lambda: rt.routing.line.leave(call_id, now)).moves
    return sure(rt, lambda: rt.routing.offers.withdraw(offer_id, now))


def _expire(rt: Runtime, offer_id: str) -> None:
    """Routing ended this offer by itself and has freed both already. A phone that rang until the
    deadline counts as missed: its responder is left alone for a while."""
    now = rt.now()
    with rt.db.read() as session:
        offer = session.get(Offer, offer_id)
    if offer is None:
        return
    if offer.deadline_at <= now + A_MOMENT and close(rt, offer_id, OfferState.MISSED, among=RANG):
        until = now + rt.span(PAUSE_AFTER_MISS)
        tell(rt, lambda: rt.routing.roster.pause(offer.responder_id, until, now))
    else:
        close(rt, offer_id, OfferState.EXPIRED)
    # Who listens to the whisper hears a last sentence; a phone that only rings just stops.
    listening = offer.state == OfferState.ANSWERED
    rt.later.ask("ring", "tell_gone" if listening else "hang_up", offer_id)


def close(
    rt: Runtime,
    offer_id: str,
    ending: OfferState,
    among: tuple[OfferState, ...] = UNDECIDED,
) -> bool:
    """End an offer that stands like this, and pause who missed it. True when this ended it."""
    with rt.db.begin() as session:
        responder = session.scalar(
            update(Offer)
            .where(Offer.id == offer_id, Offer.state.in_(among))
            .values(state=ending, ended_at=rt.now())
            .returning(Offer.responder_id)
        )
        if responder is not None and ending in (OfferState.MISSED, OfferState.FAILED):
            pause(rt, session, responder)
    return responder is not None


def pause(
    rt: Runtime, session: Session, responder_id: str, seconds: int = PAUSE_AFTER_MISS
) -> None:
    """Write that this responder is not rung for a while; a longer rest stays."""
    until = rt.now() + rt.span(seconds)
    session.execute(
        update(Presence)
        .where(
            Presence.responder_id == responder_id,
            Presence.busy_until.is_(None) | (Presence.busy_until < until),
        )
        .values(busy_until=until, busy_with="paused")
    )
