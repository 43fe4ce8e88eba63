"""Which tables are there? One noun per file; no questions asked, nothing decided here."""

from ivr.models.account import Account, Grant, Invitation, RecoveryCode
from ivr.models.alert import Alert
from ivr.models.answer import Answer
from ivr.models.approval import Approval, ApprovalState
from ivr.models.audit import AuditEntry
from ivr.models.call import Call, CallState
from ivr.models.callback import Callback, CallbackState
from ivr.models.consent import Consent, OptOut
from ivr.models.conversation import Conversation, TextAnswer
from ivr.models.draft import Draft, DraftChange
from ivr.models.duty_ring import DutyRing, RingState
from ivr.models.effect import Effect
from ivr.models.erasure import Door, Erasure
from ivr.models.lease import Lease
from ivr.models.leg import Leg
from ivr.models.line import Line, LineState
from ivr.models.message import Message, MessageState
from ivr.models.neutral_reply import NeutralReply
from ivr.models.offer import Offer, OfferState, Outcome, Part
from ivr.models.pairing import Apart, Because, Conflict, Mentorship
from ivr.models.person_key import PersonKey
from ivr.models.pin import Pin
from ivr.models.presence import Presence
from ivr.models.publication import Emergency, Manner, Publication
from ivr.models.remnant import Remnant
from ivr.models.resource import Purpose, Resource, ResourceWords, Topic
from ivr.models.responder import Certification, Level, Responder, Role, SpokenLanguage
from ivr.models.revision import Revision
from ivr.models.screen import Screen
from ivr.models.series import Series, SeriesState
from ivr.models.shift import Leave, Shift
from ivr.models.sign_in import Miss, SignIn
from ivr.models.sound import Sound
from ivr.models.step import StepHeard, StepTotal
from ivr.models.swap import Swap, SwapState
from ivr.models.switch import Switch
from ivr.models.total import MonthTotal
from ivr.models.typed import Typed
from ivr.models.types import Table, new_id
from ivr.models.voicemail import Voicemail, VoicemailSound, VoicemailState
from ivr.models.web_asking import WebAsking

__all__ = [
    "Account",
    "Alert",
    "Answer",
    "Apart",
    "Approval",
    "ApprovalState",
    "AuditEntry",
    "Because",
    "Call",
    "CallState",
    "Callback",
    "CallbackState",
    "Certification",
    "Conflict",
    "Consent",
    "Conversation",
    "Door",
    "Draft",
    "DraftChange",
    "DutyRing",
    "Effect",
    "Emergency",
    "Erasure",
    "Grant",
    "Invitation",
    "Lease",
    "Leave",
    "Leg",
    "Level",
    "Line",
    "LineState",
    "Manner",
    "Mentorship",
    "Message",
    "MessageState",
    "Miss",
    "MonthTotal",
    "NeutralReply",
    "Offer",
    "OfferState",
    "OptOut",
    "Outcome",
    "Part",
    "PersonKey",
    "Pin",
    "Presence",
    "Publication",
    "Purpose",
    "RecoveryCode",
    "Remnant",
    "Resource",
    "ResourceWords",
    "Responder",
    "Revision",
    "RingState",
    "Role",
    "Screen",
    "Series",
    "SeriesState",
    "Shift",
    "SignIn",
    "Sound",
    "SpokenLanguage",
    "StepHeard",
    "StepTotal",
    "Swap",
    "SwapState",
    "Switch",
    "Table",
    "TextAnswer",
    "Topic",
    "Typed",
    "Voicemail",
    "VoicemailSound",
    "VoicemailState",
    "WebAsking",
    "new_id",
]
