"""What does Twilio tell us of a responder who calls in to say that they are here, or gone?"""

import json
from dataclasses import asdict, dataclass, replace

from ivr.operations import calls, duty_texts, people, pins, presences, shifts
from ivr.operations.calls import Arrival
from ivr.operations.pins import Checked
from ivr.operations.presences import Pause, Stands
from ivr.runtime import Runtime
from ivr.seal import call_id_of
from ivr.telephony import verbs
from ivr.telephony.requests import VoiceRequest
from ivr.webhooks.edges import caller_document, responder_document
from ivr.webhooks.positions import spoken, written

__all__ = ["ROUTES", "greeting"]

BEFORE, AFTER = "presence pin", "presence menu"
"""What a ticket is good for: a PIN, or what it opened."""
WAY = "phone"
PIN_LENGTH, LISTENS = 8, 8
MOST_ROUNDS = 6
PAUSES = {"1": 15, "2": 30, "3": 60}


@dataclass(frozen=True)
class Ticket:
    """Whose phone this is, and how often they were asked. It travels sealed, for one call."""

    who: str
    asked: int = 1


def greeting(rt: Runtime, asked: VoiceRequest) -> str | None:
    """The question for the PIN, on a responder's own phone and a number of ours that was never
    published. None for everybody else, who must not learn that there is such a question."""
    if asked.caller is None or not duty_texts.is_for_staff(rt, asked.called):
        return None
    with rt.db.read() as session:
        who = people.by_number(rt, session, asked.caller)
        if who is None or not pins.has_one(session, who.id):
            return None
    return _ask_pin(rt, asked, Ticket(who.id), "duty_pin")


def _ask_pin(rt: Runtime, asked: VoiceRequest, ticket: Ticket, phrase: str) -> str:
    action = _address(rt, asked, ticket, "pin")
    question = verbs.gather(
        _said(rt, phrase), action=action, wait=LISTENS, keys=PIN_LENGTH, finish_on="#"
    )
    wait = pins.seconds_left(rt, ticket.who)
    return verbs.document(*([verbs.pause(wait)] if wait else []), question)


@caller_document
def pin(rt: Runtime, asked: VoiceRequest, ticket: str) -> str:
    """A PIN was typed. Silence is somebody else with this phone: they hear what every stranger
    hears on this number."""
    about = _opened(rt, asked, ticket, BEFORE)
    if asked.over:
        return verbs.document()
    if not asked.keys:
        arrival = Arrival(asked.call_sid, asked.caller, asked.called)
        caller, book, reply = calls.answer(rt, arrival)
        return written(rt, caller, book, reply)
    this_try = f"{call_id_of(asked.call_sid)}:{about.asked}"
    found = pins.check(rt, about.who, asked.keys, this_try)
    if found is Checked.RIGHT:
        return _menu(rt, asked, Ticket(about.who), _how(rt, about.who))
    if found is Checked.LOCKED:
        return verbs.document(_said(rt, "duty_pin_locked"), verbs.hangup())
    return _ask_pin(rt, asked, replace(about, asked=about.asked + 1), "duty_pin_again")


@responder_document
def key(rt: Runtime, asked: VoiceRequest, ticket: str) -> str:
    """A key of the menu: what it does is said, and the menu comes again."""
    about = _opened(rt, asked, ticket, AFTER)
    if asked.keys == "3":
        return _ask_pause(rt, asked, about)
    if asked.keys == "1":
        presences.say_on(rt, about.who, WAY)
    elif asked.keys == "2":
        presences.say_off(rt, about.who, WAY)
    elif asked.keys != "4":
        return _goodbye(rt)
    return _menu(rt, asked, replace(about, asked=about.asked + 1), _how(rt, about.who))


def _ask_pause(rt: Runtime, asked: VoiceRequest, about: Ticket) -> str:
    action = _address(rt, asked, about, "pause")
    prompt = _said(rt, "duty_pause_keys")
    return verbs.document(verbs.gather(prompt, action=action, wait=LISTENS))


@responder_document
def pause(rt: Runtime, asked: VoiceRequest, ticket: str) -> str:
    """How long the pause is; without one of the keys there is none."""
    about = _opened(rt, asked, ticket, AFTER)
    minutes = PAUSES.get(asked.keys or "")
    if minutes is not None:
        presences.pause(rt, about.who, Pause(minutes, WAY))
    return _menu(rt, asked, replace(about, asked=about.asked + 1), _how(rt, about.who))


def _menu(rt: Runtime, asked: VoiceRequest, about: Ticket, stands: str) -> str:
    if asked.over or about.asked > MOST_ROUNDS:
        return _goodbye(rt, stands)
    action = _address(rt, asked, about, "key")
    prompt = stands + _said(rt, "duty_keys")
    return verbs.document(verbs.gather(prompt, action=action, wait=LISTENS))


def _goodbye(rt: Runtime, stands: str = "") -> str:
    return verbs.document(stands + _said(rt, "duty_goodbye"), verbs.hangup())


def _how(rt: Runtime, who: str) -> str:
    """Where they stand, as a sentence."""
    stands: Stands = presences.how(rt, who)
    if stands.paused_until is None:
        return _said(rt, "duty_is_on" if stands.on_duty else "duty_is_off")
    time = duty_texts.until(stands.paused_until, shifts.zone_by_id(rt, who))
    return _said(rt, "duty_is_paused", time=time)


def _said(rt: Runtime, phrase: str, **values: str) -> str:
    book = rt.books.live()
    language = book.settings.base_language
    return spoken(rt, book, book.phrase(phrase, language, **values), language)


def _address(rt: Runtime, asked: VoiceRequest, ticket: Ticket, moment: str) -> str:
    plain = json.dumps(asdict(ticket)).encode()
    purpose = BEFORE if moment == "pin" else AFTER
    return rt.addresses.presence(rt.seal.close_text(purpose, plain, asked.call_sid), moment)


def _opened(rt: Runtime, asked: VoiceRequest, sealed: str, purpose: str) -> Ticket:
    """Raises BrokenSeal for a ticket of another call, or for another purpose."""
    return Ticket(**json.loads(rt.seal.open_text(purpose, sealed, asked.call_sid)))


ROUTES = {
    "/voice/presence/<ticket>/pin": pin,
    "/voice/presence/<ticket>/key": key,
    "/voice/presence/<ticket>/pause": pause,
}
