"""What does Twilio tell us of texts?"""

from ivr import safety
from ivr.operations import duty_texts, opt_outs, receipts
from ivr.runtime import Runtime
from ivr.telephony import verbs
from ivr.telephony.requests import VoiceRequest
from ivr.telephony.requests import notice as read
from ivr.webhooks.edges import notice, text_document

__all__ = ["ROUTES"]


@text_document
def came(rt: Runtime, asked: VoiceRequest) -> str:
    """A text came in. STOP is final; anything else gets one neutral sentence, which never says
    that a call took place. When Twilio has answered (`OptOutType`) nothing more is said."""
    body, kind = asked.fields.get("Body", ""), asked.fields.get("OptOutType", "").upper()
    if asked.caller is None:
        return verbs.document()
    if kind == "STOP" or safety.is_opt_out(body):
        opt_outs.record(rt, asked.caller)
        return verbs.document()
    if kind == "START" or safety.is_opt_in(body):
        opt_outs.lift(rt, asked.caller)
        return verbs.document()
    if kind or opt_outs.has_stopped(rt, asked.caller):
        return verbs.document()
    for_staff = duty_texts.answer(rt, asked.caller, asked.called, body)
    if for_staff is not None:
        return verbs.document(verbs.message(for_staff))
    book = rt.books.live()
    return verbs.document(
        verbs.message(book.phrase("neutral_text_reply", book.settings.base_language))
    )


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
