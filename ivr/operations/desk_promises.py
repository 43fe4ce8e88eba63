"""What does a responder promise to somebody they talk with, who said yes: a text, or a call?"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import safety
from ivr.flow.book import Book
from ivr.flow.kinds.text import Text as TextStep
from ivr.models import Call, CallState, Consent, Message, Offer, OfferState, Part, Responder
from ivr.operations import (
    audit,
    call_numbers,
    callback_wishes,
    callbacks,
    consents,
    desk_offers,
    messages,
    needs,
    text_safety,
)
from ivr.operations.audit import Deed, Entry
from ivr.operations.callbacks import CannotPromise, Wish
from ivr.operations.consents import Given
from ivr.operations.messages import Asked
from ivr.operations.refusals import Refusal
from ivr.runtime import Runtime

__all__ = [
    "AFTERWARDS",
    "NOW",
    "CallBack",
    "NotPromised",
    "TooLate",
    "WantedText",
    "call_back",
    "sendable",
    "take_back",
    "text",
    "why_no_text",
]

NOW, AFTERWARDS = "now", "afterwards"
"""When a text comes, where it is no name of hours in the settings."""


class TooLate(Refusal):
    """Raised when this is no call of theirs, or was over too long ago."""


class NotPromised(Refusal):
    """Raised when nobody may be texted or called like this; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class WantedText:
    """A yes to a text: which words, when, and to which number, if not the one they call from."""

    template: str
    when: str = AFTERWARDS
    number: str = ""


@dataclass(frozen=True)
class CallBack:
    """A yes to a call: within which hours of the settings, whether a machine may be left a message,
    the keys that are asked for before anything is said, and the number, as above."""

    window: str
    voicemail: bool = False
    code: str = ""
    number: str = ""


def sendable(book: Book, language: str) -> list[str]:
    """Names of the texts that flows send with a link, in this language."""
    steps = (step for flow in book.flows.values() for step in flow.steps.values())
    named = {step.message for step in steps if isinstance(step, TextStep)}
    return sorted(name for name in named if language in book.messages.get(name, {}))


def why_no_text(rt: Runtime, responder_id: str, offer_id: str) -> str | None:
    """Why nobody may text the phone of this call, as a code, or None. Raises TooLate."""
    with rt.db.read() as session:
        _offer, call = _talks(rt, session, responder_id, offer_id)
        number = call_numbers.of_call(rt, session, call)
        if number is None:
            return "number_hidden" if call.number_hidden else "number_forgotten"
        return text_safety.why_not_yet(rt, session, number)


def text(rt: Runtime, responder_id: str, offer_id: str, wanted: WantedText) -> str:
    """Promise this text; the id of the consent. A second yes in the same call promises no second
    text. Raises TooLate and NotPromised."""
    with rt.db.begin() as session:
        offer, call = _talks(rt, session, responder_id, offer_id, locked=True)
        standing = _standing(rt, session, offer, "text")
        if standing is not None:
            return standing
        number = _number(rt, session, call, wanted.number)
        reason = text_safety.why_not_yet(rt, session, number)
        if reason is not None and reason not in safety.CAN_WAIT:
            raise NotPromised(reason)
        book = rt.books.get(call.revision)
        language = _language(book, call)
        if wanted.template not in sendable(book, language):
            raise NotPromised("no_words")
        yes = _yes(rt, book, offer, wanted, number)
        asked = Asked(call.id, 0, number, wanted.template, language, call.revision)
        message = messages.write(rt, session, asked, yes)
        _begin_at(message, call, wanted, rt.now())
        _tell(rt, session, (offer, Deed.TEXT_PROMISED), message.consent_id)
        consent_id, due = message.consent_id, message.not_before is not None
    if due:
        rt.later.ask("send", "deliver", message.id)
    return consent_id


def _begin_at(message: Message, call: Call, wanted: WantedText, now: datetime) -> None:
    """Nothing comes while they talk, unless they want it now."""
    over = call.state == CallState.ENDED
    message.not_before = now if over or wanted.when == NOW else None


def _yes(rt: Runtime, book: Book, offer: Offer, wanted: WantedText, number: str) -> Given:
    at_once = wanted.when in (NOW, AFTERWARDS)
    hours = None if at_once else book.settings.opening_hours.get(wanted.when)
    if hours is None and not at_once:
        raise NotPromised("no_time")
    call_ended = offer.ended_at is not None
    lasts = safety.CONSENT_LASTS if at_once else safety.CALLBACK_LASTS
    return Given(
        number=number,
        purpose="text",
        call_id=offer.call_id,
        recorded_by=offer.responder_id,
        hours=callback_wishes.on_their_clock(hours, number) if hours else None,
        expires_at=rt.now() + lasts if call_ended or not at_once else None,
    )


def call_back(rt: Runtime, responder_id: str, offer_id: str, wanted: CallBack) -> str:
    """Promise this call; the id of the consent, the same for a second yes. Raises TooLate and
    NotPromised."""
    with rt.db.begin() as session:
        offer, call = _talks(rt, session, responder_id, offer_id, locked=True)
        standing = _standing(rt, session, offer, callbacks.PURPOSE)
        if standing is not None:
            return standing
        number = _number(rt, session, call, wanted.number)
        book = rt.books.get(call.revision)
        hours = book.settings.opening_hours.get(wanted.window)
        if hours is None:
            raise NotPromised("no_time")
        given = Given(
            number=number,
            purpose=callbacks.PURPOSE,
            call_id=call.id,
            recorded_by=responder_id,
            language=_language(book, call),
            hours=callback_wishes.on_their_clock(hours, number),
            voicemail=wanted.voicemail,
            code=wanted.code or None,
        )
        try:
            row = callbacks.promise(
                rt, session, Wish(given, needs.read(call.need or {}), call.line)
            )
        except CannotPromise as no:
            raise NotPromised(no.code) from None
        _tell(rt, session, (offer, Deed.CALLBACK_PROMISED), row.id)
        return row.consent_id


def take_back(rt: Runtime, responder_id: str, consent_id: str) -> bool:
    """The person wants it no more: nothing comes, and a link that was sent is over. False when no
    such yes was written down by this responder."""
    with rt.db.begin() as session:
        consent = session.get(Consent, consent_id[:32])
        if consent is None or consent.recorded_by != responder_id:
            return False
        if consent.withdrawn_at is None:
            consents.withdraw(session, [consent_id], rt.now())
            name = session.get_one(Responder, responder_id).name
            told = Entry(name, Deed.PROMISE_TAKEN_BACK, consent_id)
            audit.write(session, rt.now(), told)
    return True


def _talks(
    rt: Runtime, session: Session, responder_id: str, offer_id: str, *, locked: bool = False
) -> tuple[Offer, Call]:
    """The offer and call in which they talk, or talked a moment ago. Raises TooLate."""
    offer = desk_offers.own(session, responder_id, offer_id)
    if offer is None or offer.part != Part.RESPONDER or offer.joined_at is None:
        raise TooLate
    call = session.get_one(Call, offer.call_id, with_for_update=locked)
    over = offer.ended_at
    lately = over is None or over > rt.now() - call_numbers.KEPT_FOR
    if offer.state not in (OfferState.ACCEPTED, OfferState.FINISHED) or not lately:
        raise TooLate
    if call.connected_at is None:
        raise TooLate
    return offer, call


def _standing(rt: Runtime, session: Session, offer: Offer, purpose: str) -> str | None:
    """What this responder has promised in this call already, if it stands."""
    stands = select(Consent.id).where(
        Consent.call_id == offer.call_id,
        Consent.recorded_by == offer.responder_id,
        Consent.purpose == purpose,
        Consent.withdrawn_at.is_(None),
        Consent.expires_at.is_(None) | (Consent.expires_at > rt.now()),
    )
    return session.scalar(stands.limit(1))


def _number(rt: Runtime, session: Session, call: Call, typed: str) -> str:
    """The number they said, or the one they call from. Raises NotPromised."""
    if typed.strip():
        number, problem = callbacks.read_number(rt, typed)
        if problem is not None:
            raise NotPromised(problem)
        return number
    number = call_numbers.of_call(rt, session, call) or ""
    if not number:
        raise NotPromised("number_hidden" if call.number_hidden else "number_forgotten")
    return number


def _language(book: Book, call: Call) -> str:
    known = book.settings.languages
    return call.language if call.language in known else book.settings.base_language


def _tell(rt: Runtime, session: Session, by: tuple[Offer, Deed], subject: str) -> None:
    offer, deed = by
    name = session.get_one(Responder, offer.responder_id).name
    audit.write(session, rt.now(), Entry(name, deed, subject))
