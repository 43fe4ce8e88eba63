"""Who is on duty now?"""

import logging
from datetime import timedelta

from redis import RedisError
from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.logs import log
from ivr.models import Offer, Presence, Responder
from ivr.models.offer import LIVE
from ivr.models.responder import TAKE_CALLS
from ivr.operations import people
from ivr.operations.people import NobodyOfThatName
from ivr.operations.proposals import follow, sure, tell
from ivr.operations.rebuild import latest, rebuild, routed
from ivr.runtime import Runtime
from routing.responder import Lately
from routing.responder import Presence as Standing

__all__ = [
    "NobodyOfThatName",
    "agree",
    "come",
    "free_cells",
    "gone",
    "leave",
    "off",
    "on",
    "renew",
]

ABOUT_NOW = timedelta(seconds=1)
"""A rest that ends within this may have ended in one and not yet in the other."""


def on(rt: Runtime, name: str, *, open_ended: bool = False) -> None:
    """This responder takes calls from now on. Saying it again keeps their place.

    They go off duty by themselves when their shift is over, unless `open_ended`. Raises
    NobodyOfThatName.
    """
    with rt.db.begin() as session:
        responder_id = people.find(session, name).id
        come(rt, session, responder_id, open_ended=open_ended)
    renew(rt, responder_id)


def come(rt: Runtime, session: Session, responder_id: str, *, open_ended: bool) -> None:
    """Write that this responder is on duty; `renew` tells routing after the commit."""
    now = rt.now()
    presence = session.get(Presence, responder_id)
    if presence is None or not presence.on_duty:
        presence = session.merge(
            Presence(
                responder_id=responder_id,
                on_duty=True,
                since=now,
                idle_since=now,
                busy_until=None,
                busy_with=None,
                because=None,
                benched_for=None,
            )
        )
    presence.open_ended = open_ended


def off(rt: Runtime, name: str) -> None:
    """This responder is not rung any more; a call they are on goes on. Raises NobodyOfThatName."""
    with rt.db.begin() as session:
        responder_id = people.find(session, name).id
        leave(rt, session, responder_id)
    gone(rt, responder_id)


def leave(rt: Runtime, session: Session, responder_id: str) -> None:
    """Write that this responder is off duty; `gone` tells routing after the commit."""
    presence = session.get(Presence, responder_id)
    if presence is not None:
        presence.on_duty = False
        presence.benched_for = None  # now it is their own word
        presence.since = rt.now()


def gone(rt: Runtime, responder_id: str) -> None:
    """Routing follows: this responder is off duty, at once or when their call is over."""
    tell(rt, lambda: rt.routing.roster.depart(responder_id, rt.now()))


def renew(rt: Runtime, responder_id: str) -> None:
    """What this responder can do has changed: if they are on duty, calls follow it from now on."""
    with rt.db.read() as session:
        presence = session.get(Presence, responder_id)
        if presence is None or not presence.on_duty:
            return
        responder, idle_since = session.get_one(Responder, responder_id), presence.idle_since
        who = routed(responder)
        before = latest(rt, session, [responder_id]).get(responder_id, Lately())
    if responder.role in TAKE_CALLS:
        tell(rt, lambda: rt.routing.roster.arrive(who, rt.now(), idle_since, before))
    else:
        gone(rt, responder_id)


def free_cells(rt: Runtime) -> frozenset[tuple[str, str]]:
    """The languages and specialties that somebody on duty could take a call in now."""
    now = rt.now()
    idle = (
        select(Responder)
        .join(Presence)
        .outerjoin(Offer, (Offer.responder_id == Responder.id) & Offer.state.in_(LIVE))
        .where(
            Presence.on_duty,
            Presence.busy_until.is_(None) | (Presence.busy_until <= now),
            Offer.id.is_(None),
        )
    )
    with rt.db.read() as session:
        free = session.scalars(idle).all()
    return frozenset(
        (language, held.specialty)
        for person in free
        if person.is_rung
        for language in person.languages
        for held in person.certifications
        if held.valid_until > now
    )


def agree(rt: Runtime) -> None:
    """Where SQL and routing differ on who is on duty or busy, SQL wins.

    They differ after Redis was away: then routing never heard how a call went.
    """
    try:
        _agree_on_duty(rt)
        # Twice, because what is under way is written a moment before routing hears of it.
        if _differing(rt) & _differing(rt):
            log("routing differs from the tables, rebuilding it", level=logging.WARNING)
            rt.routing.forget(rt.now())
            follow(rt, rebuild(rt))
    except (RedisError, OSError):
        log("redis away, duty will be told later", level=logging.WARNING)


def _agree_on_duty(rt: Runtime) -> None:
    sure(rt, lambda: rt.routing.tick(rt.now()))
    with rt.db.read() as session:
        wanted = session.execute(select(Responder, Presence).join(Presence)).all()
    for responder, presence in wanted:
        known = rt.routing.roster.state(responder.id) is not None
        belongs = presence.on_duty and responder.role in TAKE_CALLS
        if belongs and not known:
            renew(rt, responder.id)
        elif known and not belongs:
            gone(rt, responder.id)


def _differing(rt: Runtime) -> set[str]:
    """Who on duty is held by a call, or is resting, in one of the two and not in the other. Routing
    knows no interpreters: the tables alone say who of them is free."""
    on_duty = (
        select(Presence.responder_id, Presence.busy_until)
        .join(Responder)
        .where(Presence.on_duty, Responder.role.in_(TAKE_CALLS))
    )
    now = rt.now()
    with rt.db.read() as session:
        live = session.execute(
            select(Offer.responder_id, Offer.mentor_id).where(Offer.state.in_(LIVE))
        ).all()
        held = {who for pair in live for who in pair if who is not None}
        there = session.execute(on_duty).all()
    return {
        who
        for who, until in there
        if (until is None or abs(until - now) > ABOUT_NOW)
        and _how(rt.routing.roster.state(who))
        != ("held" if who in held else "resting" if until and until > now else "free")
    }


def _how(standing: Standing | None) -> str:
    if standing in (Standing.OFFERED, Standing.TALKING):
        return "held"
    return "free" if standing in (Standing.AVAILABLE, None) else "resting"
