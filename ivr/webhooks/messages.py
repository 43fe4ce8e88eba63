"""What does Twilio tell us of texts?"""

from ivr import safety
from ivr.operations import conversations, duty_texts, lines, opt_outs, receipts
from ivr.operations.conversations import Incoming
from ivr.runtime import Runtime
from ivr.telephony import verbs
from ivr.telephony.requests import VoiceRequest
from ivr.telephony.requests import notice as read
from ivr.webhooks.edges import notice, text_document

__all__ = ["ROUTES"]


@text_document
def came(rt: Runtime, asked: VoiceRequest) -> str:
    """A text came in. STOP is final; a responder may say on the neutral number whether they are on
    duty; a line with a text flow answers by it; anything else gets one neutral sentence, which
    never says that a call took place. When Twilio has answered (`OptOutType`) nothing more is
    said."""
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
    return verbs.document(*(verbs.message(words) for words in answers))


def _told(rt: Runtime, number: str, called: str, body: str) -> str:
    """What a responder asked for, or the neutral sentence."""
    for_staff = duty_texts.answer(rt, number, called, body)
    book = rt.books.live()
    neutral = book.phrase("neutral_text_reply", book.settings.base_language)
    return verbs.document(verbs.message(for_staff or neutral))


@notice
def receipt(rt: Runtime, asked: VoiceRequest, message_id: str) -> None:
    """The carrier's word on one of our texts."""
    told = read(asked.fields)
    code = asked.fields.get("ErrorCode", "")
    receipts.record(rt, message_id, told.event, told.sid, code)


ROUTES = {
    "/text/messages": came,
    "/text/messages/<message_id>/receipt": receipt,
}
