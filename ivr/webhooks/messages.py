"""What does Twilio tell us of texts?"""

from ivr import safety
from ivr.operations import (
    conversations,
    duty_texts,
    lines,
    neutral_replies,
    opt_outs,
    receipts,
    remnants,
)
from ivr.operations.conversations import Incoming
from ivr.runtime import Runtime
from ivr.telephony import verbs
from ivr.telephony.phone import Record
from ivr.telephony.requests import VoiceRequest
from ivr.telephony.requests import notice as read
from ivr.webhooks.edges import notice, text_document

__all__ = ["ROUTES"]

OVER = frozenset({"delivered", "undelivered", "failed", "canceled"})


@text_document
def came(rt: Runtime, asked: VoiceRequest) -> str:
    """A text came in. STOP is final; a responder may say on the neutral number whether they are on
    duty; a line with a text flow answers by it; anything else gets one neutral sentence, a few
    times an hour, which never says that a call took place. When Twilio has answered (`OptOutType`)
    nothing more is said. Nobody needs the phone company's own copy of it."""
    remnants.heard_of(rt, Record.TEXT, asked.fields.get("MessageSid", ""))
    body, kind = asked.fields.get("Body", ""), asked.fields.get("OptOutType", "").upper()
    if asked.caller is None:
        return verbs.document()
    if kind == "STOP" or safety.is_opt_out(body):
        opt_outs.record(rt, asked.caller)
        conversations.erase(rt, asked.caller)
        return verbs.document()
    started = kind == "START" or safety.is_opt_in(body)
    if started:
        opt_outs.lift(rt, asked.caller)
    if kind not in ("", "START") or opt_outs.has_stopped(rt, asked.caller):
        return verbs.document()
    line = lines.answering(rt, asked.called)
    if line is None or line.text_flow is None:
        return verbs.document() if started else _told(rt, asked.caller, asked.called, body)
    sid = asked.fields.get("MessageSid", "")[:64]
    text = Incoming(sid, asked.caller, body, silenced=bool(kind))
    answers = conversations.answer(rt, line, text)
    return verbs.document(
        *(verbs.message(words, receipt=rt.addresses.replies) for words in answers)
    )


def _told(rt: Runtime, number: str, called: str, body: str) -> str:
    """What a responder asked for, or the neutral sentence; nothing to a machine that goes on."""
    for_staff = duty_texts.answer(rt, number, called, body)
    if for_staff:
        return verbs.document(_written(rt, for_staff))
    if not neutral_replies.may_be_answered(rt, number):
        return verbs.document()
    book = rt.books.live()
    neutral = book.phrase("neutral_text_reply", book.settings.base_language)
    return verbs.document(_written(rt, neutral))


def _written(rt: Runtime, words: str) -> str:
    return verbs.message(words, receipt=rt.addresses.replies)


@notice
def receipt(rt: Runtime, asked: VoiceRequest, message_id: str) -> None:
    """The carrier's word on one of our texts."""
    told = read(asked.fields)
    code = asked.fields.get("ErrorCode", "")
    receipts.record(rt, message_id, told.event, told.sid, code)


@notice
def reply(rt: Runtime, asked: VoiceRequest) -> None:
    """The carrier's word on a text that answered a text: its words are not kept there either."""
    if asked.fields.get("MessageStatus") in OVER:
        remnants.heard_of(rt, Record.TEXT, asked.fields.get("MessageSid", ""))


ROUTES = {
    "/text/messages": came,
    "/text/messages/<message_id>/receipt": receipt,
    "/text/replies": reply,
}
