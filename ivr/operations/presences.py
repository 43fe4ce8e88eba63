"""What does a responder say of themselves: here, gone, or back in a quarter of an hour?"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from ivr.models import Presence, Responder
from ivr.operations import audit, duty
from ivr.operations.audit import Deed, Entry
from ivr.operations.proposals import leave_alone, tell
from ivr.runtime import Runtime

__all__ = [
    "LONGEST_PAUSE",
    "PAUSED",
    "Because",
    "Pause",
    "Stands",
    "how",
    "pause",
    "say_off",
    "say_on",
    "stands",
]

LONGEST_PAUSE = 240
"""Minutes; who is away for longer is off duty."""
PAUSED = "paused"


class Because(StrEnum):
    """Why somebody pauses. Nobody has to say more than this, or this at all."""

    BREAK = "break"
    MEAL = "meal"
    REST = "rest"
    """After a call that was hard."""
    DESK_WORK = "desk_work"
    MEETING = "meeting"
    TRAINING = "training"


@dataclass(frozen=True)
class Pause:
    """A pause of so many minutes, why, and how it was said: phone, text or desk."""

    minutes: int
    way: str
    because: Because | None = None


@dataclass(frozen=True)
class Stands:
    """Where somebody stands by their own word. `paused_until` is None unless they are on duty."""

    on_duty: bool
    paused_until: datetime | None = None
    because: str | None = None
    """Why they pause, if they said so."""


def how(rt: Runtime, responder_id: str) -> Stands:
    """On duty or not, and paused until when."""
    with rt.db.read() as session:
        return stands(session.get(Presence, responder_id), rt.now())


def stands(presence: Presence | None, now: datetime) -> Stands:
    """The same of a row that was read already; None for somebody who was never on duty."""
    if presence is None or not presence.on_duty:
        return Stands(on_duty=False)
    until = presence.busy_until if presence.busy_with == PAUSED else None
    if until is None or until <= now:
        return Stands(on_duty=True)
    return Stands(on_duty=True, paused_until=until, because=presence.because)


def say_on(rt: Runtime, responder_id: str, way: str) -> Stands:
    """They take calls from now on; a pause is over. `way` is how they said it: phone, text
    or desk."""
    with rt.db.begin() as session:
        duty.come(rt, session, responder_id, open_ended=False)
        back = session.scalar(
            update(Presence)
            .where(Presence.responder_id == responder_id, Presence.busy_with == PAUSED)
            .values(busy_until=None, busy_with=None, because=None, idle_since=rt.now())
            .returning(Presence.responder_id)
        )
        audit.write(session, rt.now(), _by(session, responder_id, Deed.DUTY_ON, way))
    duty.renew(rt, responder_id)
    if back is not None:
        tell(rt, lambda: rt.routing.roster.ready(responder_id, rt.now()))
    return how(rt, responder_id)


def say_off(rt: Runtime, responder_id: str, way: str) -> Stands:
    """They are not rung any more; a call they are on goes on."""
    with rt.db.begin() as session:
        duty.leave(rt, session, responder_id)
        audit.write(session, rt.now(), _by(session, responder_id, Deed.DUTY_OFF, way))
    duty.gone(rt, responder_id)
    return how(rt, responder_id)


def pause(rt: Runtime, responder_id: str, asked: Pause) -> Stands:
    """They are not rung for so many minutes; a call they are on goes on first. Nothing changes
    for somebody off duty. A pause takes the place of the one before, shorter or longer."""
    span = timedelta(minutes=max(1, min(asked.minutes, LONGEST_PAUSE)))
    until = rt.now() + rt.span(span.total_seconds())
    wraps_up_longer = (Presence.busy_with != PAUSED) & (Presence.busy_until > until)
    with rt.db.begin() as session:
        paused = session.scalar(
            update(Presence)
            .where(
                Presence.responder_id == responder_id,
                Presence.on_duty,
                or_(Presence.busy_with.is_(None), ~wraps_up_longer),
            )
            .values(busy_until=until, busy_with=PAUSED, because=asked.because, idle_since=until)
            .returning(Presence.responder_id)
        )
        if paused is not None:
            audit.write(session, rt.now(), _by(session, responder_id, Deed.DUTY_PAUSED, asked.way))
    if paused is not None:
        leave_alone(rt, responder_id, until)
    return how(rt, responder_id)


def _by(session: Session, responder_id: str, deed: Deed, way: str) -> Entry:
    """Who did it themselves, and how they said it."""
    name = session.get_one(Responder, responder_id).name
    return Entry(name, deed, responder_id, {"by": way})
