"""What does Twilio tell us when the duty phones are rung one after another?"""

from ivr.flow.inputs import Failed, NobodyFree
from ivr.operations import calls, duty_phones, duty_rings, endings, pacing, remnants
from ivr.operations.forgetting import DAY
from ivr.runtime import Runtime
from ivr.telephony import verbs
from ivr.telephony.phone import Record
from ivr.telephony.requests import VoiceRequest
from ivr.webhooks.edges import after_the_answer, caller_document, responder_document
from ivr.webhooks.positions import opened, spoken, written

__all__ = ["ROUTES"]

RINGS_FOR = 20
LISTENS = 8


@caller_document
def ring(rt: Runtime, asked: VoiceRequest, position: str, place: int) -> str:
    """Ring the duty phone at this place of the list; past the last, the step's own way out."""
    rung = asked.fields.get("DialCallSid", "")
    after_the_answer(lambda: remnants.heard_of(rt, Record.CALL, rung, after=DAY))
    caller, at = opened(rt, asked, position)
    if asked.over:
        endings.end(rt, caller.call_id)
        return verbs.document()
    book = rt.books.get(at.revision)
    if place and duty_phones.was_taken(rt, caller.call_id, at):
        words = spoken(rt, book, book.phrase("lost_connection", at.language), at.language)
        action = rt.addresses.call(caller.call_id, "finished")
        return verbs.document(verbs.gather(words, action=action, wait=LISTENS))
    phones = book.settings.duty_phones
    if place >= len(phones):
        given = NobodyFree() if phones else Failed()
        book, reply = calls.resume(rt, caller, at, given)
        return written(rt, caller, book, reply)
    if not duty_rings.step_aside(rt, caller.call_id, at.turn):
        again = rt.addresses.duty_phone(position, place)
        return verbs.document(verbs.pause(1), verbs.redirect(again))
    pacing.slot(rt, urgent=True)
    whisper_at = rt.addresses.duty_screen(caller.call_id, at.turn, "whisper")
    return verbs.document(
        verbs.dial(
            verbs.number(phones[place], whisper=whisper_at),
            action=rt.addresses.duty_phone(position, place + 1),
            timeout=RINGS_FOR,
            # Without it the caller's own number stays in the phone's list of calls.
            callerId=rt.environment.number,
        )
    )


@responder_document
def whisper(rt: Runtime, _asked: VoiceRequest, call_id: str, turn: int) -> str:
    """What a duty phone hears: a voicemail presses nothing, and so never wins."""
    book = rt.books.live()
    language = book.settings.base_language
    wanted = duty_phones.language_of(rt, call_id) or language
    words = book.phrase("duty_call", language, language=book.language_name(wanted, language))
    words = f"{words} {book.phrase('whisper_keys', language)}"
    action = rt.addresses.duty_screen(call_id, turn, "key")
    prompt = spoken(rt, book, words, language)
    return verbs.document(verbs.gather(prompt, action=action, wait=LISTENS))


@responder_document
def key(rt: Runtime, asked: VoiceRequest, call_id: str, turn: int) -> str:
    """Key 1 connects; anything else lets the next phone ring."""
    if asked.keys != "1":
        return verbs.document(verbs.hangup())
    if duty_phones.take(rt, call_id, turn):
        return verbs.document()
    book = rt.books.live()
    language = book.settings.base_language
    words = book.phrase("already_answered", language)
    return verbs.document(spoken(rt, book, words, language), verbs.hangup())


ROUTES = {
    "/voice/duty/<position>/<int:place>": ring,
    "/voice/duty/calls/<call_id>/<int:turn>/whisper": whisper,
    "/voice/duty/calls/<call_id>/<int:turn>/key": key,
}
