"""Which tables are there? One noun per file; no questions asked, nothing decided here."""

from ivr.models.alert import Alert
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
from ivr.models.pairing import Apart, Because, Conflict, Mentorship
from ivr.models.pin import Pin
from ivr.models.presence import Presence
from ivr.models.publication import Emergency, Manner, Publication
from ivr.models.resource import Purpose, Resource, ResourceWords, Topic
from ivr.models.responder import Certification, Level, Responder, Role, SpokenLanguage
from ivr.models.revision import Revision
from ivr.models.shift import Leave, Shift
from ivr.models.sound import Sound
from ivr.models.step import StepHeard, StepTotal
from ivr.models.switch import Switch
from ivr.models.typed import Typed
from ivr.models.types import Table, new_id

__all__ = [
    "Alert",
    "Answer",
    "Apart",
    "Approval",
    "ApprovalState",
    "AuditEntry",
    "Because",
    "Call",
    "CallState",
    "Certification",
    "Conflict",
    "Consent",
    "Conversation",
    "Draft",
    "Effect",
    "Emergency",
    "Leave",
    "Leg",
    "Level",
    "Line",
    "LineState",
    "Manner",
    "Mentorship",
    "Message",
    "MessageState",
    "Offer",
    "OfferState",
    "OptOut",
    "Pin",
    "Presence",
    "Publication",
    "Purpose",
    "Resource",
    "ResourceWords",
    "Responder",
    "Revision",
    "Role",
    "Shift",
    "Sound",
    "SpokenLanguage",
    "StepHeard",
    "StepTotal",
    "Switch",
    "Table",
    "TextAnswer",
    "Topic",
    "Typed",
    "new_id",
]
