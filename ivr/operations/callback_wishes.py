"""What does a caller's yes to a call at a safe time become?"""

import logging
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from phonenumbers import parse
from phonenumbers.timezone import time_zones_for_number
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from ivr import numbers, safety
from ivr.bookshelf import NothingPublished
from ivr.flow.book import Book
from ivr.flow.call_me import SOON
from ivr.flow.effects import CallbackPromised
from ivr.flow.hours import Hours
from ivr.flow.kinds.callback_questions import NUMBER, WORD
from ivr.logs import log
from ivr.models import Call
from ivr.numbers import ImpossibleNumber
from ivr.operations import callbacks, needs, typed
from ivr.operations.callbacks import CannotPromise, Wish
from ivr.operations.caller_reminders import Reminder
from ivr.operations.consents import Given
from ivr.operations.turns import Turn, done, once
from ivr.runtime import Runtime
from routing.need import Need

__all__ = ["Texter", "agreed", "agreed_by_text", "on_their_clock"]

KIND = "callback"


def agreed(rt: Runtime, turn: Turn, number: str | None, effect: CallbackPromised) -> bool:
    """Write the promise down, once, however often the same yes comes. `number` is the caller's own,
    None when it is withheld.

    False when it cannot be kept: nobody may ring there, or the database is away. It is then never
    said that somebody will call.
    """
    rung = number if effect.number == "callers" else _typed(rt, turn, f"{effect.place}.{NUMBER}")
    code = typed.read(rt, turn.call_id, f"{effect.place}.{WORD}") if effect.code_word else None
    if not rung or code == "":
        return False
    try:
        book = rt.books.get(turn.stands_at.revision)
        given = _given(turn.call_id, rung, code, effect, book)
        with rt.db.begin() as session:
            call = session.get(Call, turn.call_id)
            if call is None:
                return False
            if once(rt, session, turn, KIND):
                callbacks.promise(rt, session, _wish(given, call, turn, (effect, book)))
    except CannotPromise as no:
        log("call not promised", call=turn.call_id, code=no.code)
        return False
    except IntegrityError:
        return done(rt, turn, KIND)
    except (SQLAlchemyError, NothingPublished):
        log("promise not kept", level=logging.ERROR, problem=True, call=turn.call_id)
        return False
    return True


@dataclass(frozen=True)
class Texter:
    """Somebody who writes to a line and would be called: what the conversation marked them with, in
    the words of which revision."""

    number: str
    line: str
    marks: tuple[str, ...]
    revision: str


def agreed_by_text(rt: Runtime, session: Session, who: Texter, effect: CallbackPromised) -> None:
    """Write the promise into the transaction that remembers the text which agreed to it. As soon as
    possible is while a yes in a text lasts. Raises CannotPromise."""
    book = rt.books.get(who.revision)
    soon = effect.window == SOON
    hours = None if soon else book.settings.opening_hours[effect.window]
    given = Given(
        number=who.number,
        purpose=callbacks.PURPOSE,
        recorded_by="text",
        language=effect.language,
        hours=None if hours is None else on_their_clock(hours, who.number),
        expires_at=rt.now() + safety.CONSENT_LASTS if soon else None,
    )
    flow = effect.place.partition(".")[0]
    need = needs.of_flow(book, flow, effect.language, who.marks)
    callbacks.promise(rt, session, Wish(given, need, line=who.line))


def _typed(rt: Runtime, turn: Turn, place: str) -> str:
    """The number they typed and said is right; empty when it can be none."""
    try:
        return numbers.typed(typed.read(rt, turn.call_id, place))
    except ImpossibleNumber:
        return ""


def _given(
    call_id: str, number: str, code: str | None, effect: CallbackPromised, book: Book
) -> Given:
    hours = book.settings.opening_hours[effect.window]
    return Given(
        number=number,
        purpose=callbacks.PURPOSE,
        call_id=call_id,
        language=effect.language,
        hours=on_their_clock(hours, number),
        voicemail=effect.message,
        code=code,
    )


def on_their_clock(hours: Hours, number: str) -> Hours:
    """These hours in the zone that the number belongs to, where it belongs to one only: who says
    "in the morning" means their own."""
    try:
        zones = time_zones_for_number(parse(number))
        return Hours(ZoneInfo(zones[0]), hours.week) if len(zones) == 1 else hours
    except (ValueError, LookupError):
        return hours


def _wish(given: Given, call: Call, turn: Turn, of: tuple[CallbackPromised, Book]) -> Wish:
    """Who waited keeps their place, and what they said they need."""
    effect, book = of
    return Wish(
        given,
        _need(call, turn, book),
        line=call.line,
        place_since=call.waiting_since,
        reminder=Reminder(effect.reminder, book.short) if effect.reminder else None,
    )


def _need(call: Call, turn: Turn, book: Book) -> Need:
    at = turn.stands_at
    if call.need is not None and call.waiting_since is not None:
        return needs.read(call.need)
    return needs.of_flow(book, at.flow, at.language, at.marks)
