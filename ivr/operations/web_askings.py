"""How is a call asked for on a page, once, without telling anybody who asked, and taken back?"""

import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ivr.flow.book import Book
from ivr.flow.facts import Promise
from ivr.flow.hours import Hours
from ivr.flow.kinds.callback import Callback
from ivr.flow.kinds.callback_questions import Window
from ivr.logs import log
from ivr.models import Consent, WebAsking
from ivr.operations import callbacks, consents, needs, person_keys
from ivr.operations.callbacks import CannotPromise, Wish
from ivr.operations.caller_reminders import Reminder
from ivr.operations.consents import Given
from ivr.operations.facts import looked_up
from ivr.runtime import Runtime
from ivr.seal import BrokenSeal

__all__ = [
    "KEPT_FOR",
    "Age",
    "Offered",
    "Outcome",
    "Wanted",
    "age_of",
    "ask",
    "forget",
    "new_form",
    "offered",
    "problem_with",
    "reference_of",
    "take_back",
]

WEB: Final = "web"
FORM: Final = "web form"
MOST_A_DAY, MOST_AN_HOUR = 300, 60
"""Calls that are asked for on the web by everybody together: what a robot may spoil at most. There
is no limit for an address, because a shelter, a library or a whole mobile network shares one."""
MOST_FOR_A_NUMBER: Final = 3
"""Calls that stand for one number: nobody is rung without end because somebody else wants it."""
SOONEST, LATEST = timedelta(seconds=3), timedelta(hours=2)
"""A form that is sent sooner was filled in by no hand; later, its words may have changed."""
KEPT_FOR: Final = timedelta(days=8)
"""The call is promised for seven days; a day later nothing of it is left to take back."""
SHORTEST_TOKEN, MOMENT = 8, 6
ANY_REFERENCE: Final = 8
"""Letters and digits of a reference: 40 bits of chance, beside a number that must be known."""


@dataclass(frozen=True)
class Offered:
    """What the live flows offer to who wants to be called: in which flow and step they say so."""

    book: Book
    flow: str
    step: str
    windows: Sequence[Window]
    reminder: str | None
    """The text that may be sent before the call; None: none is."""


@dataclass(frozen=True)
class Wanted:
    """What somebody asks for: a number in E.164 form, and names of the settings."""

    number: str
    language: str
    window: str
    zone: str
    topic: str = ""
    """A specialty; empty when they would rather not say."""
    voicemail: bool = False
    code: str = ""
    reminder: bool = False


class Outcome(Enum):
    """What is answered to who asks."""

    THANKED = auto()
    """Somebody calls; or, for a number that wants no calls, or had enough asked for it, nobody
    does. The answer is the same, so that it tells nothing about the number."""
    FULL = auto()
    """Everybody together has asked for too many."""


class Age(Enum):
    """How old a form is."""

    EARLY = auto()
    RIPE = auto()
    LATE = auto()


def offered(rt: Runtime) -> Offered | None:
    """What can be asked for now; None when calls are not offered, or not kept."""
    book = rt.books.live()
    if Promise.CALLBACK not in looked_up(rt, book, number_hidden=False).keeps:
        return None
    found = (
        Offered(book, flow, name, [one for part in step.ask for one in part.choices], step.reminder)
        for flow, all_of_it in book.flows.items()
        for name, step in all_of_it.steps.items()
        if isinstance(step, Callback)
    )
    return next(found, None)


def new_form(rt: Runtime) -> str:
    """A token that only we can make: a form without one was not ours, or is old."""
    plain = int(rt.now().timestamp()).to_bytes(MOMENT, "big") + secrets.token_bytes(SHORTEST_TOKEN)
    return rt.seal.close_text(FORM, plain)


def age_of(rt: Runtime, form: str) -> Age:
    """How old this form is; one that is not ours is as good as too old."""
    try:
        plain = rt.seal.open_text(FORM, form)
    except BrokenSeal:
        return Age.LATE
    made = datetime.fromtimestamp(int.from_bytes(plain[:MOMENT], "big"), UTC)
    age = rt.now() - made
    if age < SOONEST:
        return Age.EARLY
    return Age.RIPE if age <= LATEST else Age.LATE


def problem_with(rt: Runtime, book: Book, wanted: Wanted) -> str | None:
    """Why this cannot be promised to anybody, as a code, or None."""
    with rt.db.read() as session:
        problem = callbacks.why_not(rt, session, _given(book, wanted))
    if problem is not None and problem.startswith("number_"):
        return "number_impossible"
    return "time_missing" if problem == "no_time" else None


def ask(rt: Runtime, form: str, wanted: Wanted) -> Outcome:
    """Promise this call, once for each form. Raises NoSuchPlace when calls are not offered."""
    offer = offered(rt)
    if offer is None:
        return Outcome.FULL
    try:
        with rt.db.begin() as session:
            return _asked(rt, session, (offer, form), wanted)
    except CannotPromise as no:
        log("call not promised", code=no.code)
    except IntegrityError:
        if not _is_known(rt, form):
            raise
    return Outcome.THANKED


def _asked(rt: Runtime, session: Session, offer: tuple[Offered, str], wanted: Wanted) -> Outcome:
    what, form = offer
    if session.get(WebAsking, rt.seal.fingerprint(form)) is not None:
        return Outcome.THANKED
    if _count(session, rt.now() - timedelta(hours=1)) >= MOST_AN_HOUR:
        return Outcome.FULL
    if _count(session, rt.now() - timedelta(days=1)) >= MOST_A_DAY:
        return Outcome.FULL
    if _standing(rt, session, wanted.number) >= MOST_FOR_A_NUMBER:
        return Outcome.THANKED
    marks = [wanted.topic] if wanted.topic else []
    need = needs.of_flow(what.book, what.flow, wanted.language, marks)
    wish = Wish(_given(what.book, wanted), need, reminder=_reminder(what, wanted))
    row = callbacks.promise(rt, session, wish)
    session.add(
        WebAsking(
            form=rt.seal.fingerprint(form),
            reference=_hashes(rt, wanted.number, reference_of(rt, form))[0],
            consent_id=row.consent_id,
            asked_at=rt.now(),
        )
    )
    return Outcome.THANKED


def _reminder(offer: Offered, wanted: Wanted) -> Reminder | None:
    chosen = offer.reminder if wanted.reminder else None
    return None if chosen is None else Reminder(chosen, offer.book.short)


def _given(book: Book, wanted: Wanted) -> Given:
    hours = book.settings.opening_hours[wanted.window]
    return Given(
        number=wanted.number,
        purpose=callbacks.PURPOSE,
        recorded_by=WEB,
        language=wanted.language,
        hours=Hours(ZoneInfo(wanted.zone), hours.week),
        voicemail=wanted.voicemail,
        code=wanted.code or None,
    )


def _count(session: Session, since: datetime) -> int:
    asked = select(func.count()).select_from(WebAsking).where(WebAsking.asked_at > since)
    return session.scalar(asked) or 0


def _standing(rt: Runtime, session: Session, number: str) -> int:
    """How many calls asked for here stand for this number."""
    theirs = Consent.person_id.in_(person_keys.known(rt.seal.fingerprints(number)))
    standing = (
        select(func.count())
        .select_from(Consent)
        .where(
            theirs,
            Consent.recorded_by == WEB,
            Consent.withdrawn_at.is_(None),
            Consent.expires_at > rt.now(),
        )
    )
    return session.scalar(standing) or 0


def _is_known(rt: Runtime, form: str) -> bool:
    with rt.db.read() as session:
        return session.get(WebAsking, rt.seal.fingerprint(form)) is not None


def reference_of(rt: Runtime, form: str) -> str:
    """The reference that belongs to this form: the same however often it is sent, and told to
    nobody else. Easy to say, and to write on any keyboard: a letter never looks like a digit."""
    secret = bytes.fromhex(rt.seal.fingerprint(f"reference {form}"))
    letters = base64.b32encode(secret).decode()[:ANY_REFERENCE]
    return f"{letters[:4]}-{letters[4:]}"


def _hashes(rt: Runtime, number: str, reference: str) -> list[str]:
    bare = "".join(c for c in reference.upper() if c.isalnum())
    return rt.seal.fingerprints(f"{number} {bare}")


def take_back(rt: Runtime, number: str, reference: str) -> None:
    """Nobody calls any more what was asked for with this number and this reference, not even when
    a browser sends its form again. Whether there was anything is not told."""
    with rt.db.begin() as session:
        found = session.scalars(
            select(WebAsking.consent_id).where(
                WebAsking.reference.in_(_hashes(rt, number, reference))
            )
        ).all()
        consents.withdraw(session, found, rt.now())


def forget(rt: Runtime) -> None:
    """Delete what can be taken back no more."""
    with rt.db.begin() as session:
        session.execute(delete(WebAsking).where(WebAsking.asked_at < rt.now() - KEPT_FOR))
