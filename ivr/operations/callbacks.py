"""How is a call promised, and how does the promise end?"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import numbers, safety
from ivr.flow.book import Book
from ivr.flow.hours import Hours
from ivr.flow.phrases import CALLED_BACK
from ivr.flow.windows import next_opening
from ivr.models import Callback, CallbackState, Line, new_id
from ivr.numbers import ImpossibleNumber
from ivr.operations import caller_reminders, consents, needs
from ivr.operations.caller_reminders import Reminder
from ivr.operations.consents import Given
from ivr.operations.refusals import Refusal
from ivr.runtime import Runtime
from ivr.safety import Standing
from routing.need import Need, Urgency

__all__ = [
    "CODE_KEYS",
    "PURPOSE",
    "CannotPromise",
    "Wish",
    "is_abroad",
    "is_ready",
    "may_be_called",
    "promise",
    "read_number",
    "why_not",
]

PURPOSE = "callback"
CODE_KEYS = 4
"""How many keys a code word has."""


class CannotPromise(Refusal):
    """Raised when nobody may, or could, call as somebody wishes; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(SENTENCES.get(code, "This phone cannot be called back."))
        self.code = code


SENTENCES = {
    "no_time": "In the next seven days there is no such time.",
    "code_word": f"A code word is {CODE_KEYS} keys.",
    "opted_out": "This phone asked that nobody contacts it.",
    "number_emergency": "This is the number of an emergency service.",
    "number_premium": "Calling this number costs somebody extra.",
    "number_abroad": "Calls are not promised to phones in this country: see the settings.",
    "number_ours": "This number leads to ourselves.",
    "number_impossible": "No telephone has this number; please check its digits.",
}


@dataclass(frozen=True)
class Wish:
    """A call that somebody wants: their yes, whom they need (`needs.of_flow` finds out), on which
    line they asked, and since when they have waited there."""

    given: Given
    need: Need
    line: str | None = None
    place_since: datetime | None = None
    reminder: Reminder | None = None
    """The text they want before the call, if there is time; None: none."""

    def recorded_by(self, who: str) -> "Wish":
        """The same wish, written down by somebody else than the person."""
        return replace(self, given=replace(self.given, recorded_by=who))


def is_ready(book: Book) -> bool:
    """True when these flows have the words for a promised call."""
    base = book.settings.base_language
    return all((name, base) in book.phrases for name in CALLED_BACK)


def promise(rt: Runtime, session: Session, wish: Wish) -> Callback:
    """Write the consent and the promise into this transaction: it is kept once it is committed.

    Raises CannotPromise, and then has written nothing. Asking twice promises two calls: whoever
    may hear the same yes twice remembers the first.
    """
    now = rt.now()
    ends = wish.given.expires_at or now + safety.CALLBACK_LASTS
    problem = why_not(rt, session, wish.given)
    if problem is not None:
        raise CannotPromise(problem)
    given = replace(wish.given, purpose=PURPOSE, expires_at=ends)
    row = Callback(
        id=new_id(),
        consent_id=consents.write(rt, session, given).id,
        call_id=given.call_id,
        line=wish.line,
        state=CallbackState.PROMISED,
        need=needs.kept(replace(wish.need, urgency=Urgency.NORMAL)),
        language=given.language or wish.need.language,
        place_since=wish.place_since,
        promised_at=now,
        not_before=_first_time(given.hours, now) or now,
        not_after=ends,
        attempts=0,
    )
    session.add(row)
    session.flush()
    if wish.reminder is not None:
        caller_reminders.promise(rt, session, row, given, wish.reminder)
    return row


def why_not(rt: Runtime, session: Session, given: Given) -> str | None:
    """Why such a call cannot be promised now, as a code, or None. Time that passes is no reason,
    unless none of it is safe until the consent ends."""
    now = rt.now()
    ends = given.expires_at or now + safety.CALLBACK_LASTS
    fresh = Standing(withdrawn=False, expires_at=ends, in_window=True)
    problem = safety.why_no_call(consents.contact(rt, session, given.number, fresh))
    if problem is not None:
        return problem
    if _is_ours(rt, session, given.number):
        return "number_ours"
    if is_abroad(rt, given.number):
        return "number_abroad"
    if given.code is not None and not _is_code(given.code):
        return "code_word"
    first = _first_time(given.hours, now)
    return "no_time" if first is None or first >= ends else None


def read_number(rt: Runtime, text: str) -> tuple[str, str | None]:
    """A number as it was written, in E.164 form, and why nobody may call it, as a code, or None.
    Only its digits decide: not whether anybody knows it here."""
    if not text.strip():
        return "", "number_missing"
    try:
        number = numbers.typed(text)
    except ImpossibleNumber:
        return "", "number_impossible"
    problem = numbers.reachable(number, allow_test=rt.environment.allow_test_numbers)
    if problem is not None:
        return "", f"number_{problem}"
    return ("", "number_abroad") if is_abroad(rt, number) else (number, None)


def may_be_called(rt: Runtime, number: str) -> bool:
    """True if a call could be promised now to who agrees to it."""
    with rt.db.read() as session:
        return why_not(rt, session, Given(number, PURPOSE)) is None


def _is_ours(rt: Runtime, session: Session, number: str) -> bool:
    """True for a number that leads to us: nobody would be there."""
    settings = rt.books.live().settings
    ours = {rt.environment.number, rt.environment.neutral_number, *settings.duty_phones}
    return (
        number in ours or session.scalar(select(Line.id).where(Line.number == number)) is not None
    )


def is_abroad(rt: Runtime, number: str) -> bool:
    """True outside the countries the settings name: calls there may cost without end."""
    known = rt.books.live().settings.limits.call_back_to
    return not numbers.is_fictional(number) and numbers.country(number) not in known


def _is_code(code: str) -> bool:
    return len(code) == CODE_KEYS and code.isascii() and code.isdigit()


def _first_time(hours: Hours | None, after: datetime) -> datetime | None:
    """The first safe moment from then on; None when there is none."""
    return after if hours is None else next_opening(hours, after)
