"""Who on the staff did what? Written once, each entry sealing the one before it."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from ivr.models import AuditEntry
from ivr.operations.refusals import Refusal
from ivr.runtime import Runtime

__all__ = [
    "THE_SYSTEM",
    "Deed",
    "Entry",
    "ImpossibleName",
    "ImpossibleNote",
    "Sound",
    "Tampered",
    "lock",
    "remark",
    "staff",
    "verify",
    "write",
]

THE_SYSTEM = "the system"
"""Who did what nobody in particular did."""
GENESIS = "0" * 64
"""What the first entry names as the hash before it."""
ONE_CHAIN = 0x48656C706C696E65
"""PostgreSQL's name for the one lock under which entries are written."""
AT_ONCE = 500
CHANGED = "its content was changed"
UNREADABLE = (ValueError, TypeError, OverflowError)
"""What comes of values that no program of ours has written."""
CODE = re.compile(r"[A-Za-z0-9_.:/+-]{0,64}")
NUMBER = re.compile(r"\+?[0-9]{7,15}")
TELEPHONE = re.compile(r"\+[0-9]|[0-9]{7}|[0-9]{3}\)?[ .-]{1,2}[0-9]{3}[ .-][0-9]{4}")
LONGEST_NOTE = 500
Written = Row[int, datetime, str, str, str, str, str, str]


class Deed(StrEnum):
    """What can be done that somebody may ask about later."""

    FLOWS_PUBLISHED = "flows.published"
    FLOWS_PROPOSED = "flows.proposed"
    FLOWS_APPROVED = "flows.approved"
    FLOWS_WITHDRAWN = "flows.withdrawn"
    FLOWS_REFUSED = "flows.refused"
    """A scheduled revision did not pass the checks when its time came."""
    LINES_MADE = "lines.made"
    LINE_ADDED = "line.added"
    LINE_CHANGED = "line.changed"
    LINE_CLOSED = "line.closed"
    DRAFT_OPENED = "draft.opened"
    DRAFT_CHANGED = "draft.changed"
    DRAFT_CLOSED = "draft.closed"
    SWITCH_ON = "switch.on"
    SWITCH_OFF = "switch.off"
    RESOURCE_ADDED = "resource.added"
    RESOURCE_CHANGED = "resource.changed"
    RESOURCE_VERIFIED = "resource.verified"
    RESOURCE_RETIRED = "resource.retired"
    RESOURCE_RESTORED = "resource.restored"
    RESOURCES_IMPORTED = "resources.imported"
    PEOPLE_ADDED = "people.added"
    PEOPLE_CHANGED = "people.changed"
    PEOPLE_RETIRED = "people.retired"
    PEOPLE_RETURNED = "people.returned"
    """Who had left is here again."""
    PEOPLE_CERTIFIED = "people.certified"
    PEOPLE_UNCERTIFIED = "people.uncertified"
    PEOPLE_LANGUAGES = "people.languages"
    PEOPLE_PAIRED = "people.paired"
    """A mentor was named or taken away, or two people are kept apart."""
    CONFLICT_ADDED = "conflict.added"
    CONFLICT_ENDED = "conflict.ended"
    PIN_SET = "pin.set"
    PIN_LOCKED = "pin.locked"
    SHIFT_ADDED = "shift.added"
    SHIFT_CHANGED = "shift.changed"
    SHIFT_REMOVED = "shift.removed"
    SHIFT_RESTORED = "shift.restored"
    """What was removed, or a day of it, is planned again."""
    SWAP_ASKED = "swap.asked"
    SWAP_AGREED = "swap.agreed"
    SWAP_DECLINED = "swap.declined"
    SWAP_WITHDRAWN = "swap.withdrawn"
    SWAP_APPROVED = "swap.approved"
    SWAP_REFUSED = "swap.refused"
    LEAVE_ADDED = "leave.added"
    LEAVE_REMOVED = "leave.removed"
    DUTY_ON = "duty.on"
    DUTY_OFF = "duty.off"
    DUTY_PAUSED = "duty.paused"
    ACCOUNT_INVITED = "account.invited"
    ACCOUNT_OPENED = "account.opened"
    """An invitation was accepted: from now on there is a password and a second factor."""
    ACCOUNT_GRANTED = "account.granted"
    ACCOUNT_LINKED = "account.linked"
    """It is that of a responder from now on, or of none."""
    ACCOUNT_CLOSED = "account.closed"
    ACCOUNT_PASSWORD = "account.password"  # noqa: S105
    ACCOUNT_FACTOR = "account.factor"
    ACCOUNT_CODES = "account.codes"
    """New recovery codes in place of those before."""
    ACCOUNT_SIGNED_IN = "account.signed_in"
    ACCOUNT_RECOVERED = "account.recovered"
    """Signed in with a recovery code."""
    ACCOUNT_SIGNED_OUT = "account.signed_out"
    ACCOUNT_MISSED = "account.missed"
    """Somebody guesses: how often in a row."""
    TEXT_PROMISED = "text.promised"
    PROMISE_TAKEN_BACK = "promise.taken_back"
    """A text or call that a responder had promised, as the person asked."""
    CALL_HANDED_BACK = "call.handed_back"
    HELP_ASKED = "help.asked"
    """A responder asked for the supervisor, or for somebody to talk to."""
    SCREEN_MADE = "screen.made"
    SCREEN_PAIRED = "screen.paired"
    """Its code was typed at a browser, which shows the wallboard from now on."""
    SCREEN_ENDED = "screen.ended"
    CALLBACK_PROMISED = "callback.promised"
    CALLBACK_HANDED_OVER = "callback.handed_over"
    CALLBACK_DECLINED = "callback.declined"
    CALLBACK_KEPT = "callback.kept"
    CALLBACK_EXPIRED = "callback.expired"
    CALLBACK_REOPENED = "callback.reopened"
    """It was ended by mistake."""
    SERIES_PROMISED = "series.promised"
    SERIES_STOPPED = "series.stopped"
    VOICEMAIL_HEARD = "voicemail.heard"
    VOICEMAIL_DONE = "voicemail.done"
    VOICEMAIL_ERASED = "voicemail.erased"
    """Before its days were over."""
    REPORT_EXPORTED = "report.exported"
    AUDIT_FORGOTTEN = "audit.forgotten"
    """Everything up to this number was old enough; `hash` is that of the last of it."""
    PERSON_ERASED = "person.erased"
    """Somebody asked to be forgotten: nothing else is told of them."""


class ImpossibleName(Refusal):
    """Raised when somebody signs with what cannot be a name."""


class ImpossibleNote(Refusal):
    """Raised for a note that is not words, or could be about a caller."""


def staff(name: str) -> str:
    """The name of a member of staff as it is kept. Raises ImpossibleName."""
    tidy = " ".join(name.split())
    if not 1 <= len(tidy) <= 100 or not tidy.isprintable() or re.search("[0-9]{5}", tidy):
        raise ImpossibleName("Sign with a name of 1 to 100 letters.")
    return tidy


def remark(text: str) -> str:
    """Why somebody did something, as it is kept beside what they did: about flows, never about a
    caller, so no telephone number either; of a long note the beginning. Raises ImpossibleNote."""
    tidy = " ".join(text.split())[:LONGEST_NOTE]
    if not tidy.isprintable():
        raise ImpossibleNote("A note is plain words.")
    if TELEPHONE.search(tidy):
        raise ImpossibleNote("Leave the telephone number out of the note.")
    return tidy


@dataclass(frozen=True)
class Entry:
    """A deed before it is written. `subject` and `details` hold codes, ids and moments only;
    names of staff stand in `who`, or in the details called approver and author."""

    who: str
    what: Deed
    subject: str
    details: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse whatever is longer than a code, or could be a telephone number."""
        staff(self.who)
        for name, code in (("subject", self.subject), *self.details.items()):
            if name in ("approver", "author"):
                staff(code)
            elif not CODE.fullmatch(code) or NUMBER.fullmatch(code):
                raise ValueError(f"the audit keeps codes and ids only; `{name}` is neither")


@dataclass(frozen=True)
class Sound:
    """Every entry is as it was written: so many, the last with this hash."""

    entries: int
    head: str


@dataclass(frozen=True)
class Tampered:
    """The first entry that is not as it was written, and what is wrong with it."""

    number: int
    sentence: str


def lock(session: Session) -> None:
    """From here to the end of the transaction nobody else publishes or writes to the audit.

    SQLite lets only one writer begin anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(ONE_CHAIN)))


def write(session: Session, at: datetime, entry: Entry) -> None:
    """Add this entry to the end of the chain; it counts when the transaction is committed."""
    lock(session)
    last = session.execute(
        select(AuditEntry.number, AuditEntry.hash).order_by(AuditEntry.number.desc()).limit(1)
    ).one_or_none()
    number, previous = (last.number + 1, last.hash) if last else (1, GENESIS)
    details = json.dumps(dict(entry.details), sort_keys=True, separators=(",", ":"))
    content = (number, at, entry.who, entry.what.value, entry.subject, details)
    session.add(
        AuditEntry(
            number=number,
            at=at,
            who=entry.who,
            what=entry.what.value,
            subject=entry.subject,
            details=details,
            previous=previous,
            hash=_hash(previous, content),
        )
    )
    session.flush()


def _hash(previous: str, content: tuple[int, datetime, str, str, str, str]) -> str:
    """SHA-256 over the hash before and the content as a JSON list, its moment to the microsecond
    in UTC."""
    number, at, *words = content
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    canonical = json.dumps([number, moment, *words], separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{canonical}".encode()).hexdigest()


def verify(rt: Runtime, seen: str | None = None) -> Sound | Tampered:
    """Read the whole audit and check every seal.

    Entries cut off at the end leave a sound chain: `seen` is a hash that was noted down earlier
    and must still be there.
    """
    with rt.db.read() as session:
        number, head = _beginning(session)
        found = seen in (None, GENESIS, head)
        for row in _rows(session):
            number += 1
            wrong = _wrong(row, number, head)
            if wrong or row is None:
                return Tampered(number, wrong)
            head = row.hash
            found = found or head == seen
    if not found:
        return Tampered(number + 1, "entries that were seen before are not there any more")
    return Sound(number, head)


def _beginning(session: Session) -> tuple[int, str]:
    """The last entry that was old enough to be forgotten, and its hash, as the newest entry about
    that tells: what is there must follow it. An entry that only claims so is found by its seal."""
    told = select(AuditEntry.subject, AuditEntry.details).where(
        AuditEntry.what == Deed.AUDIT_FORGOTTEN
    )
    newest = session.execute(told.order_by(AuditEntry.number.desc()).limit(1)).first()
    if newest is None:
        return 0, GENESIS
    try:
        last, head = int(newest.subject.removeprefix("to:")), json.loads(newest.details)["hash"]
    except (*UNREADABLE, KeyError):
        return 0, GENESIS
    return last, str(head)


def _wrong(row: Written | None, number: int, head: str) -> str:
    if row is None:
        return "its moment cannot be read"
    if row.number != number:
        return "this entry is missing"
    if row.previous != head:
        return "it does not follow the entry before it"
    content = (row.number, row.at, row.who, row.what, row.subject, row.details)
    try:
        return "" if _hash(head, content) == row.hash else CHANGED
    except UNREADABLE:
        return CHANGED


def _rows(session: Session) -> Iterator[Written | None]:
    """Every entry in order, up to one whose moment is no moment: None."""
    last = 0
    while batch := _batch(session, last):
        yield from batch
        if batch[-1] is None:
            return
        last = batch[-1].number


def _batch(session: Session, last: int) -> Sequence[Written | None]:
    wanted = (
        select(
            AuditEntry.number,
            AuditEntry.at,
            AuditEntry.who,
            AuditEntry.what,
            AuditEntry.subject,
            AuditEntry.details,
            AuditEntry.previous,
            AuditEntry.hash,
        )
        .where(AuditEntry.number > last)
        .order_by(AuditEntry.number)
    )
    try:
        return session.execute(wanted.limit(AT_ONCE)).all()
    except UNREADABLE:
        return [_alone(session, wanted)]


def _alone(session: Session, wanted: Select[*tuple[Any, ...]]) -> Written | None:
    try:
        return session.execute(wanted.limit(1)).one()
    except UNREADABLE:
        return None
