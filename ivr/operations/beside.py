"""Who joins the responder of a call, as interpreter or mentor, and who is free to?"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import Session

from ivr.models import Call, CallState, Offer, OfferState, Part, Presence, Responder, Role, new_id
from ivr.models.offer import LIVE
from ivr.operations import needs
from ivr.operations.rows import Moment
from ivr.runtime import Runtime
from routing.match import Match
from routing.timings import AS_USUAL

__all__ = [
    "MAY_JOIN",
    "UNHEARD",
    "Ended",
    "begin_bridging",
    "can_be_interpreted",
    "end",
    "first_ring",
    "free",
    "held_for",
    "living",
    "parts",
    "ring_next",
    "translates",
]

MAY_JOIN = (CallState.WAITING, CallState.CALLING, CallState.BRIDGING, CallState.CONNECTED)
"""While a call stands like this somebody can still join its responder."""
HEARD, UNHEARD = "heard", "unheard"
"""How a mentor comes into the room, as the code of their match."""
MOST_TRIES = 3
"""Interpreters asked one after the other while the responder waits for one with no caller."""


def parts(main: Offer) -> tuple[Part, ...]:
    """Who is to join the responder of this offer; nobody joins who joins somebody themselves."""
    if main.beside_id is not None:
        return ()
    mentor = (Part.MENTOR,) if main.mentor_id else ()
    wanted = main.matched == Match.INTERPRETER or main.wants_interpreter
    return (*mentor, Part.INTERPRETER) if wanted else mentor


def _first(main: Offer, call: Call) -> tuple[Part, ...]:
    """Who must be in the room before the caller is. Somebody in danger hears a person at once, and
    the interpreter as soon as there is one."""
    wanted = parts(main)
    if Part.INTERPRETER not in wanted or not needs.read(call.need or {}).in_danger:
        return wanted
    return tuple(part for part in wanted if part is not Part.INTERPRETER)


def first_ring(offer_id: str) -> str:
    """The id of the first ring for the mentor beside this offer: known before it is written."""
    return f"{offer_id}m"


def held_for(rt: Runtime, session: Session, main: Offer, call: Call) -> list[Offer] | None:
    """The rows of those who join the responder of this new offer, not yet added: a mentor is rung
    with them, an interpreter is kept free until they have said yes. None when an interpreter is
    needed first and nobody is free."""
    rows = []
    for part in parts(main):
        who = _candidate(rt, session, (main, call), part)
        if who is not None:
            rows.append(_row(rt, (main, call), part, who))
        elif part in _first(main, call):
            return None
    return rows


def ring_next(rt: Runtime, session: Session, main: Offer, call: Call) -> tuple[list[str], bool]:
    """Make rings for those who are to join this accepted offer and are not coming yet: their ids,
    and whether somebody without whom the caller cannot be brought is not to be had."""
    ids, missing = [], False
    for part in parts(main):
        row = living(session, main.id, part)
        if row is None:
            row = _next(rt, session, (main, call), part)
            ids.extend([] if row is None else [row.id])
            missing |= row is None and part in _first(main, call)
        elif row.state == OfferState.HELD:
            row.state, row.made_at, row.deadline_at = OfferState.MADE, rt.now(), _rings_until(rt)
            ids.append(row.id)
    return ids, missing


def living(session: Session, main_id: str, part: Part) -> Offer | None:
    """Who joins this offer in this part now: held, being rung, or in the room."""
    asked = select(Offer).where(
        Offer.beside_id == main_id, Offer.part == part, Offer.state.in_(LIVE)
    )
    return session.scalar(asked)


def _next(rt: Runtime, session: Session, held: tuple[Offer, Call], part: Part) -> Offer | None:
    """The next ring of this part, added. Before caller and responder have met, a mentor who did
    not come is not asked again, and interpreters are asked a few times only."""
    main, call = held
    if call.state == CallState.WAITING:
        asked = select(Offer.id).where(Offer.beside_id == main.id, Offer.part == part)
        tries = len(session.scalars(asked).all())
        if tries >= (1 if part is Part.MENTOR else MOST_TRIES):
            return None
    who = _candidate(rt, session, held, part)
    if who is None:
        return None
    row = _row(rt, held, part, who)
    row.id, row.state = new_id(), OfferState.MADE
    session.add(row)
    return row


def _row(rt: Runtime, held: tuple[Offer, Call], part: Part, who: str) -> Offer:
    main, call = held
    is_mentor = part is Part.MENTOR
    return Offer(
        id=first_ring(main.id) if is_mentor else new_id(),
        call_id=call.id,
        room=call.room,
        responder_id=who,
        part=part,
        beside_id=main.id,
        state=OfferState.MADE if is_mentor else OfferState.HELD,
        matched=_unheard(call) if is_mentor else part.value,
        made_at=rt.now(),
        deadline_at=_rings_until(rt),
        lease_until=main.lease_until if is_mentor else None,
    )


def _unheard(call: Call) -> str:
    """How a mentor comes in. In danger there is no time to tell the caller that somebody listens:
    so nobody does, and there are two to talk to."""
    return HEARD if needs.read(call.need or {}).in_danger else UNHEARD


def _rings_until(rt: Runtime) -> datetime:
    return rt.now() + rt.span((AS_USUAL.ring + AS_USUAL.carrier).total_seconds())


def _candidate(rt: Runtime, session: Session, held: tuple[Offer, Call], part: Part) -> str | None:
    main, call = held
    never = _never(session, call)
    if part is Part.MENTOR:
        mentor = session.scalar(free(rt.now()).where(Responder.id == main.mentor_id))
        return mentor.id if mentor is not None and mentor.id not in never else None
    responder = session.get_one(Responder, main.responder_id)
    return _interpreter(rt, session, call, responder.languages)


def can_be_interpreted(rt: Runtime, session: Session, call: Call) -> bool:
    """True if an interpreter who speaks this caller's language is free now."""
    return _interpreter(rt, session, call, None) is not None


def _interpreter(
    rt: Runtime, session: Session, call: Call, spoken: Collection[str] | None
) -> str | None:
    """Who interprets between this caller and somebody who speaks these languages, or any; of those
    who are free the one who has been for longest."""
    never, language = _never(session, call), (call.need or {}).get("language", "")
    for who in session.scalars(free(rt.now()).where(Responder.role == Role.INTERPRETER)):
        if who.id not in never and translates(who, language, spoken):
            return who.id
    return None


def translates(who: Responder, language: str, spoken: Collection[str] | None) -> bool:
    """True if they interpret between this language and one of the others; None is any."""
    others = set(who.languages) - {language}
    return language in who.languages and bool(others if spoken is None else others & set(spoken))


def free(now: Moment) -> Select[Responder]:
    """Everybody on duty whom nothing holds, as the tables know it, the longest idle first."""
    held = select(Offer.responder_id).where(Offer.state.in_(LIVE))
    return (
        select(Responder)
        .join(Presence)
        .where(
            Presence.on_duty,
            Responder.retired_at.is_(None),
            or_(Presence.busy_until.is_(None), Presence.busy_until <= now),
            Responder.id.not_in(held),
        )
        .order_by(Presence.idle_since, Responder.id)
    )


def _never(session: Session, call: Call) -> set[str]:
    """Who must not hear this caller, and who has passed on this call."""
    declined = select(Offer.responder_id).where(
        Offer.call_id == call.id, Offer.state == OfferState.DECLINED
    )
    return {*session.scalars(declined), *(call.kept_apart or ())}


def begin_bridging(session: Session, main: Offer, call: Call) -> bool:
    """True when the caller waits, everybody who must be in the room before them is, and they are
    now on the way, or about to be rung as promised. `call` is locked."""
    rows = [living(session, main.id, part) for part in _first(main, call)]
    here = [main, *rows]
    if call.state != CallState.WAITING or main.state != OfferState.ACCEPTED:
        return False
    if any(one is None or one.joined_at is None for one in here):
        return False
    call.state = CallState.CALLING if call.nobody_on_it else CallState.BRIDGING
    call.bridged_at = None
    return True


@dataclass(frozen=True)
class Ended:
    """Somebody who was to join a responder, and is not needed any more."""

    offer_id: str
    responder_id: str
    was: OfferState

    @property
    def is_on_the_phone(self) -> bool:
        """True if they have picked up."""
        return self.was in (OfferState.ANSWERED, OfferState.ACCEPTED)

    @property
    def rings(self) -> bool:
        """True if their phone may be ringing."""
        return self.was not in (OfferState.HELD, OfferState.ANSWERED, OfferState.ACCEPTED)


def end(session: Session, main_id: str, now: datetime) -> Sequence[Ended]:
    """Write that nobody joins this offer any more: it is over."""
    living_ones = select(Offer).where(Offer.beside_id == main_id, Offer.state.in_(LIVE))
    rows = living_ones.order_by(Offer.id).with_for_update()
    ended = [
        Ended(row.id, row.responder_id, OfferState(row.state)) for row in session.scalars(rows)
    ]
    session.execute(
        update(Offer)
        .where(Offer.id.in_([one.offer_id for one in ended]))
        .values(state=OfferState.WITHDRAWN, ended_at=now)
    )
    return ended
