"""What does Twilio tell us of a message that a caller leaves?"""

from ivr.flow.book import Book
from ivr.flow.inputs import Input, Keys, Silence
from ivr.operations import calls, endings, voicemails
from ivr.operations.voicemails import Told
from ivr.runtime import Runtime
from ivr.telephony import verbs
from ivr.telephony.requests import VoiceRequest
from ivr.webhooks.edges import caller_document, notice
from ivr.webhooks.positions import TooLate, opened, written

__all__ = ["ROUTES"]

HUNG_UP = "hangup"


@caller_document
def after(rt: Runtime, asked: VoiceRequest, position: str) -> str:
    """The message was ended by a key, by a silence, or by hanging up; or there was none."""
    try:
        caller, place = opened(rt, asked, position)
    except TooLate:
        return verbs.document(verbs.hangup())
    voicemail_id = voicemails.id_of(caller.call_id, place.turn)
    told = _told(asked)
    if told is not None:
        voicemails.recorded(rt, voicemail_id, told)
    if asked.over or asked.keys == HUNG_UP:
        endings.end(rt, caller.call_id)
        return verbs.document()
    book, reply = calls.resume(rt, caller, place, _given(rt.books.get(place.revision), asked, told))
    return written(rt, caller, book, reply)


def _given(book: Book, asked: VoiceRequest, told: Told | None) -> Input:
    """The key that ended it, or the one that finishes; silence when nothing was said, unless the
    key asks for a person or says danger."""
    keys = book.settings.universal_keys
    said = told is not None and told.seconds >= voicemails.SHORTEST
    if not said and asked.keys not in (keys.person, keys.danger):
        return Silence()
    return Keys(asked.keys or keys.finish)


@notice
def noticed(rt: Runtime, asked: VoiceRequest, position: str) -> None:
    """The phone company has processed it; or there was nothing to process."""
    caller, place = opened(rt, asked, position)
    voicemail_id = voicemails.id_of(caller.call_id, place.turn)
    told = _told(asked)
    if asked.fields.get("RecordingStatus") == "absent":
        voicemails.nothing(rt, voicemail_id)
    elif told is not None:
        voicemails.recorded(rt, voicemail_id, told)


def _told(asked: VoiceRequest) -> Told | None:
    """What is told of a recording. After the tone only its address names it."""
    url = asked.fields.get("RecordingUrl", "")
    sid = asked.fields.get("RecordingSid") or url.rpartition("/")[2]
    if not voicemails.is_sid(sid):
        return None
    status = asked.fields.get("RecordingStatus", "")
    return Told(sid, asked.number("RecordingDuration"), ready=bool(status))


ROUTES = {
    "/voice/voicemail/<position>/after": after,
    "/voice/voicemail/<position>/notice": noticed,
}
