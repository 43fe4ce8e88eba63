"""Whose number cannot be rung, and is therefore rung no more?"""

import logging
from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ivr.logs import log
from ivr.models import Alert, Offer, OfferState, Presence, Responder
from ivr.models.alert import BENCHED, OUR_ACCOUNT
from ivr.models.responder import TAKE_CALLS
from ivr.operations import alerts, audit, duty
from ivr.operations.audit import THE_SYSTEM, Deed, Entry
from ivr.runtime import Runtime
from ivr.telephony.codes import BUSY, Number, rung
from routing.moves import What

__all__ = ["judge"]

LOOKS_AT = 5
OF_THEM, IN_A_ROW = 3, 2
"""A number that fails so often among the latest rings is dead, whatever is said about it."""
TRIED = (OfferState.FAILED, OfferState.MISSED, OfferState.DECLINED, OfferState.FINISHED)


def judge(rt: Runtime, responder_id: str, fault: str) -> bool:
    """This number could not be rung just now. True if they are off duty by it: then they and the
    supervisor hear of it. The last one on duty is not: a supervisor hears of that instead."""
    what = rung(fault)
    if what is Number.OURS:
        _tell_of_account(rt, fault)
    if what in (Number.OURS, Number.FINE):
        return False
    with rt.db.begin() as session:
        presence = session.get(Presence, responder_id)
        if presence is None or not presence.on_duty:
            return False
        if what is not Number.DEAD and not _is_worn_out(_latest(session, presence)):
            return False
        is_off = _bench(rt, session, presence, fault)
    log("number cannot be rung", level=logging.WARNING, responder=responder_id, benched=int(is_off))
    if is_off:
        duty.gone(rt, responder_id)
    return is_off


def _tell_of_account(rt: Runtime, fault: str) -> None:
    log("nobody can be rung, look at the account", level=logging.ERROR, code=fault)
    known = select(Alert.id).where(Alert.what == OUR_ACCOUNT, Alert.seen_at.is_(None))
    with rt.db.begin() as session:
        if session.scalar(known) is None:
            alerts.write(session, rt.now(), OUR_ACCOUNT)


def _latest(session: Session, presence: Presence) -> Sequence[Offer]:
    """The latest rings of this phone, newest first, since its owner came on duty: what was before
    is settled by their coming."""
    asked = (
        select(Offer)
        .where(
            Offer.responder_id == presence.responder_id,
            Offer.state.in_(TRIED),
            Offer.ended_at >= presence.since,
            or_(Offer.fault.is_(None), Offer.fault != BUSY),
        )
        .order_by(Offer.ended_at.desc())
        .limit(LOOKS_AT)
    )
    return session.scalars(asked).all()


def _is_worn_out(latest: Sequence[Offer]) -> bool:
    failed = [
        offer.state == OfferState.FAILED and rung(offer.fault or "") is not Number.OURS
        for offer in latest
    ]
    return failed[:IN_A_ROW] == [True] * IN_A_ROW or sum(failed) >= OF_THEM


def _bench(rt: Runtime, session: Session, presence: Presence, fault: str) -> bool:
    now, who = rt.now(), presence.responder_id
    # All of them, in one order: two who are benched at once must not both be no longer the last.
    everybody = select(Presence).where(Presence.on_duty).order_by(Presence.responder_id)
    locked = everybody.with_for_update().execution_options(populate_existing=True)
    here = session.scalars(locked).all()
    if who not in {one.responder_id for one in here}:
        return False
    takers = set(session.scalars(select(Responder.id).where(Responder.role.in_(TAKE_CALLS))))
    others = [one for one in here if one.responder_id != who]
    if who in takers:  # without an interpreter the line is not empty, with nobody else it is
        others = [one for one in others if one.responder_id in takers]
    if all(_rests(rt, one) for one in others):
        alerts.write(session, now, What.LAST_ON_DUTY, responder=who)
        return False
    presence.on_duty, presence.since = False, now
    presence.benched_for = fault or "failed"
    alerts.write(session, now, BENCHED, responder=who)
    audit.write(session, now, Entry(THE_SYSTEM, Deed.DUTY_OFF, who, {"by": "number"}))
    return True


def _rests(rt: Runtime, presence: Presence) -> bool:
    until = presence.busy_until
    return presence.busy_with == "resting" and until is not None and until > rt.now()
