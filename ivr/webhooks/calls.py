"""What does Twilio tell us of a caller's leg?"""

from ivr.flow.choices import begun, chosen
from ivr.flow.inputs import Keys
from ivr.flow.instructions import LeaveLine
from ivr.flow.position import Position
from ivr.flow.sentences import RATHER_NOT
from ivr.models import Call, CallState
from ivr.operations import bridges, calls, endings, remnants, voices, waiting
from ivr.operations.calls import Arrival, Caller
from ivr.operations.forgetting import DAY
from ivr.runtime import Runtime
from ivr.seal import call_id_of
from ivr.telephony import verbs
from ivr.telephony.phone import Record
from ivr.telephony.requests import VoiceRequest
from ivr.webhooks import presence
from ivr.webhooks.edges import caller_document, notice
from ivr.webhooks.positions import TooLate, given, noted, opened, spoken, written

__all__ = ["ROUTES"]

LISTENS = 3
"""Seconds for a key after the sentence."""


@caller_document
def begin(rt: Runtime, asked: VoiceRequest) -> str:
    """A call comes in: the first words."""
    from_staff = presence.greeting(rt, asked)
    if from_staff is not None:
        return from_staff
    caller, book, reply = calls.answer(rt, Arrival(asked.call_sid, asked.caller, asked.called))
    noted(rt, caller, book, [begun(book, reply, number_hidden=caller.number is None)])
    return written(rt, caller, book, reply)


@notice
def status(rt: Runtime, asked: VoiceRequest) -> None:
    """The number's own report: the caller's leg is over. Of a call that we kept no row of, such as
    a responder's who says that they are here, the phone company keeps none for longer."""
    if not asked.over:
        return
    call_id = call_id_of(asked.call_sid)
    if not endings.end(rt, call_id) and not calls.is_known(rt, call_id):
        remnants.heard_of(rt, Record.CALL, asked.call_sid, after=DAY)


@caller_document
def step(rt: Runtime, asked: VoiceRequest, position: str) -> str:
    """The caller pressed something, or stayed silent."""
    try:
        caller, place = opened(rt, asked, position)
    except TooLate:
        return verbs.document(verbs.hangup())
    book, reply = calls.resume(rt, caller, place, given(asked))
    return written(rt, caller, book, reply)


@caller_document
def arrive(rt: Runtime, asked: VoiceRequest, position: str) -> str:
    """The caller comes to a step without having been asked anything."""
    try:
        caller, place = opened(rt, asked, position)
    except TooLate:
        return verbs.document(verbs.hangup())
    book, reply = calls.present(rt, caller, place)
    return written(rt, caller, book, reply)


@caller_document
def join(rt: Runtime, asked: VoiceRequest, call_id: str) -> str:
    """The responder is in the room: the caller goes in too, told first if somebody listens."""
    found = calls.find(rt, call_id, asked.call_sid)
    if not voices.are_listened_to(rt, call_id):
        return _into_room(rt, found)
    book = rt.books.get(found.revision)
    language = found.language or book.settings.base_language
    words = book.phrase("ask_listening", language, key=RATHER_NOT)
    action = rt.addresses.call(call_id, "listening")
    return verbs.document(
        verbs.gather(spoken(rt, book, words, language), action=action, wait=LISTENS)
    )


@caller_document
def listening(rt: Runtime, asked: VoiceRequest, call_id: str) -> str:
    """A caller who would rather not be listened to is back in the line; silence goes on."""
    found = calls.find(rt, call_id, asked.call_sid)
    if asked.over:
        endings.end(rt, call_id)
        return verbs.document()
    if found.state == CallState.RECONNECTING:
        return _lost_words(rt, asked, call_id)
    on_the_way = found.state in (CallState.BRIDGING, CallState.CONNECTED)
    if on_the_way and asked.keys != RATHER_NOT:
        return _into_room(rt, found)
    voices.refused(rt, call_id)
    caller = Caller(asked.call_sid, found.began_at, asked.caller)
    book, reply = calls.present(rt, caller, Position.from_bytes(found.position or b""))
    return written(rt, caller, book, reply)


def _into_room(rt: Runtime, found: Call) -> str:
    """The room ends when the caller leaves."""
    call_id = found.id
    return verbs.document(
        _say(rt, found, "connecting"),
        verbs.dial(
            verbs.conference(
                bridges.room_name(call_id, found.room),
                label=bridges.CALLER,
                notices=rt.addresses.room(call_id, found.room),
                ends_with_me=True,
            ),
            action=rt.addresses.call(call_id, "after"),
        ),
    )


@caller_document
def after(rt: Runtime, asked: VoiceRequest, call_id: str) -> str:
    """The caller is out of the room: gone, or to be brought back to somebody."""
    if asked.over:
        endings.end(rt, call_id)
        return verbs.document()
    return _lost_words(rt, asked, call_id)


@caller_document
def lost(rt: Runtime, asked: VoiceRequest, call_id: str) -> str:
    """The responder was lost: had the caller finished?"""
    return _lost_words(rt, asked, call_id)


def _lost_words(rt: Runtime, asked: VoiceRequest, call_id: str) -> str:
    found = calls.find(rt, call_id, asked.call_sid)
    words = _say(rt, found, "lost_connection")
    return verbs.document(
        verbs.gather(words, action=rt.addresses.call(call_id, "finished"), wait=6)
    )


def _say(rt: Runtime, call: Call, phrase: str) -> str:
    """A phrase in the caller's own language, with the words their call began with."""
    book = rt.books.get(call.revision)
    language = call.language or book.settings.base_language
    return spoken(rt, book, book.phrase(phrase, language), language)


@caller_document
def finished(rt: Runtime, asked: VoiceRequest, call_id: str) -> str:
    """Key 1: they had finished. Anything else: back to the front of the line, where the keys of
    the line count."""
    found = calls.find(rt, call_id, asked.call_sid)
    if asked.keys == "1":
        return verbs.document(_say(rt, found, "finished_goodbye"), verbs.hangup())
    caller = Caller(asked.call_sid, found.began_at, asked.caller, made=call_id)
    place = Position.from_bytes(found.position or b"")
    if asked.keys and place.is_waiting:
        book, key = calls.resume(rt, caller, place, Keys(asked.keys))
        noted(rt, caller, book, chosen(book, key))
        if any(isinstance(step, LeaveLine) for step in key.instructions):
            place = key.position
    bridges.came_apart(rt, call_id)
    waiting.come_back(rt, call_id)
    book, reply = calls.present(rt, caller, place)
    return written(rt, caller, book, reply)


ROUTES = {
    "/voice/calls": begin,
    "/voice/calls/status": status,
    "/voice/steps/<position>": step,
    "/voice/at/<position>": arrive,
    "/voice/calls/<call_id>/join": join,
    "/voice/calls/<call_id>/listening": listening,
    "/voice/calls/<call_id>/after": after,
    "/voice/calls/<call_id>/lost": lost,
    "/voice/calls/<call_id>/finished": finished,
}
