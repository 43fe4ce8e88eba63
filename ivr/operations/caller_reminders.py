"""Is somebody told, shortly before a promised call, that it comes, who asked for that?"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import Session

from ivr.flow.hours import Hours
from ivr.models import Callback, CallbackState, Consent, Message, MessageState, new_id
from ivr.models.callback import FINAL
from ivr.operations import callback_ends, consents, text_safety
from ivr.operations.consents import Given
from ivr.operations.rows import NOW
from ivr.runtime import Runtime

__all__ = ["PURPOSE", "Reminder", "give_up", "late", "promise", "used_yes", "why_not"]

PURPOSE = "reminder"
AHEAD = timedelta(minutes=30)
"""From the text to the call; after it as much of the safe time is left at least."""
LATE = "call_moved"


@dataclass(frozen=True)
class Reminder:
    """A text that somebody wants before a call: which one, in the words of which revision."""

    template: str
    revision: str


def promise(
    rt: Runtime, session: Session, callback: Callback, yes: Given, wanted: Reminder
) -> None:
    """Write a yes of its own to this text, and the text, for the first safe moment; the call comes
    half an hour later: a text comes in no hour that was not called safe.

    Nothing is written where the call comes at once, where too little of the safe time would be
    left for it, or where safety forbids to text: the call comes all the same.
    """
    text_at = callback.not_before
    call_at = _time_of_call(yes.hours, text_at, rt.now())
    if call_at is None or not text_safety.promisable(rt, session, yes.number, PURPOSE):
        return
    callback.not_before = call_at
    given = replace(yes, purpose=PURPOSE, voicemail=False, code=None, expires_at=call_at + AHEAD)
    session.add(
        Message(
            id=new_id(),
            call_id=None,
            callback_id=callback.id,
            consent_id=consents.write(rt, session, given).id,
            template=wanted.template,
            language=callback.language,
            revision=wanted.revision,
            state=MessageState.PROMISED,
            promised_at=rt.now(),
            not_before=text_at,
            not_after=call_at,
        )
    )


def _time_of_call(hours: Hours | None, text_at: datetime, now: datetime) -> datetime | None:
    if hours is None or text_at <= now:
        return None
    call_at = text_at + AHEAD
    return call_at if hours.is_open(call_at) and hours.is_open(call_at + AHEAD) else None


def why_not(session: Session, message: Message) -> str | None:
    """Why this text must not be sent now, as a code, beside what safety says of every text; None
    for one that tells of no call.

    The call must still come, for the first time, at the time it was promised for; and who is on
    the telephone with us need not be told.
    """
    if message.callback_id is None:
        return None
    callback = session.get_one(Callback, message.callback_id)
    first = callback.state == CallbackState.PROMISED and callback.attempts == 0
    if not first or callback.not_before != message.not_after:
        return LATE
    return "on_the_phone" if callback_ends.engaged(session, callback) else None


def late() -> Select[str]:
    """Texts that wait, of calls that do not come any more, or not then."""
    moved = or_(Callback.state != CallbackState.PROMISED, Callback.not_before != Message.not_after)
    of_call = select(Message.id).join(Callback, Callback.id == Message.callback_id)
    return of_call.where(Message.state == MessageState.PROMISED, moved)


def give_up(rt: Runtime, message_id: str) -> None:
    """Such a text is not sent."""
    with rt.db.begin() as session:
        session.execute(
            update(Message)
            .where(Message.id == message_id, Message.id.in_(late()))
            .values(state=MessageState.REFUSED, reason=LATE, final_at=rt.now())
        )


def used_yes() -> Select[str]:
    """A yes to a text of a call that is over."""
    yes = select(Message.consent_id).join(Callback, Callback.id == Message.callback_id)
    over = yes.where(Callback.state.in_(FINAL))
    return select(Consent.id).where(Consent.id.in_(over), Consent.expires_at > NOW)
