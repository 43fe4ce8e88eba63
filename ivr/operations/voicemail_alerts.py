"""Who is told that a message waits, and again until somebody has heard it?"""

import logging
from collections.abc import Sequence

from sqlalchemy import select, update

from ivr.logs import log
from ivr.models import Presence, Responder, Voicemail, VoicemailState
from ivr.operations import opt_outs, people
from ivr.runtime import Runtime
from ivr.telephony.phone import AskLater, Refused, Text, Unanswered

__all__ = ["MOST", "SHOWN", "tell"]

SHOWN = 6
"""How much of an id is told: enough to find it in the list."""
RETRY, AGAIN = 60, 3600
"""Seconds until it is told again: when nobody was reached, and when nobody has heard it yet."""
MOST = 6
HELD = 14_400
"""Seconds for which the carrier may hold it for a phone that is off."""


def tell(rt: Runtime, voicemail_id: str) -> None:
    """Text those who are to know, at least once, in words that say nothing; from the second time
    on the duty phones too. Nobody is told of a message that was heard, or who said STOP."""
    message = _claim(rt, voicemail_id)
    if message is None:
        return
    numbers = [one for one in _numbers(rt, message) if not opt_outs.has_stopped(rt, one)]
    if sum(_is_sent(rt, voicemail_id, number) for number in numbers):
        last = message.alerts >= MOST
        _next(rt, voicemail_id, None if last else AGAIN)
    else:
        log("nobody told of a voicemail", level=logging.ERROR, voicemail=voicemail_id)


def _claim(rt: Runtime, voicemail_id: str) -> Voicemail | None:
    """The message if it is due; whoever dies now is followed by another in a minute."""
    now = rt.now()
    with rt.db.begin() as session:
        return session.scalar(
            update(Voicemail)
            .where(
                Voicemail.id == voicemail_id,
                Voicemail.alert_at <= now,
                Voicemail.state == VoicemailState.KEPT,
            )
            .values(alert_at=now + rt.span(RETRY), alerts=Voicemail.alerts + 1)
            .returning(Voicemail)
        )


def _next(rt: Runtime, voicemail_id: str, seconds: float | None) -> None:
    at = None if seconds is None else rt.now() + rt.span(seconds)
    unheard = Voicemail.id == voicemail_id, Voicemail.heard_at.is_(None)
    with rt.db.begin() as session:
        session.execute(update(Voicemail).where(*unheard).values(alert_at=at))


def _numbers(rt: Runtime, message: Voicemail) -> Sequence[str]:
    duty_phones = rt.books.live().settings.duty_phones
    if message.alert != "responders":
        return duty_phones
    with rt.db.read() as session:
        on_duty = (
            select(Responder)
            .join(Presence, Presence.responder_id == Responder.id)
            .where(Presence.on_duty, Responder.retired_at.is_(None), Responder.phone.is_not(None))
        )
        theirs = [people.phone_of(rt, who) for who in session.scalars(on_duty)]
    return theirs if theirs and message.alerts == 1 else (*theirs, *duty_phones)


def _is_sent(rt: Runtime, voicemail_id: str, number: str) -> bool:
    """True when the phone company took it. One that cannot be reached keeps nobody else waiting."""
    book = rt.books.live()
    words = book.phrase("duty_look", book.settings.base_language, code=voicemail_id[:SHOWN])
    text = Text(
        to=number,
        sender=rt.environment.neutral_number,
        words=words,
        status_url=rt.addresses.receipt(voicemail_id),
        valid_seconds=HELD,
    )
    try:
        rt.phone.send(text)
    except (AskLater, Refused, Unanswered):
        log("an alert was not taken", level=logging.WARNING, voicemail=voicemail_id)
        return False
    return True
