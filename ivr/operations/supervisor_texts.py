"""How does a supervisor learn that a responder asks for them?"""

import logging

from sqlalchemy import Select, select, update

from ivr.logs import log
from ivr.models import Alert
from ivr.models.alert import ASKED_FOR
from ivr.operations import opt_outs, remnants
from ivr.operations.rows import ago
from ivr.runtime import Runtime
from ivr.telephony.phone import AskLater, Record, Refused, Text, Unanswered

__all__ = ["SHOWN", "tell", "untold"]

SHOWN = 6
"""How much of an id is told: enough to find it in the list."""
WORTH_TELLING = 2 * 3600
"""Seconds."""
HELD = 1800
"""Seconds the carrier may hold it: later it does not help."""


def untold() -> Select[str]:
    """Alerts of this kind of which no text was taken yet."""
    return select(Alert.id).where(
        Alert.what.in_(ASKED_FOR),
        Alert.texted_at.is_(None),
        Alert.seen_at.is_(None),
        Alert.made_at > ago(WORTH_TELLING),
    )


def tell(rt: Runtime, alert_id: str) -> None:
    """Text the duty phones, at least once, in words that say neither who asks nor for what."""
    with rt.db.read() as session:
        alert = session.get(Alert, alert_id)
    if alert is None or alert.texted_at is not None or alert.seen_at is not None:
        return
    phones = [one for one in rt.books.live().settings.duty_phones if not _stopped(rt, one)]
    if not sum(_is_sent(rt, alert_id, number) for number in phones):
        log("no supervisor was texted", level=logging.ERROR, alert=alert_id)
        return
    with rt.db.begin() as session:
        told = update(Alert).where(Alert.id == alert_id)
        session.execute(told.values(texted_at=rt.now()))


def _stopped(rt: Runtime, number: str) -> bool:
    return opt_outs.has_stopped(rt, number)


def _is_sent(rt: Runtime, alert_id: str, number: str) -> bool:
    """True when the phone company took it."""
    book = rt.books.live()
    text = Text(
        to=number,
        sender=rt.environment.neutral_number,
        words=book.phrase("duty_look", book.settings.base_language, code=alert_id[:SHOWN]),
        status_url=rt.addresses.receipt(alert_id),
        valid_seconds=HELD,
    )
    try:
        sid = rt.phone.send(text)
    except (AskLater, Refused, Unanswered):
        log("an alert was not taken", level=logging.WARNING, alert=alert_id)
        return False
    remnants.heard_of(rt, Record.TEXT, sid)
    return True
