"""How does what routing proposes become true? SQL decides, and Redis is told."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from redis import RedisError
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ivr.logs import log
from ivr.models import Call, CallState, Offer, OfferState, Part, Presence
from ivr.models.offer import UNDECIDED
from ivr.operations import alerts, beside, explanations, pacing
from ivr.operations.beside import Ended
from ivr.operations.rebuild import rebuild, waiting_call
from ivr.runtime import Runtime
from routing.match import Match, Moves, Proposal, Unbuilt

__all__ = [
    "HEARS_OUT",
    "PAUSE_AFTER_MISS",
    "PUTS_DOWN",
    "close",
    "end_beside",
    "follow",
    "leave_alone",
    "pause",
    "release",
    "sure",
    "tell",
]

Answer = TypeVar("Answer")
PAUSE_AFTER_MISS = 60
PUTS_DOWN = 6
"""Seconds to hear the last words and put the phone down."""
HEARS_OUT = 12
"""Likewise to hear that a call they had taken goes on to somebody else."""
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
    """Make what routing proposed true: each proposal becomes a row, and the row is rung. What it
    told is written down.

    A proposal the database refuses (somebody was faster) is taken back, which may make others.
    """
    for _ in range(AT_ONCE):
        alerts.hear(rt, moves.told)
        for offer_id in moves.expired:
            _expire(rt, offer_id)
        for offer_id in moves.withdrawn:
            _withdraw(rt, offer_id)
        refused = [proposal for proposal in moves.proposals if not _write(rt, proposal)]
        written = [proposal for proposal in moves.proposals if proposal not in refused]
        for proposal in written:
            _ring(rt, proposal)
        for number, proposal in enumerate(written, start=1):
            _explain(rt, proposal, [later.offer_id for later in written[number:]])
        if not refused:
            return
        back = [moves for proposal in refused for moves in _taken_back(rt, proposal)]
        moves = Moves(
            proposals=tuple(p for moves in back for p in moves.proposals),
            expired=tuple(e for moves in back for e in moves.expired),
            withdrawn=tuple(w for moves in back for w in moves.withdrawn),
            told=tuple(word for moves in back for word in moves.told),
        )


def _ring(rt: Runtime, proposal: Proposal) -> None:
    """The responder's phone, and that of who listens to a trainee."""
    rt.later.ask("ring", "ring", proposal.offer_id)
    if proposal.mentor_id:
        pacing.plan(rt, beside.first_ring(proposal.offer_id))


def _explain(rt: Runtime, proposal: Proposal, later: list[str]) -> None:
    """Why they: looked up once their phone is asked for, because no caller is to wait for that."""
    reasons = explanations.of(rt, proposal, later)
    with rt.db.begin() as session:
        session.execute(update(Offer).where(Offer.id == proposal.offer_id).values(reasons=reasons))


def _write(rt: Runtime, proposal: Proposal) -> bool:
    """True when the offer now exists; False when its call or responder is taken or gone, or nobody
    is free who has to join them."""
    now = rt.now()
    try:
        with rt.db.begin() as session:
            call = session.get(Call, proposal.call_id, with_for_update=True)
            if call is None or call.state != CallState.WAITING or _accepted(session, call.id):
                return False
            offer = Offer(
                id=proposal.offer_id,
                call_id=proposal.call_id,
                room=call.room,
                responder_id=proposal.responder_id,
                mentor_id=proposal.mentor_id,
                matched=proposal.matched,
                made_at=now,
                deadline_at=proposal.deadline_at,
                lease_until=proposal.ring_at if proposal.ring_at > now else None,
            )
            others = beside.held_for(rt, session, offer, call)
            if others is None:
                return False
            session.add(offer)
            session.flush()
            session.add_all(others)
    except IntegrityError:
        return False
    if proposal.ring_at > now:
        wait = round((proposal.ring_at - now).total_seconds(), 3)
        log("ring waits for its slot", offer=proposal.offer_id, seconds=wait)
    return True


def _accepted(session: Session, call_id: str) -> bool:
    asked = select(Offer.id).where(
        Offer.call_id == call_id,
        Offer.state == OfferState.ACCEPTED,
        Offer.part == Part.RESPONDER,
    )
    return session.scalar(asked) is not None


def _taken_back(rt: Runtime, proposal: Proposal) -> list[Moves]:
    """Both are free again; a call that does not wait at all, as SQL knows, leaves the line.

    One that nobody can interpret now asks for nobody who needs an interpreter, until one is free.
    """
    offer_id, call_id, now = proposal.offer_id, proposal.call_id, rt.now()
    with rt.db.read() as session:
        call = session.get(Call, call_id)
        waits = call is not None and call.state == CallState.WAITING
        again = waiting_call(rt, session, call) if call is not None and waits else None
    if again is None:
        return [sure(rt, lambda: rt.routing.line.leave(call_id, now)).moves]
    moves = []
    if proposal.matched == Match.INTERPRETER:
        moves.append(sure(rt, lambda: rt.routing.line.enter(again, now)))
    return [*moves, sure(rt, lambda: rt.routing.offers.withdraw(offer_id, now))]


def _expire(rt: Runtime, offer_id: str) -> None:
    """Routing ended this offer by itself and has freed both already. A phone that rang until the
    deadline counts as missed: its responder is left alone for a while."""
    now = rt.now()
    with rt.db.read() as session:
        offer = session.get(Offer, offer_id)
    if offer is None:
        return
    if offer.deadline_at <= now + A_MOMENT and close(rt, offer_id, OfferState.MISSED, among=RANG):
        leave_alone(rt, offer.responder_id, now + rt.span(PAUSE_AFTER_MISS))
    else:
        close(rt, offer_id, OfferState.EXPIRED)
    _let_go(rt, offer)


def _withdraw(rt: Runtime, offer_id: str) -> None:
    """Somebody else took the call; routing has freed who was also rung for it."""
    with rt.db.read() as session:
        offer = session.get(Offer, offer_id)
    if offer is not None and close(rt, offer_id, OfferState.WITHDRAWN):
        _let_go(rt, offer)


def _let_go(rt: Runtime, offer: Offer) -> None:
    """Who listens to the whisper hears a last sentence; a phone that only rings just stops."""
    listening = offer.state == OfferState.ANSWERED
    rt.later.ask("ring", "tell_gone" if listening else "hang_up", offer.id)


def close(
    rt: Runtime,
    offer_id: str,
    ending: OfferState,
    among: tuple[OfferState, ...] = UNDECIDED,
    fault: str | None = None,
) -> bool:
    """End an offer that stands like this, and pause who missed it. True when this ended it."""
    with rt.db.begin() as session:
        responder = session.scalar(
            update(Offer)
            .where(Offer.id == offer_id, Offer.state.in_(among))
            .values(state=ending, ended_at=rt.now(), fault=fault)
            .returning(Offer.responder_id)
        )
        if responder is not None and ending in (OfferState.MISSED, OfferState.FAILED):
            pause(rt, session, responder)
        others = end_beside(rt, session, offer_id) if responder is not None else []
    release(rt, others)
    return responder is not None


def end_beside(rt: Runtime, session: Session, offer_id: str) -> Sequence[Ended]:
    """Write that nobody joins this offer any more, because it is over; `release` does the rest
    after the commit."""
    others = beside.end(session, offer_id, rt.now())
    for one in others:
        if one.is_on_the_phone:
            pause(rt, session, one.responder_id, HEARS_OUT)
    return others


def release(rt: Runtime, others: Sequence[Ended]) -> None:
    """A phone that rings stops; who has picked up hears so, and is engaged until they put it
    down."""
    until = rt.now() + rt.span(HEARS_OUT)
    for one in others:
        if one.is_on_the_phone:
            leave_alone(rt, one.responder_id, until)
            rt.later.ask("ring", "tell_gone", one.offer_id)
        elif one.rings:
            rt.later.ask("ring", "hang_up", one.offer_id)


def leave_alone(rt: Runtime, responder_id: str, until: datetime) -> None:
    """Routing offers them nothing until then, as `pause` has written."""
    tell(rt, lambda: rt.routing.roster.pause(responder_id, until, rt.now()))


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
        .values(busy_until=until, busy_with="paused", because=None)
    )
