"""Who on duty is told, before its time, that a promised call comes?"""

import logging
from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select, update

from ivr.logs import log
from ivr.models import Callback, CallbackState, Presence, Responder
from ivr.models.responder import RUNG
from ivr.operations import callbacks, opt_outs, people
from ivr.operations.rows import NOW, Moment, in_real
from ivr.runtime import Runtime
from ivr.telephony.phone import AskLater, Refused, Text, Unanswered

__all__ = ["remind", "soon"]

AHEAD = timedelta(minutes=15)
LASTS = 900
"""Seconds in which a reminder is of use; later the phone company need not bring it."""
A_QUARTER_AHEAD = in_real(AHEAD)


def soon(now: Moment = NOW, ahead: Moment = A_QUARTER_AHEAD) -> Select[str]:
    """Promises whose time comes in a quarter of an hour, and of which nobody was told."""
    return select(Callback.id).where(
        Callback.state == CallbackState.PROMISED,
        Callback.reminded_at.is_(None),
        Callback.not_before > now,
        Callback.not_before <= ahead,
    )


def remind(rt: Runtime, callback_id: str) -> None:
    """One text to each responder on duty who speaks the language: how many calls, and from when.
    A number and a time of day: nothing about anybody. Told once; a reminder may be lost."""
    found = _claim(rt, callback_id)
    if not found:
        return
    book = rt.books.live()
    if not callbacks.is_ready(book):
        return
    zone, base = ZoneInfo(book.settings.zone), book.settings.base_language
    first = min(row.not_before for row in found).astimezone(zone)
    words = book.phrase("promised_reminder", base, count=str(len(found)), time=f"{first:%H:%M}")
    for responder in _on_duty(rt, {row.language for row in found}):
        _send(rt, responder, words)


def _claim(rt: Runtime, callback_id: str) -> list[Callback]:
    """This promise, and those that come with it; empty when they were told of already."""
    now = rt.now()
    wanted = soon(now, now + AHEAD)
    with rt.db.begin() as session:
        if session.scalar(wanted.where(Callback.id == callback_id)) is None:
            return []
        rows = session.scalars(
            update(Callback)
            .where(Callback.id.in_(wanted))
            .values(reminded_at=now)
            .returning(Callback)
        )
        return list(rows)


def _on_duty(rt: Runtime, languages: set[str]) -> list[Responder]:
    asked = (
        select(Responder)
        .join(Presence)
        .where(Presence.on_duty, Responder.role.in_(RUNG), Responder.phone.is_not(None))
    )
    with rt.db.read() as session:
        return [one for one in session.scalars(asked) if languages & set(one.languages)]


def _send(rt: Runtime, responder: Responder, words: str) -> None:
    number = people.phone_of(rt, responder)
    if opt_outs.has_stopped(rt, number):
        return
    text = Text(
        to=number,
        sender=rt.environment.neutral_number,
        words=words,
        status_url=rt.addresses.receipt(responder.id),
        valid_seconds=LASTS,
    )
    try:
        rt.phone.send(text)
    except (AskLater, Refused, Unanswered):
        log("reminder not sent", level=logging.WARNING, responder=responder.id)
