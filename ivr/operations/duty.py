"""Who is on duty now?"""

import logging
from datetime import timedelta

from redis import RedisError
from sqlalchemy import select

from ivr.logs import log
from ivr.models import Offer, Presence, Responder
from ivr.models.offer import LIVE
from ivr.operations.proposals import follow, sure, tell
from ivr.operations.rebuild import latest, rebuild, routed
from ivr.runtime import Runtime
from routing.responder import Lately
from routing.responder import Presence as Standing

__all__ = ["NobodyOfThatName", "agree", "free_cells", "off", "on"]

ABOUT_NOW = timedelta(seconds=1)
"""A rest that ends within this may have ended in one and not yet in the other."""


class NobodyOfThatName(LookupError):
    """Raised when no responder has this name."""


def on(rt: Runtime, name: str) -> None:
    """This responder takes calls from now on. Saying it again keeps their place.

    Raises NobodyOfThatName.
    """
    now = rt.now()
    with rt.db.begin() as session:
        responder = _find(session.scalar(select(Responder).where(Responder.name == name)))
        presence = session.get(Presence, responder.id)
        if presence is None or not presence.on_duty:
            presence = session.merge(
                Presence(
                    responder_id=responder.id,
                    on_duty=True,
                    since=now,
                    idle_since=now,
                    busy_until=None,
                    busy_with=None,
                )
            )
        idle_since = presence.idle_since
        who = routed(responder)
        before = latest(rt, session, [responder.id]).get(responder.id, Lately())
    tell(rt, lambda: rt.routing.roster.arrive(who, now, idle_since, before))


def off(rt: Runtime, name: str) -> None:
    """This responder is not rung any more; a call they are on goes on. Raises NobodyOfThatName."""
    now = rt.now()
    with rt.db.begin() as session:
        responder = _find(session.scalar(select(Responder).where(Responder.name == name)))
        presence = session.get(Presence, responder.id)
        if presence is not None:
            presence.on_duty = False
            presence.since = now
        responder_id = responder.id
    tell(rt, lambda: rt.routing.roster.depart(responder_id, now))


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
        people = session.scalars(idle).all()
    return frozenset(
        (language, held.specialty)
        for person in people
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
        if presence.on_duty and not known:
            on(rt, responder.name)
        elif known and not presence.on_duty:
            off(rt, responder.name)


def _differing(rt: Runtime) -> set[str]:
    """Who on duty is held by a call, or is resting, in one of the two and not in the other."""
    on_duty = select(Presence.responder_id, Presence.busy_until).where(Presence.on_duty)
    now = rt.now()
    with rt.db.read() as session:
        held = set(session.scalars(select(Offer.responder_id).where(Offer.state.in_(LIVE))))
        people = session.execute(on_duty).all()
    return {
        who
        for who, until in people
        if (until is None or abs(until - now) > ABOUT_NOW)
        and _how(rt.routing.roster.state(who))
        != ("held" if who in held else "resting" if until and until > now else "free")
    }


def _how(standing: Standing | None) -> str:
    if standing in (Standing.OFFERED, Standing.TALKING):
        return "held"
    return "free" if standing in (Standing.AVAILABLE, None) else "resting"


def _find(responder: Responder | None) -> Responder:
    if responder is None:
        raise NobodyOfThatName(
            "Nobody of this name is here; `helpline people list` shows everybody."
        )
    return responder
