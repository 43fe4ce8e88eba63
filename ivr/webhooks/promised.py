"""What does Twilio tell us of the leg of a person to whom a call was promised?"""

from ivr.flow.book import Book
from ivr.flow.position import Position
from ivr.models import Call
from ivr.operations import bridges, callback_answers, callback_rings, calls
from ivr.operations.callback_answers import Person, PickedUp, Shown
from ivr.operations.calls import Caller
from ivr.runtime import Runtime
from ivr.telephony import verbs
from ivr.telephony.requests import VoiceRequest
from ivr.webhooks.edges import notice, person_document
from ivr.webhooks.positions import spoken, written

__all__ = ["ROUTES"]

YES, NO = "1", "2"
LISTENS = 10
"""Seconds for a key after the one line."""
CODE_KEYS = 4
GREETING = 10
"""Seconds in which a machine has usually said its own words."""


@person_document
def answered(rt: Runtime, asked: VoiceRequest, call_id: str) -> str:
    """Something picked up: nothing is said until a human was heard."""
    by = asked.fields.get("AnsweredBy", "")
    person = callback_answers.picked_up(rt, call_id, asked.call_sid, by)
    if person is None or person.how is PickedUp.NOBODY:
        return verbs.document(verbs.hangup())
    if person.how is PickedUp.MACHINE:
        line = _say(rt, person.call, "promised_message")
        return verbs.document(verbs.pause(GREETING), line, verbs.hangup())
    return _ask(rt, person, "key")


def _ask(rt: Runtime, person: Person, moment: str) -> str:
    """One neutral line, and the wait for a key or the code word."""
    action = rt.addresses.promised(person.call.id, moment)
    if person.how is PickedUp.SOMEBODY_WITH_CODE:
        phrase = "promised_code" if moment == "key" else "promised_code_again"
        words = _say(rt, person.call, phrase)
        return verbs.document(
            verbs.gather(words, action=action, wait=LISTENS, keys=CODE_KEYS, finish_on="#")
        )
    words = _say(rt, person.call, "promised_hello", yes=YES, no=NO)
    return verbs.document(verbs.gather(words, action=action, wait=LISTENS))


@person_document
def key(rt: Runtime, asked: VoiceRequest, call_id: str) -> str:
    """What was pressed after the line; what means nothing is asked once more."""
    shown = callback_answers.shown(rt, call_id, asked.call_sid, asked.keys or "")
    if shown is Shown.NOTHING:
        person = callback_answers.picked_up(rt, call_id, asked.call_sid, callback_answers.HUMAN)
        if person is not None and person.how is not PickedUp.NOBODY:
            return _ask(rt, person, "last-key")
    return _after(rt, asked, call_id, shown)


@person_document
def last_key(rt: Runtime, asked: VoiceRequest, call_id: str) -> str:
    """What was pressed when it was asked once more."""
    keys = asked.keys or ""
    shown = callback_answers.shown(rt, call_id, asked.call_sid, keys)
    if shown is Shown.NOTHING and keys and callback_answers.has_code(rt, call_id):
        shown = Shown.NOT_THEM
    return _after(rt, asked, call_id, shown)


def _after(rt: Runtime, asked: VoiceRequest, call_id: str, shown: Shown) -> str:
    found = callback_answers.made(rt, call_id)
    if found is None or shown is Shown.OVER:
        return verbs.document(verbs.hangup())
    if shown is Shown.MEETS:
        return _join(rt, found)
    if shown is Shown.WAITS:
        return _wait(rt, asked, found)
    if shown is Shown.NOT_THEM:
        callback_answers.turned_away(rt, call_id, "not_them")
    else:
        callback_answers.given_up(rt, call_id, "no_key")
    return verbs.document(_say(rt, found, "promised_goodbye"), verbs.hangup())


def _join(rt: Runtime, call: Call) -> str:
    """Into the room of the responder, as anybody who called."""
    return verbs.document(
        _say(rt, call, "connecting"),
        verbs.dial(
            verbs.conference(
                bridges.room_name(call.id, call.room),
                label=bridges.CALLER,
                notices=rt.addresses.room(call.id, call.room),
                ends_with_me=True,
            ),
            action=rt.addresses.call(call.id, "after"),
        ),
    )


def _wait(rt: Runtime, asked: VoiceRequest, call: Call) -> str:
    """The responder was lost while the phone rang: at the front of the line, as anybody."""
    caller = Caller(asked.call_sid, call.began_at, asked.caller, made=call.id)
    book, reply = calls.present(rt, caller, Position.from_bytes(call.position or b""))
    return written(rt, caller, book, reply)


@notice
def report(rt: Runtime, asked: VoiceRequest, call_id: str) -> None:
    """A status report of the leg, in whatever order it comes."""
    callback_rings.heard(rt, call_id, asked.call_sid, asked.status)


def _say(rt: Runtime, call: Call, phrase: str, **values: str) -> str:
    book: Book = rt.books.get(call.revision)
    language = call.language or book.settings.base_language
    return spoken(rt, book, book.phrase(phrase, language, **values), language)


ROUTES = {
    "/voice/promised/<call_id>/answered": answered,
    "/voice/promised/<call_id>/key": key,
    "/voice/promised/<call_id>/last-key": last_key,
    "/voice/promised/<call_id>/notice": report,
}
