"""Which tables are there? One noun per file; no questions asked, nothing decided here."""

from ivr.models.answer import Answer
from ivr.models.approval import Approval, ApprovalState
from ivr.models.audit import AuditEntry
from ivr.models.call import Call, CallState
from ivr.models.consent import Consent, OptOut
from ivr.models.conversation import Conversation, TextAnswer
from ivr.models.draft import Draft
from ivr.models.effect import Effect
from ivr.models.leg import Leg
from ivr.models.line import Line, LineState
from ivr.models.message import Message, MessageState
from ivr.models.offer import Offer, OfferState
from ivr.models.presence import Presence
from ivr.models.publication import Emergency, Manner, Publication
from ivr.models.resource import Resource
from ivr.models.responder import Certification, Responder
from ivr.models.revision import Revision
from ivr.models.sound import Sound
from ivr.models.switch import Switch
from ivr.models.typed import Typed
from ivr.models.types import Table, new_id

__all__ = [
    "Answer",
    "Approval",
    "ApprovalState",
    "AuditEntry",
    "Call",
    "CallState",
    "Certification",
    "Consent",
    "Conversation",
    "Draft",
    "Effect",
    "Emergency",
    "Leg",
    "Line",
    "LineState",
    "Manner",
    "Message",
    "MessageState",
    "Offer",
    "OfferState",
    "OptOut",
    "Presence",
    "Publication",
    "Resource",
    "Responder",
    "Revision",
    "Sound",
    "Switch",
    "Table",
    "TextAnswer",
    "Typed",
    "new_id",
]
