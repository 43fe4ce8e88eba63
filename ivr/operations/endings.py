"""What happens when a caller leaves, at any moment of the call?"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ivr import safety
from ivr.models import Call, CallState, Consent, Message, Offer, OfferState, Part
from ivr.models.offer import LIVE
from ivr.operations import callback_ends, wrap_up
from ivr.operations.proposals import PUTS_DOWN, leave_alone, pause, tell
from ivr.runtime import Runtime

__all__ = ["Loose", "end", "free", "let_go", "step_aside"]

UNMET = (CallState.OPEN, CallState.WAITING, CallState.RECONNECTING)


@dataclass
class Loose:
    """Who is still to be let go, after it is written that a call needs them no more."""

    withdrawn: list[str] = field(default_factory=list)
    talked: dict[str, timedelta] = field(default_factory=dict)
    """And for how long they wrap up."""
    unmet: list[str] = field(default_factory=list)
    listening: list[str] = field(default_factory=list)
    on_the_phone: list[str] = field(default_factory=list)
    """Who still hears our last words: until they hang up their phones are engaged."""
    talked_beside: dict[str, timedelta] = field(default_factory=dict)
    """Interpreters and mentors who were in the call, and for how long they wrap up."""
    texts: list[str] = field(default_factory=list)


def end(rt: Runtime, call_id: str) -> bool:
    """The caller is gone: free everybody, start the wrap-up, send what was agreed.

    True when this ended the call; a report that comes again changes nothing.
    """
    loose = _write(rt, call_id)
    if loose is None:
        return False
    free(rt, call_id, loose)
    return True


def step_aside(rt: Runtime, call_id: str) -> None:
    """The caller hears the lifeline from now on: nobody else is rung for them, and nobody takes
    them away from whoever answers. Nothing happens once a responder is in the room."""
    with rt.db.begin() as session:
        call = session.get(Call, call_id, with_for_update=True)
        if call is None or call.state not in UNMET:
            return
        loose = let_go(rt, session, call)
        call.state, call.ending = CallState.OPEN, "lifeline"
    free(rt, call_id, loose)


def let_go(rt: Runtime, session: Session, call: Call) -> Loose:
    """Write that every offer of this call is over; `free` does the rest after the commit."""
    loose = Loose()
    living = select(Offer).where(Offer.call_id == call.id, Offer.state.in_(LIVE)).with_for_update()
    # In the order in which others lock them: an offer before those beside it.
    for offer in session.scalars(living.order_by(Offer.beside_id.is_not(None), Offer.id)):
        accepted = offer.state == OfferState.ACCEPTED
        if accepted and call.state == CallState.CONNECTED and offer.part == Part.RESPONDER:
            loose.talked[offer.id] = wrap_up.lasts(rt, call)
            wrap_up.write(rt, session, offer.responder_id, loose.talked[offer.id])
        elif accepted and call.state == CallState.CONNECTED and offer.joined_at is not None:
            loose.talked_beside[offer.responder_id] = wrap_up.lasts(rt, call)
            wrap_up.write(rt, session, offer.responder_id, wrap_up.lasts(rt, call))
        elif offer.state in (OfferState.ACCEPTED, OfferState.ANSWERED):
            (loose.unmet if accepted else loose.listening).append(offer.id)
            loose.on_the_phone.append(offer.responder_id)
            pause(rt, session, offer.responder_id, PUTS_DOWN)
        else:
            loose.withdrawn.append(offer.id)
        offer.state = OfferState.FINISHED if accepted else OfferState.WITHDRAWN
        offer.ended_at = rt.now()
    return loose


def free(rt: Runtime, call_id: str, loose: Loose) -> None:
    """Nobody is held for this call any more. A phone that rings stops, who listens is told, who
    talked wraps up, and what was promised for now is sent."""
    # Phones stop ringing before routing, which may have the same phone ring for the next call.
    for offer_id in loose.withdrawn:
        rt.later.ask("ring", "hang_up", offer_id)
    for offer_id in (*loose.unmet, *loose.listening):
        rt.later.ask("ring", "tell_gone", offer_id)
    now = rt.now()
    for responder_id in loose.on_the_phone:
        _puts_down(rt, responder_id, now + rt.span(PUTS_DOWN))
    for responder_id, span in loose.talked_beside.items():
        _wraps_up(rt, responder_id, now + span)
    for offer_id in (*loose.talked, *loose.unmet):
        wraps_up = loose.talked.get(offer_id)
        _finish(rt, offer_id, now + wraps_up if wraps_up else None)
    tell(rt, lambda: rt.routing.line.leave(call_id, now).moves)
    for message_id in loose.texts:
        rt.later.ask("send", "deliver", message_id)


def _puts_down(rt: Runtime, responder_id: str, until: datetime) -> None:
    leave_alone(rt, responder_id, until)


def _wraps_up(rt: Runtime, responder_id: str, until: datetime) -> None:
    """Said before the call is over for routing, which would give a mentor the next one at once."""
    tell(rt, lambda: rt.routing.roster.wrap_up(responder_id, until, rt.now()))


def _finish(rt: Runtime, offer_id: str, until: datetime | None) -> None:
    tell(rt, lambda: rt.routing.offers.finish(offer_id, rt.now(), until))


def _write(rt: Runtime, call_id: str) -> Loose | None:
    now = rt.now()
    with rt.db.begin() as session:
        call = session.get(Call, call_id, with_for_update=True)
        if call is None or call.state == CallState.ENDED:
            return None
        loose = let_go(rt, session, call)
        call.ending = call.ending or ("talked" if call.connected_at else _left_at(call))
        call.state = CallState.ENDED
        call.ended_at = now
        session.execute(
            update(Consent)
            .where(Consent.call_id == call_id, Consent.expires_at.is_(None))
            .values(expires_at=now + safety.CONSENT_LASTS)
        )
        promised = (
            update(Message)
            .where(Message.call_id == call_id, Message.not_before.is_(None))
            .values(not_before=now)
            .returning(Message.id)
        )
        loose.texts.extend(session.scalars(promised))
        callback_ends.call_over(rt, session, call)
    return loose


def _left_at(call: Call) -> str:
    return "left_menu" if call.waiting_since is None else "abandoned"
