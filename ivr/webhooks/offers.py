"""What does Twilio tell us of a responder's leg?"""

from ivr.flow.book import Book
from ivr.models import CallState, OfferState, Part
from ivr.operations import bridges, legs, notices, offers, voices, wrap_up
from ivr.operations.beside import UNHEARD
from ivr.operations.offers import Answered, Held
from ivr.runtime import Runtime
from ivr.telephony import verbs
from ivr.telephony.codes import fault
from ivr.telephony.requests import VoiceRequest
from ivr.webhooks.edges import notice, responder_document
from ivr.webhooks.positions import spoken

__all__ = ["ROUTES"]

ACCEPT, PASS, READY, SPEAK = "1", "2", "1", "1"
LISTENS = 8
"""Seconds for a key after the whisper; TELEPHONY: twice, then the leg ends."""
WRAP_UP_LISTENS = 30


@responder_document
def whisper(rt: Runtime, asked: VoiceRequest, offer_id: str) -> str:
    """Somebody, or a voicemail, picked up: nothing but the language and a neutral code."""
    held = offers.find(rt, offer_id)
    legs.began(rt, asked.call_sid, held.call.id, offer_id)
    if offers.answered(rt, offer_id):
        return _listen(rt, held, "key")
    return _over(rt, held)


def _listen(rt: Runtime, held: Held, moment: str) -> str:
    book, need = _book(rt, held), held.need
    language = book.settings.base_language
    words = book.phrase(
        "promised_whisper" if held.is_promised else "whisper",
        language,
        language=book.language_name(need.language, language),
        code=str(book.specialty_code(need.specialty)),
    )
    words = f"{words} {book.phrase('whisper_keys', language)}"
    action = rt.addresses.offer(held.offer.id, moment)
    return verbs.document(verbs.gather(_spoken(rt, book, words), action=action, wait=LISTENS))


@responder_document
def key(rt: Runtime, asked: VoiceRequest, offer_id: str) -> str:
    """A key after the first whisper; without one of the two it is whispered once more."""
    if asked.keys not in (ACCEPT, PASS):
        held = offers.find(rt, offer_id)
        if offers.answered(rt, offer_id):
            return _listen(rt, held, "last-key")
    return _pressed(rt, asked, offer_id)


@responder_document
def last_key(rt: Runtime, asked: VoiceRequest, offer_id: str) -> str:
    """A key after the second whisper."""
    return _pressed(rt, asked, offer_id)


def _pressed(rt: Runtime, asked: VoiceRequest, offer_id: str) -> str:
    if asked.keys == ACCEPT:
        answer = offers.accept(rt, offer_id)
        held = offers.find(rt, offer_id)
        return _enter_room(rt, held) if answer is Answered.WON else _over(rt, held)
    held = offers.find(rt, offer_id)
    if held.offer.state == OfferState.ACCEPTED:
        return _enter_room(rt, held)
    lost = OfferState.DECLINED if asked.keys == PASS else OfferState.MISSED
    if not offers.lose(rt, offer_id, lost) and held.offer.state != lost:
        return _over(rt, held)
    if lost == OfferState.DECLINED:
        return verbs.document(verbs.hangup())
    return _last_words(rt, held, "no_key")


def _enter_room(rt: Runtime, held: Held) -> str:
    book = _book(rt, held)
    language = book.settings.base_language
    words = _spoken(rt, book, _before_the_room(rt, book, held, language))
    return verbs.document(words, _room(rt, held))


def _before_the_room(rt: Runtime, book: Book, held: Held, language: str) -> str:
    if held.offer.matched == UNHEARD:
        return book.phrase("beside_trainee", language)
    title = book.specialty_title(held.need.specialty, language)
    if voices.is_awaited(rt, held.offer.id, Part.INTERPRETER):
        spoken_by_caller = book.language_name(held.need.language, language)
        return book.phrase("with_interpreter", language, specialty=title, language=spoken_by_caller)
    taken = "promised_taken" if held.is_promised else "taken"
    return book.phrase(taken, language, specialty=title)


def _room(rt: Runtime, held: Held, *, is_heard: bool = False) -> str:
    """Where they talk; a mentor listens there, until they choose to be heard."""
    return verbs.dial(
        verbs.conference(
            bridges.room_name(held.call.id, held.offer.room),
            label=bridges.label_of(held.offer.id, held.offer.part),
            notices=rt.addresses.room(held.call.id, held.offer.room),
            ends_with_me=False,
            muted=held.offer.matched == UNHEARD and not is_heard,
        ),
        action=rt.addresses.offer(held.offer.id, "left"),
        hangupOnStar=True,
    )


@responder_document
def left(rt: Runtime, asked: VoiceRequest, offer_id: str) -> str:
    """Out of the room: the caller left, whose own report may be a moment behind this one, or the
    responder pressed *."""
    held = offers.find(rt, offer_id)
    if not asked.over and held.offer.state == OfferState.ACCEPTED:
        again = rt.addresses.offer(offer_id, "return")
        return verbs.document(verbs.pause(1), verbs.redirect(again))
    return _after_room(rt, asked, held)


@responder_document
def back(rt: Runtime, asked: VoiceRequest, offer_id: str) -> str:
    """A second later: wrap-up when the caller is gone, else back into the room."""
    return _after_room(rt, asked, offers.find(rt, offer_id))


def _after_room(rt: Runtime, asked: VoiceRequest, held: Held) -> str:
    if asked.over:
        return verbs.document()
    if held.call.state == CallState.ENDED:
        return _wrap_up(rt, held)
    if held.offer.state != OfferState.ACCEPTED:
        return verbs.document(verbs.hangup())
    if held.offer.part == Part.MENTOR:
        return _ask_mentor(rt, held)
    return verbs.document(_room(rt, held))


def _ask_mentor(rt: Runtime, held: Held) -> str:
    book = _book(rt, held)
    words = _spoken(rt, book, book.phrase("mentor_keys", book.settings.base_language))
    action = rt.addresses.offer(held.offer.id, "mentor")
    return verbs.document(verbs.gather(words, action=action, wait=LISTENS))


@responder_document
def mentor(rt: Runtime, asked: VoiceRequest, offer_id: str) -> str:
    """A mentor who pressed * is heard from now on with key 1, and listens again without it."""
    held = offers.find(rt, offer_id)
    if asked.over or held.offer.state != OfferState.ACCEPTED:
        return _after_room(rt, asked, held)
    return verbs.document(_room(rt, held, is_heard=asked.keys == SPEAK))


def _wrap_up(rt: Runtime, held: Held) -> str:
    book = _book(rt, held)
    words = _spoken(rt, book, book.phrase("wrap_up", book.settings.base_language))
    action = rt.addresses.offer(held.offer.id, "ready")
    return verbs.document(verbs.gather(words, action=action, wait=WRAP_UP_LISTENS))


@responder_document
def ready(rt: Runtime, asked: VoiceRequest, offer_id: str) -> str:
    """Key 1 ends the wrap-up; without it the deadline does."""
    held = offers.find(rt, offer_id)
    if asked.keys == READY:
        wrap_up.ready(rt, offer_id)
        return _last_words(rt, held, "ready")
    return verbs.document(verbs.hangup())


@responder_document
def gone(rt: Runtime, _asked: VoiceRequest, offer_id: str) -> str:
    """The caller left, somebody else took them, or the time for a key ran out."""
    held = offers.find(rt, offer_id)
    if held.offer.state == OfferState.MISSED:
        return _last_words(rt, held, "no_key")
    return _over(rt, held)


def _over(rt: Runtime, held: Held) -> str:
    if held.call.state == CallState.ENDED:
        unreached = held.is_promised
        return _last_words(rt, held, "promised_not_reached" if unreached else "caller_left")
    in_vain = held.offer.state == OfferState.WITHDRAWN and held.offer.accepted_at is not None
    return _last_words(rt, held, "nobody_joins" if in_vain else "already_answered")


def _last_words(rt: Runtime, held: Held, phrase: str) -> str:
    book = _book(rt, held)
    words = book.phrase(phrase, book.settings.base_language)
    return verbs.document(_spoken(rt, book, words), verbs.hangup())


def _book(rt: Runtime, held: Held) -> Book:
    return rt.books.get(held.call.revision)


def _spoken(rt: Runtime, book: Book, words: str) -> str:
    return spoken(rt, book, words, book.settings.base_language)


@notice
def report(rt: Runtime, asked: VoiceRequest, offer_id: str) -> None:
    """A status report of the leg, in whatever order it comes."""
    why = fault(asked.fields.get("ErrorCode", ""), asked.fields.get("SipResponseCode", ""))
    notices.heard(rt, offer_id, asked.call_sid, asked.status, why)


ROUTES = {
    "/voice/offers/<offer_id>/whisper": whisper,
    "/voice/offers/<offer_id>/key": key,
    "/voice/offers/<offer_id>/last-key": last_key,
    "/voice/offers/<offer_id>/left": left,
    "/voice/offers/<offer_id>/return": back,
    "/voice/offers/<offer_id>/mentor": mentor,
    "/voice/offers/<offer_id>/gone": gone,
    "/voice/offers/<offer_id>/ready": ready,
    "/voice/offers/<offer_id>/notice": report,
}
