"""What does the carrier say of a text, and what if its answer was lost?"""

import logging
from datetime import timedelta

from sqlalchemy import func, select, update

from ivr.logs import log
from ivr.models import Consent, Message, MessageState
from ivr.models.message import FINAL
from ivr.operations import consents, opt_outs
from ivr.operations.messages import MOST_SENDINGS, link_hash, settle
from ivr.runtime import Runtime
from ivr.telephony.codes import OPTED_OUT, Then, after

__all__ = ["look_for", "record"]

ONCE_MORE_AFTER = 600
"""Seconds until a phone that was switched off is tried once more."""
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


def look_for(rt: Runtime, message_id: str) -> None:
    """The answer to sending this text was lost: find the text, or say that it is unknown, as also
    when its number was forgotten meanwhile."""
    with rt.db.read() as session:
        message = session.get_one(Message, message_id)
        number = consents.number_of(rt, session.get_one(Consent, message.consent_id))
        if message.state != MessageState.SENDING or message.asked_at is None:
            return
        since = message.asked_at - timedelta(minutes=1)
    texts = rt.phone.texts_to(number, since) if number else ()
    for text in texts:
        if _is_it(rt, message, text.words):
            settle(rt, message_id, state=MessageState.SENT, sid=text.sid, sent_at=rt.now())
            return
    settle(rt, message_id, state=MessageState.UNKNOWN, final_at=rt.now())


def _is_it(rt: Runtime, message: Message, words: str) -> bool:
    """True for the words of this text: no other holds its link, and one without a link is known by
    all of its words, as it is sent once to whom it is for."""
    if message.callback_id is None:
        return any(
            link_hash(part.rsplit("/", 1)[-1]) == message.link_hash for part in words.split()
        )
    return words == rt.books.get(message.revision).text(message.template, message.language, "")


def record(rt: Runtime, message_id: str, status: str, sid: str, code: str) -> None:
    """The carrier's word. Receipts come in any order; a later one never takes back a final one,
    and one about an earlier sending says nothing of the next."""
    if RANKS.get(status, 0) == 0:
        return
    failed = status in ("undelivered", "failed", "canceled")
    if failed and _once_more(rt, message_id, sid, code):
        return
    state = MessageState.UNDELIVERED if failed else MessageState.SENT
    state = MessageState.DELIVERED if status in ("delivered", "read") else state
    final = tuple(s for s in FINAL if s != MessageState.UNKNOWN)
    now = rt.now()
    with rt.db.begin() as session:
        session.execute(
            update(Message)
            .where(
                Message.id == message_id,
                Message.state.not_in(final),
                Message.asked_at.is_not(None),
                Message.sid.is_(None) | (Message.sid == sid),
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
    elif failed and _number(code) and after(_number(code)) is Then.ALARM:
        log("texts are not sent, look at the account", level=logging.ERROR, code=_number(code))


def _number(code: str) -> int:
    return int(code) if code.isascii() and code.isdigit() else 0


def _once_more(rt: Runtime, message_id: str, sid: str, code: str) -> bool:
    """True when this sending failed for a reason that passes, and the text is put back."""
    if after(_number(code)) is not Then.ONCE_MORE:
        return False
    again = rt.now() + rt.span(ONCE_MORE_AFTER)
    with rt.db.begin() as session:
        back = session.scalar(
            update(Message)
            .where(
                Message.id == message_id,
                Message.state.in_((MessageState.SENDING, MessageState.SENT)),
                Message.asked_at.is_not(None),
                Message.sid.is_(None) | (Message.sid == sid),
                Message.sendings < MOST_SENDINGS,
            )
            .values(
                state=MessageState.PROMISED,
                not_before=again,
                asked_at=None,
                lease_until=None,
                sid=None,
                sent_at=None,
                link_hash=None,
            )
            .returning(Message.id)
        )
    return back is not None


def _opt_out_of(rt: Runtime, message_id: str) -> None:
    with rt.db.read() as session:
        consent_id = select(Message.consent_id).where(Message.id == message_id).scalar_subquery()
        consent = session.scalar(select(Consent).where(Consent.id == consent_id))
        number = consents.number_of(rt, consent) if consent else None
    if number is not None:
        opt_outs.record(rt, number)
