"""How is a caller's number kept while somebody may have to text or call them, seen by nobody?"""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.models import Call, Callback, CallState, Consent
from ivr.operations import consents, person_keys
from ivr.operations.forgetting import BATCH, forget_callers, in_batches
from ivr.runtime import Runtime

__all__ = ["KEPT_FOR", "forget", "keep", "of_call"]

PURPOSE = "call number"
KEPT_FOR = timedelta(minutes=15)
"""After a call in which they talked with somebody: longer than any wrap-up."""


def keep(rt: Runtime, session: Session, call: Call, number: str | None) -> None:
    """Somebody comes to the waiting line: seal their number under their call, once. Nothing is
    kept of a withheld one, nor of a call that we make, whose number stands with its consent."""
    if number is None or call.number is not None or call.outbound:
        return
    person = person_keys.nameless(rt, session)
    call.number = person_keys.seal(rt, person).close(PURPOSE, number.encode(), call.id)
    call.person_id = person.id


def of_call(rt: Runtime, session: Session, call: Call) -> str | None:
    """The number of whoever is on this call; None when it is withheld, or forgotten by now."""
    if call.outbound:
        promised = select(Consent).join(Callback, Callback.consent_id == Consent.id)
        consent = session.scalar(promised.where(Callback.ring_call_id == call.id))
        return None if consent is None else consents.number_of(rt, consent)
    seal = person_keys.by_id(rt, session, call.person_id)
    if call.number is None or seal is None:
        return None
    return seal.open(PURPOSE, call.number, call.id).decode()


def forget(rt: Runtime) -> int:
    """Empty those of calls that are over: at once when nobody talked with them, else after
    KEPT_FOR; how many."""
    nobody = Call.connected_at.is_(None)
    over = Call.state == CallState.ENDED, nobody | (Call.ended_at <= rt.now() - KEPT_FOR)
    old = select(Call.id).where(Call.number.is_not(None), *over).limit(BATCH)
    return in_batches(rt, lambda session: forget_callers(session, Call.id.in_(old)))
