"""How does a responder learn that they are not rung any more?"""

import logging

from sqlalchemy import Select, select, update

from ivr.logs import log
from ivr.models import Alert, Presence, Responder
from ivr.models.alert import BENCHED
from ivr.operations import opt_outs, people, remnants
from ivr.operations.rows import ago
from ivr.runtime import Runtime
from ivr.telephony.phone import AskLater, Record, Refused, Text, Unanswered
from routing.moves import What

__all__ = ["deliver", "untold"]

TOLD = (What.AWAY.value, BENCHED)
"""What somebody hears of themselves; all else is the supervisor's."""
WORTH_TELLING = 2 * 3600
HELD = 1800
"""Seconds the carrier may hold it: later they know by themselves."""


def untold() -> Select[str]:
    """Alerts about people who were not texted yet."""
    return select(Alert.id).where(
        Alert.what.in_(TOLD), Alert.texted_at.is_(None), Alert.made_at > ago(WORTH_TELLING)
    )


def deliver(rt: Runtime, alert_id: str) -> None:
    """Text them, in words that tell nothing to others, that they are off duty: at most once, and
    not who is back already, or said STOP."""
    number = _claim(rt, alert_id)
    if number is None or opt_outs.has_stopped(rt, number):
        return
    try:
        sid = rt.phone.send(
            Text(
                to=number,
                sender=rt.environment.neutral_number,
                words=_words(rt),
                status_url=rt.addresses.receipt(alert_id),
                valid_seconds=HELD,
            )
        )
    except AskLater:
        _give_back(rt, alert_id)
    except (Unanswered, Refused):
        log("a responder could not be texted", level=logging.WARNING, alert=alert_id)
    else:
        remnants.heard_of(rt, Record.TEXT, sid)


def _words(rt: Runtime) -> str:
    book = rt.books.live()
    language = book.settings.base_language
    return book.phrase("duty_now", language, state=book.phrase("duty_state_off", language))


def _claim(rt: Runtime, alert_id: str) -> str | None:
    """The number to text, once."""
    with rt.db.begin() as session:
        claimed = session.scalar(
            update(Alert)
            .where(Alert.id == alert_id, Alert.texted_at.is_(None), Alert.what.in_(TOLD))
            .values(texted_at=rt.now())
            .returning(Alert.responder_id)
        )
        presence = session.get(Presence, claimed) if claimed else None
        if presence is None or presence.on_duty:
            return None
        who = session.get_one(Responder, presence.responder_id)
        return None if who.phone is None else people.phone_of(rt, who)


def _give_back(rt: Runtime, alert_id: str) -> None:
    with rt.db.begin() as session:
        session.execute(update(Alert).where(Alert.id == alert_id).values(texted_at=None))
