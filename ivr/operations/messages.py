"""How does a promised text reach the person, once, and only while it is safe?"""

import hashlib
import logging
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ivr import numbers, safety
from ivr.logs import log
from ivr.models import Call, CallState, Consent, Effect, Message, MessageState, new_id
from ivr.models.message import FINAL
from ivr.operations import opt_outs
from ivr.runtime import Runtime
from ivr.telephony.phone import AskLater, Refused, Text, Unanswered

__all__ = [
    "Asked", "deliver", "link_hash", "look_for", "may_be_texted", "promise", "promise_at_once",
    "record_receipt",
]  # fmt: skip

NUMBER = "consent number"
LINK_LASTS = timedelta(hours=72)
LEASE = 30
TRY_AGAIN = 10
OPTED_OUT = 21610
RANKS = {
    "queued": 1,
    "accepted": 1,
    "sending": 2,
    "sent": 3,
    "delivered": 9,
    "read": 9,
    "undelivered": 9,
    "failed": 9,
    "canceled": 9,
}


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
    number = asked.number
    try:
        with rt.db.begin() as session:
            if _why_not(rt, session, number, consent=None, given=True) is not None:
                return False
            session.add(Effect(call_id=asked.call_id, turn=asked.turn, kind="text", at=rt.now()))
            session.flush()
            over = session.get_one(Call, asked.call_id).state == CallState.ENDED
            _write(rt, session, asked, until=rt.now() if over else None)
    except IntegrityError:
        return True  # this very yes was heard before
    return True


def may_be_texted(rt: Runtime, number: str) -> bool:
    """True if a text to this number could be promised now, to who agrees to it."""
    with rt.db.read() as session:
        return _why_not(rt, session, number, consent=None, given=True) is None


def promise_at_once(rt: Runtime, session: Session, asked: Asked) -> str:
    """The same for a yes in a text, within the transaction that remembers it: there is no call to
    wait for. The id of what `deliver` then sends."""
    return _write(rt, session, asked, until=rt.now() + safety.CONSENT_LASTS)


def _write(rt: Runtime, session: Session, asked: Asked, until: datetime | None) -> str:
    """The consent, which ends then (None: with its call), and the text, due if it ends at all."""
    now, number = rt.now(), asked.number or ""
    consent = Consent(
        id=new_id(),
        call_id=asked.call_id,
        purpose="text",
        given_at=now,
        number=rt.seal.close(NUMBER, number.encode()),
        fingerprint=rt.seal.fingerprint(number),
        expires_at=until,
    )
    session.add(consent)
    session.flush()
    message = Message(
        id=new_id(),
        call_id=asked.call_id,
        consent_id=consent.id,
        template=asked.template,
        language=asked.language,
        revision=asked.revision,
        promised_at=now,
        state=MessageState.PROMISED,
        not_before=None if until is None else now,
    )
    session.add(message)
    return message.id


def _why_not(
    rt: Runtime, session: Session, number: str, *, consent: Consent | None, given: bool
) -> str | None:
    now = rt.now()
    prints = rt.seal.fingerprints(number)
    sent = session.scalar(
        select(func.count())
        .select_from(Message)
        .join(Consent, Consent.id == Message.consent_id)
        .where(Consent.fingerprint.in_(prints), Message.sent_at > now - timedelta(days=1))
    )
    return safety.why_no_text(
        safety.TextFacts(
            now=now,
            number_problem=numbers.reachable(number, allow_test=rt.environment.allow_test_numbers),
            consent_given=given,
            consent_withdrawn=consent is not None and consent.withdrawn_at is not None,
            consent_expires_at=consent.expires_at if consent else None,
            opted_out=opt_outs.stands(session, prints),
            sent_within_a_day=sent or 0,
        )
    )


def deliver(rt: Runtime, message_id: str) -> None:
    """Send this text if it is due, safe, and nobody else is sending it.

    The phone company is asked at most once: when its answer is lost, the text is looked for and
    never sent again blindly.
    """
    if not _claim(rt, message_id):
        return
    ready = _prepare(rt, message_id)
    if ready is None:
        return
    try:
        sid = rt.phone.send(ready)
    except AskLater:
        _settle(
            rt,
            message_id,
            state=MessageState.PROMISED,
            asked_at=None,
            lease_until=None,
            not_before=rt.now() + rt.span(TRY_AGAIN),
        )
    except Refused as no:
        _refused(rt, message_id, ready.to, no.code)
    except Unanswered:
        log("text unanswered", level=logging.WARNING, message=message_id)
    else:
        _settle(rt, message_id, state=MessageState.SENT, sid=sid, sent_at=rt.now())


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
    """The text with its link, written down as asked; None when it may not be sent any more."""
    token = secrets.token_urlsafe(16)
    with rt.db.begin() as session:
        message = session.get_one(Message, message_id)
        consent = session.get_one(Consent, message.consent_id)
        number = rt.seal.open(NUMBER, consent.number).decode() if consent.number else None
        reason = (
            "number_forgotten"
            if number is None
            else _why_not(rt, session, number, consent=consent, given=True)
        )
        if reason is not None or number is None:
            message.state, message.reason = MessageState.REFUSED, reason
            message.final_at = rt.now()
            return None
        book = rt.books.get(message.revision)
        words = book.text(message.template, message.language, rt.addresses.page(token))
        message.asked_at = rt.now()
        message.link_hash = link_hash(token)
        message.link_until = rt.now() + LINK_LASTS
        valid = _seconds_left(consent.expires_at, rt.now())
    return Text(
        to=number,
        sender=rt.environment.neutral_number,
        words=words,
        status_url=rt.addresses.receipt(message_id),
        valid_seconds=valid,
    )


def _seconds_left(until: datetime | None, now: datetime) -> int:
    """The carrier may hold a text for hours; it must not arrive after the consent is over."""
    left = int((until - now).total_seconds()) if until else 0
    return max(60, min(left, 14_400))


def link_hash(token: str) -> str:
    """What is kept of a link: enough to know it again, not enough to make it."""
    return hashlib.sha256(token.encode()).hexdigest()


def _settle(rt: Runtime, message_id: str, **values: object) -> None:
    with rt.db.begin() as session:
        session.execute(
            update(Message)
            .where(Message.id == message_id, Message.state == MessageState.SENDING)
            .values(**values)
        )


def _refused(rt: Runtime, message_id: str, number: str, code: int) -> None:
    if code == OPTED_OUT:
        opt_outs.record(rt, number)
    _settle(rt, message_id, state=MessageState.UNDELIVERED, reason=str(code), final_at=rt.now())


def look_for(rt: Runtime, message_id: str) -> None:
    """The answer to sending this text was lost: find the text, or say that it is unknown."""
    with rt.db.read() as session:
        message = session.get_one(Message, message_id)
        consent = session.get_one(Consent, message.consent_id)
        if message.state != MessageState.SENDING or message.asked_at is None or not consent.number:
            return
        number = rt.seal.open(NUMBER, consent.number).decode()
        since = message.asked_at - timedelta(minutes=1)
        hashed = message.link_hash
    for text in rt.phone.texts_to(number, since):
        if any(link_hash(part.rsplit("/", 1)[-1]) == hashed for part in text.words.split()):
            _settle(rt, message_id, state=MessageState.SENT, sid=text.sid, sent_at=rt.now())
            return
    _settle(rt, message_id, state=MessageState.UNKNOWN, final_at=rt.now())


def record_receipt(rt: Runtime, message_id: str, status: str, sid: str, code: str) -> None:
    """The carrier's word. Receipts come in any order; a later one never takes back a final one."""
    if RANKS.get(status, 0) == 0:
        return
    failed = status in ("undelivered", "failed", "canceled")
    state = MessageState.UNDELIVERED if failed else MessageState.SENT
    state = MessageState.DELIVERED if status in ("delivered", "read") else state
    final = tuple(s for s in FINAL if s != MessageState.UNKNOWN)
    now = rt.now()
    with rt.db.begin() as session:
        session.execute(
            update(Message)
            .where(
                Message.id == message_id, Message.state.not_in(final), Message.asked_at.is_not(None)
            )
            .values(
                state=state,
                sid=sid or None,
                reason=code[:32] or None if failed else None,
                sent_at=func.coalesce(Message.sent_at, now),
                final_at=now if state != MessageState.SENT else None,
            )
        )
    if code == str(OPTED_OUT):
        _opt_out_of(rt, message_id)


def _opt_out_of(rt: Runtime, message_id: str) -> None:
    with rt.db.read() as session:
        consent = session.get_one(Consent, session.get_one(Message, message_id).consent_id)
        number = consent.number
    if number is not None:
        opt_outs.record(rt, rt.seal.open(NUMBER, number).decode())
