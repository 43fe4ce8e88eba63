"""What does Twilio tell us of a duty phone that rings beside the line, for a caller in danger?"""

from ivr.flow.book import Book
from ivr.models import Call, CallState, DutyRing, RingState
from ivr.operations import bridges, duty_rings, needs
from ivr.operations.duty_rings import Taken
from ivr.runtime import Runtime
from ivr.telephony import verbs
from ivr.telephony.requests import VoiceRequest
from ivr.webhooks.edges import notice, responder_document
from ivr.webhooks.positions import spoken

__all__ = ["ROUTES"]

ACCEPT, LISTENS = "1", 8


@responder_document
def whisper(rt: Runtime, _asked: VoiceRequest, ring_id: str) -> str:
    """Somebody, or a voicemail, picked up: nothing but that it is a duty call, and the language."""
    ring, call = duty_rings.find(rt, ring_id)
    if ring.state == RingState.OVER or call.state != CallState.WAITING:
        return _over(rt, call)
    book = rt.books.get(call.revision)
    language = book.settings.base_language
    named = book.language_name(call.language or language, language)
    words = f"{book.phrase('duty_call', language, language=named)} "
    words += book.phrase("whisper_keys", language)
    action = rt.addresses.duty_ring(ring_id, "key")
    return verbs.document(verbs.gather(_said(rt, book, words), action=action, wait=LISTENS))


@responder_document
def key(rt: Runtime, asked: VoiceRequest, ring_id: str) -> str:
    """Key 1 takes the call; anything else lets the next phone ring."""
    if asked.keys != ACCEPT:
        return verbs.document(verbs.hangup())
    outcome = duty_rings.take(rt, ring_id)
    ring, call = duty_rings.find(rt, ring_id)
    if outcome is not Taken.WON:
        return _over(rt, call)
    book = rt.books.get(call.revision)
    language = book.settings.base_language
    title = book.specialty_title(needs.read(call.need or {}).specialty, language)
    words = book.phrase("taken", language, specialty=title)
    return verbs.document(_said(rt, book, words), _room(rt, ring))


def _room(rt: Runtime, ring: DutyRing) -> str:
    return verbs.dial(
        verbs.conference(
            bridges.room_name(ring.call_id, ring.room),
            label=duty_rings.label_of(ring.id),
            notices=rt.addresses.room(ring.call_id, ring.room),
            ends_with_me=False,
        ),
        action=rt.addresses.duty_ring(ring.id, "left"),
    )


@responder_document
def left(rt: Runtime, asked: VoiceRequest, ring_id: str) -> str:
    """Out of the room: the caller has left."""
    _, call = duty_rings.find(rt, ring_id)
    return verbs.document() if asked.over else _over(rt, call)


@responder_document
def gone(rt: Runtime, _asked: VoiceRequest, ring_id: str) -> str:
    """The caller left, or somebody else took them."""
    return _over(rt, duty_rings.find(rt, ring_id)[1])


def _over(rt: Runtime, call: Call) -> str:
    book = rt.books.get(call.revision)
    phrase = "caller_left" if call.state == CallState.ENDED else "already_answered"
    words = book.phrase(phrase, book.settings.base_language)
    return verbs.document(_said(rt, book, words), verbs.hangup())


def _said(rt: Runtime, book: Book, words: str) -> str:
    return spoken(rt, book, words, book.settings.base_language)


@notice
def report(rt: Runtime, asked: VoiceRequest, ring_id: str) -> None:
    """A status report of the leg, in whatever order it comes."""
    duty_rings.heard(rt, ring_id, asked.call_sid, asked.status)


ROUTES = {
    "/voice/duty/rings/<ring_id>/whisper": whisper,
    "/voice/duty/rings/<ring_id>/key": key,
    "/voice/duty/rings/<ring_id>/left": left,
    "/voice/duty/rings/<ring_id>/gone": gone,
    "/voice/duty/rings/<ring_id>/notice": report,
}
