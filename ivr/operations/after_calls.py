"""What does a responder write down after a call, and what do they ask for?"""

from enum import Enum

from sqlalchemy import update
from sqlalchemy.orm import Session

from ivr.models import Alert, Offer, OfferState, Outcome, Part, Responder
from ivr.models.alert import WANTS_HELP, WANTS_TO_TALK
from ivr.operations import alerts, audit, desk_offers, wrap_up
from ivr.operations.audit import Deed, Entry
from ivr.runtime import Runtime

__all__ = ["Asks", "ask", "finish", "write_down"]


class Asks(Enum):
    """What a responder asks a supervisor for."""

    HELP = WANTS_HELP
    """In this call, now."""
    TO_TALK = WANTS_TO_TALK
    """With somebody, about what they heard."""


def write_down(rt: Runtime, responder_id: str, offer_id: str, outcome: Outcome) -> bool:
    """What came of this call of theirs, while it goes on or after it; written again, the last word
    counts. False when it is no call of theirs."""
    with rt.db.begin() as session:
        offer = desk_offers.own(session, responder_id, offer_id)
        if offer is None or not _is_call(offer):
            return False
        offer.outcome = outcome
    return True


def _is_call(offer: Offer) -> bool:
    talked = offer.state in (OfferState.ACCEPTED, OfferState.FINISHED)
    return talked and offer.part == Part.RESPONDER and offer.joined_at is not None


def finish(rt: Runtime, responder_id: str, offer_id: str) -> bool:
    """They are ready for the next call. False when there was no wrap-up to end."""
    with rt.db.read() as session:
        offer = desk_offers.own(session, responder_id, offer_id)
    return offer is not None and wrap_up.ready(rt, offer_id)


def ask(rt: Runtime, responder_id: str, what: Asks) -> None:
    """A supervisor is told who asks and for what: on a list, and by a text to the duty phones that
    says neither. Asked again, they are told again."""
    with rt.db.begin() as session:
        alerts.write(session, rt.now(), what.value, responder=responder_id)
        alert_id = _asked_again(session, responder_id, what)
        name = session.get_one(Responder, responder_id).name
        audit.write(session, rt.now(), Entry(name, Deed.HELP_ASKED, responder_id))
    rt.later.ask("send", "tell_supervisor", alert_id)


def _asked_again(session: Session, responder_id: str, what: Asks) -> str:
    """The open alert, which is to be texted, whether it was before or not."""
    mine = update(Alert).where(
        Alert.responder_id == responder_id, Alert.what == what.value, Alert.seen_at.is_(None)
    )
    return session.scalars(mine.values(texted_at=None).returning(Alert.id)).one()
