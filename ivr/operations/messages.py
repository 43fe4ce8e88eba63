"""How does a promised text reach the person, once, and only while it is safe?"""

import hashlib
import logging
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ivr import safety
from ivr.flow.windows import next_change, next_opening
from ivr.logs import log
from ivr.models import Call, CallState, Consent, Effect, Message, MessageState, new_id
from ivr.operations import caller_reminders, consents, opt_outs, text_safety
from ivr.operations.consents import Given
from ivr.runtime import Runtime
from ivr.telephony.codes import OPTED_OUT, Then, after
from ivr.telephony.phone import AskLater, Refused, Text, Unanswered

__all__ = [
    "LINK_LASTS",
    "MOST_SENDINGS",
    "Asked",
    "deliver",
    "link_hash",
    "may_be_texted",
    "promise",
    "promise_at_once",
    "settle",
    "write",
]

LINK_LASTS = timedelta(hours=72)
LEASE = 30
TRY_AGAIN = 10
MOST_SENDINGS = 2
LONGEST_HELD = 14_400
"""Seconds a carrier may hold a text when nothing shortens it (Twilio's `ValidityPeriod`)."""
SHORTEST_HELD = 60
"""With less time left than this, the carrier might bring it too late: it is not handed over."""


@dataclass(frozen=True)
class Asked:
    """Somebody said yes to a text: in this turn of a call, or in a text, when there is no call."""

    call_id: str | None
    turn: int
    number: str | None
    template: str
    language: str
    revision: str


def promise(rt: Runtime, asked: Asked) -> bool:
    """Write the consent and the text down; it is sent when the call is over.

    False when it may not be sent to this number. The same yes, heard twice, promises one text.
    """
    if asked.number is None:
        return False
    try:
        with rt.db.begin() as session:
            if not text_safety.promisable(rt, session, asked.number):
                return False
            session.add(Effect(call_id=asked.call_id, turn=asked.turn, kind="text", at=rt.now()))
            session.flush()
            over = session.get_one(Call, asked.call_id).state == CallState.ENDED
            _write(rt, session, asked, rt.now() if over else None)
    except IntegrityError:
        if not _heard_before(rt, asked):
            raise
    return True


def _heard_before(rt: Runtime, asked: Asked) -> bool:
    """True when this very yes has promised a text already."""
    with rt.db.read() as session:
        return session.get(Effect, (asked.call_id, asked.turn, "text")) is not None


def may_be_texted(rt: Runtime, number: str) -> bool:
    """True if a text could be promised now to who agrees to it."""
    with rt.db.read() as session:
        return text_safety.promisable(rt, session, number)


def promise_at_once(rt: Runtime, session: Session, asked: Asked) -> str:
    """The same for a yes in a text, in the transaction that remembers it: there is no call to wait
    for. The id of what `deliver` then sends."""
    return _write(rt, session, asked, rt.now() + safety.CONSENT_LASTS)


def _write(rt: Runtime, session: Session, asked: Asked, until: datetime | None) -> str:
    """The consent, which ends then (None: with its call), and the text, due if it ends at all."""
    yes = Given(
        number=asked.number or "",
        purpose="text",
        call_id=asked.call_id,
        recorded_by="caller" if asked.call_id else "text",
        expires_at=until,
    )
    message = write(rt, session, asked, yes)
    message.not_before = None if until is None else rt.now()
    return message.id


def write(rt: Runtime, session: Session, asked: Asked, yes: Given) -> Message:
    """Write this yes and its text down, to be sent when its call is over."""
    message = Message(
        id=new_id(),
        call_id=asked.call_id,
        consent_id=consents.write(rt, session, replace(yes, language=asked.language)).id,
        template=asked.template,
        language=asked.language,
        revision=asked.revision,
        promised_at=rt.now(),
        state=MessageState.PROMISED,
    )
    session.add(message)
    return message


def deliver(rt: Runtime, message_id: str) -> None:
    """Send this text if it is due, safe, and nobody else is sending it.

    The phone company is asked once, and once more when the phone was switched off: when its
    answer is lost, the text is looked for and never sent again blindly.
    """
    if not _claim(rt, message_id):
        return
    ready = _prepare(rt, message_id)
    if ready is None:
        return
    try:
        sid = rt.phone.send(ready)
    except AskLater:
        _put_back(rt, message_id)
    except Refused as no:
        _refused(rt, message_id, ready.to, no.code)
    except Unanswered:
        log("text unanswered", level=logging.WARNING, message=message_id)
    else:
        settle(rt, message_id, state=MessageState.SENT, sid=sid, sent_at=rt.now())


def _put_back(rt: Runtime, message_id: str) -> None:
    """Nothing was sent: it is tried again in a moment."""
    settle(
        rt,
        message_id,
        state=MessageState.PROMISED,
        asked_at=None,
        lease_until=None,
        not_before=rt.now() + rt.span(TRY_AGAIN),
        sendings=Message.sendings - 1,
    )


def _claim(rt: Runtime, message_id: str) -> bool:
    """True when this text is due and ours. A dead sender's claim lapses as long as it had not
    asked the phone company yet."""
    now = rt.now()
    with rt.db.begin() as session:
        claimed = session.scalar(
            update(Message)
            .where(
                Message.id == message_id,
                Message.not_before <= now,
                Message.asked_at.is_(None),
                Message.state.in_((MessageState.PROMISED, MessageState.SENDING)),
                Message.lease_until.is_(None) | (Message.lease_until < now),
            )
            .values(state=MessageState.SENDING, lease_until=now + rt.span(LEASE))
            .returning(Message.id)
        )
    return claimed is not None


def _prepare(rt: Runtime, message_id: str) -> Text | None:
    """The text with its link, written down as asked; None when it may not be sent now."""
    token = secrets.token_urlsafe(16)
    with rt.db.begin() as session:
        message = session.get_one(Message, message_id)
        consent = session.get_one(Consent, message.consent_id)
        number = consents.number_of(rt, consent)
        reason = caller_reminders.why_not(session, message) or text_safety.why_not(
            rt, session, number, consent
        )
        left = _seconds_left(message, consent, rt.now())
        if reason is None and left < SHORTEST_HELD:
            reason = "outside_window"
        if reason is not None or number is None:
            _do_not_send(message, reason, _next_time(message, consent, rt.now()))
            message.final_at = None if message.state == MessageState.PROMISED else rt.now()
            return None
        book = rt.books.get(message.revision)
        words = book.text(message.template, message.language, rt.addresses.page(token))
        message.asked_at = rt.now()
        message.sendings += 1
        if message.callback_id is None:
            message.link_hash = link_hash(token)
            message.link_until = rt.now() + LINK_LASTS
    return Text(
        to=number,
        sender=rt.environment.neutral_number,
        words=words,
        status_url=rt.addresses.receipt(message_id),
        valid_seconds=left,
    )


def _do_not_send(message: Message, reason: str | None, later: datetime | None) -> None:
    """Refused for good; or put off to the next safe moment; or expired, when there is none."""
    message.reason = reason
    message.lease_until = None
    if reason not in safety.CAN_WAIT:
        message.state = MessageState.REFUSED
    elif later is None:
        message.state = MessageState.EXPIRED
    else:
        message.state, message.not_before = MessageState.PROMISED, later


def _next_time(message: Message, consent: Consent, now: datetime) -> datetime | None:
    """When this text may be tried again while it is still wanted; None when it never may."""
    soon = now + timedelta(seconds=SHORTEST_HELD)
    hours = consents.hours_of(consent)
    later = soon if hours is None else next_opening(hours, soon)
    end = _ends(message, consent)
    return later if later is not None and (end is None or later < end) else None


def _ends(message: Message, consent: Consent) -> datetime | None:
    ends = (message.not_after, consent.expires_at)
    return min((end for end in ends if end is not None), default=None)


def _seconds_left(message: Message, consent: Consent, now: datetime) -> int:
    """How long the carrier may hold this text: it must arrive neither when the consent is over
    nor outside the times that are safe."""
    hours = consents.hours_of(consent)
    closes = next_change(hours, now) if hours is not None and hours.is_open(now) else None
    ends = [end for end in (_ends(message, consent), closes) if end is not None]
    return min([LONGEST_HELD, *(int((end - now).total_seconds()) for end in ends)])


def link_hash(token: str) -> str:
    """What is kept of a link: enough to know it again, not enough to make it."""
    return hashlib.sha256(token.encode()).hexdigest()


def settle(rt: Runtime, message_id: str, **values: object) -> None:
    """Write what became of a text that was being sent; one that is settled stays so."""
    with rt.db.begin() as session:
        session.execute(
            update(Message)
            .where(Message.id == message_id, Message.state == MessageState.SENDING)
            .values(**values)
        )


def _refused(rt: Runtime, message_id: str, number: str, code: int) -> None:
    then = after(code)
    if then is Then.LATER:
        _put_back(rt, message_id)
        return
    if then is Then.ALARM:
        log("texts are not sent, look at the account", level=logging.ERROR, code=code)
    if code == OPTED_OUT:
        opt_outs.record(rt, number)
    settle(rt, message_id, state=MessageState.UNDELIVERED, reason=str(code), final_at=rt.now())
