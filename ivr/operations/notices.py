"""What does news of a responder's leg change?"""

from ivr.models import OfferState
from ivr.operations import bridges, legs, offers
from ivr.runtime import Runtime
from ivr.telephony.codes import BUSY
from ivr.telephony.phone import ENDED

__all__ = ["heard"]

LOST_LEG = {
    "busy": OfferState.MISSED,
    "no-answer": OfferState.MISSED,
    "completed": OfferState.MISSED,
    "canceled": OfferState.MISSED,
    "failed": OfferState.FAILED,
}


def heard(rt: Runtime, offer_id: str, sid: str, status: str, why: str = "") -> None:
    """Do what this status of a leg means, in Twilio's words, whether it was reported or looked
    up, in whatever order and however often; `why` it failed, as `codes.fault` says it. Raises
    NoSuchOffer."""
    held = offers.find(rt, offer_id)
    legs.began(rt, sid, held.call.id, offer_id)
    if status == "ringing":
        offers.ringing(rt, offer_id)
    elif status in ENDED and legs.ended(rt, sid, offer_id):
        offers.lose(rt, offer_id, LOST_LEG[status], BUSY if status == BUSY else why)
        bridges.lost(rt, offer_id)
