"""How is one person forgotten, everywhere, and for good?"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime

from sqlalchemy import ColumnElement, Select, delete, func, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from ivr.logs import log
from ivr.models import (
    Call,
    Callback,
    Conflict,
    Consent,
    Conversation,
    Door,
    Erasure,
    Leg,
    Message,
    MessageState,
    NeutralReply,
    PersonKey,
    Typed,
    WebAsking,
    new_id,
)
from ivr.operations import (
    audit,
    call_numbers,
    consents,
    conversations,
    forgetting,
    neutral_replies,
    person_keys,
    remnants,
    series,
    typed,
    voicemail_ends,
)
from ivr.operations.audit import THE_SYSTEM, Deed, Entry
from ivr.operations.rows import NOW, Moment
from ivr.operations.turns import Turn, done, once
from ivr.runtime import Runtime

__all__ = ["Erased", "by_link", "by_number", "by_phone", "finish", "unfinished"]

NUMBER, KIND = "erasure number", "erase"
AGAIN_AFTER = 60
"""Seconds until the phone company is asked again, which did not answer."""


@dataclass
class Erased:
    """What was there and is not any more, counted; what the phone company keeps follows."""

    consents: int = 0
    texts: int = 0
    typed: int = 0
    conversations: int = 0
    conflicts: int = 0

    def as_words(self) -> str:
        """Every count with its name."""
        return ", ".join(f"{one.name}: {getattr(self, one.name)}" for one in fields(self))


@dataclass
class _Work:
    """One wish to be forgotten, while it is written down."""

    session: Session
    now: datetime
    who: str = THE_SYSTEM
    erased: Erased = field(default_factory=Erased)
    promises: list[str] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    """Ids that jobs may carry."""
    on_its_way: bool = False
    """A text is being handed over: the phone company does not list it yet."""


def by_number(rt: Runtime, number: str, door: Door, who: str = THE_SYSTEM) -> Erased:
    """Forget whoever has this number. What is here is gone when this returns; what the phone
    company keeps is deleted soon after, whatever dies in between. Only a STOP stays."""
    with rt.db.begin() as session:
        work = _Work(session, rt.now(), who)
        _erase(rt, work, number, door)
    _after(rt, work)
    return work.erased


def _erase(rt: Runtime, work: _Work, number: str, door: Door) -> None:
    prints = rt.seal.fingerprints(number)
    neutral_replies.erase(work.session, prints)
    known = select(PersonKey).where(PersonKey.fingerprint.in_(prints)).with_for_update()
    found = work.session.scalars(known).all()
    for person in found or [person_keys.of(rt, work.session, number)]:
        work.promises.append(_promise(rt, work, person, number, door))
        _forget(rt, work, Consent.person_id == person.id)
        _forget_person(work, person)
    _forget_callers(rt, work, number)
    counted = delete(NeutralReply).where(NeutralReply.fingerprint.in_(prints))
    work.session.execute(counted)
    if work.on_its_way:
        later = update(Erasure).where(Erasure.id.in_(work.promises))
        work.session.execute(later.values(not_before=work.now + rt.span(AGAIN_AFTER)))
    told = Entry(work.who, Deed.PERSON_ERASED, work.promises[0], {"door": door.value})
    audit.write(work.session, work.now, told)


def _after(rt: Runtime, work: _Work) -> None:
    rt.later.forget(work.subjects)
    for erasure_id in work.promises:
        rt.later.ask("send", "forget_person", erasure_id)


def _promise(rt: Runtime, work: _Work, person: PersonKey, number: str, door: Door) -> str:
    """The row that sees to it that this is done to the end. From here on nobody finds this person
    by their number; who gives it again is somebody new."""
    sealed = person_keys.seal(rt, person).close(NUMBER, number.encode())
    row = Erasure(
        id=new_id(),
        person_id=person.id,
        number=sealed,
        door=door,
        asked_at=work.now,
        not_before=work.now,
    )
    work.session.add(row)
    person.fingerprint = None
    return row.id


def _forget_callers(rt: Runtime, work: _Work, number: str) -> None:
    """Nor is the number kept that they wait or talk with now, or did a moment ago. No key leads to
    it, so each of the few there are is looked at."""
    kept = work.session.scalars(select(Call).where(Call.number.is_not(None)))
    theirs = [call.id for call in kept if call_numbers.of_call(rt, work.session, call) == number]
    forgetting.forget_callers(work.session, Call.id.in_(theirs))


def _forget(rt: Runtime, work: _Work, whose: ColumnElement[bool]) -> None:
    """Nothing is sent any more for these consents, and nothing of them leads to anybody."""
    session = work.session
    given = session.execute(select(Consent.id, Consent.call_id).where(whose)).all()
    ids, calls = [row.id for row in given], [row.call_id for row in given if row.call_id]
    consents.withdraw(session, ids, work.now)
    promised = select(Callback).where(Callback.consent_id.in_(ids))
    for callback in session.scalars(promised):
        work.subjects.append(callback.id)
        calls += [one for one in (callback.ring_call_id, callback.heard_in_id) if one]
        callback.heard_in_id = None
    texts = update(Message).where(Message.consent_id.in_(ids)).values(link_hash=None)
    texted = session.scalars(texts.returning(Message.id)).all()
    sending = Message.id.in_(texted), Message.state == MessageState.SENDING
    if session.scalar(select(Message.id).where(*sending).limit(1)) is not None:
        work.on_its_way = True
    asked = update(WebAsking).where(WebAsking.consent_id.in_(ids))
    session.execute(asked.values(reference=None))
    session.execute(
        update(Consent)
        .where(Consent.id.in_(ids))
        .values(
            number=None,
            code=None,
            window=None,
            language=None,
            person_id=None,
            expires_at=func.coalesce(Consent.expires_at, work.now),
        )
    )
    gone = session.scalars(delete(Typed).where(Typed.call_id.in_(calls)).returning(Typed.place))
    work.erased.typed += len(gone.all())
    voicemail_ends.erase_of_calls(rt, session, calls)
    series.stop_of_consents(session, ids, work.now)
    forgetting.forget_calls(rt, session, Call.id.in_(calls))
    work.erased.consents += len(ids)
    work.erased.texts += len(texted)
    work.subjects += [*texted, *ids]


def _forget_person(work: _Work, person: PersonKey) -> None:
    """The same of what is no consent."""
    theirs = Conversation.person_id == person.id
    counted = select(func.count()).select_from(Conversation).where(theirs)
    work.erased.conversations += work.session.scalar(counted) or 0
    conversations.delete_where(work.session, theirs)
    apart = delete(Conflict).where(Conflict.person_id == person.id).returning(Conflict.id)
    work.erased.conflicts += len(work.session.scalars(apart).all())


def by_phone(rt: Runtime, turn: Turn, number: str | None) -> bool:
    """Forget the caller who asks for it, once for each time they ask. False when their number is
    withheld, when it cannot be done now, or when they once chose a code word and have not typed it
    in this call: somebody else may hold this phone."""
    try:
        if number is None or not _proved(rt, turn.call_id, number):
            return False
        with rt.db.begin() as session:
            if not once(rt, session, turn, KIND):
                return True
            work = _Work(session, rt.now())
            _erase(rt, work, number, Door.PHONE)
            session.execute(delete(Typed).where(Typed.call_id == turn.call_id))
    except IntegrityError:
        return done(rt, turn, KIND)  # the same answer, brought twice at this very moment
    except SQLAlchemyError:
        log("not erased", level=logging.ERROR, problem=True, call=turn.call_id)
        return False
    _after(rt, work)
    return True


def _proved(rt: Runtime, call_id: str, number: str) -> bool:
    """True for who chose no code word, or typed it in this call."""
    known = person_keys.known(rt.seal.fingerprints(number))
    theirs = select(Consent).where(Consent.person_id.in_(known), Consent.code.is_not(None))
    places = select(Typed.place).where(Typed.call_id == call_id, Typed.confirmed_at.is_not(None))
    with rt.db.read() as session:
        codes = {consents.code_of(rt, one) for one in session.scalars(theirs)} - {None}
        given = session.scalars(places).all()
    return not codes or any(typed.read(rt, call_id, place) in codes for place in given)


def by_link(rt: Runtime, hashed: str) -> bool:
    """Forget whose phone this link was sent to. False for a link that is over.

    When the number was forgotten before, this yes is all that is left of them.
    """
    with rt.db.read() as session:
        consent = session.scalar(
            select(Consent)
            .join(Message, Message.consent_id == Consent.id)
            .where(Message.link_hash == hashed, Message.link_until > rt.now())
        )
    if consent is None:
        return False
    number = consents.number_of(rt, consent)
    if number is not None:
        by_number(rt, number, Door.LINK)
        return True
    with rt.db.begin() as session:
        work = _Work(session, rt.now())
        _forget(rt, work, Consent.id == consent.id)
    rt.later.forget(work.subjects)
    return True


def unfinished(now: Moment = NOW) -> Select[str]:
    """Erasures that are not done to the end."""
    return select(Erasure.id).where(Erasure.not_before <= now)


def finish(rt: Runtime, erasure_id: str) -> None:
    """Find every record the phone company has of this number, have each deleted, and then forget
    the number itself, with the key of everything that was ever kept of this person."""
    found = _claim(rt, erasure_id)
    if found is None:
        return
    number = _number(rt, found)
    records = rt.phone.records_of(number, rt.now()) if number else ()
    with rt.db.begin() as session:
        for record, sid in records:
            remnants.forget(rt, session, record, [sid])
        _let_go(rt, session, [sid for _, sid in records])
        session.execute(delete(PersonKey).where(PersonKey.id == found.person_id))
        session.execute(delete(Erasure).where(Erasure.id == erasure_id))
    rt.db.tidy()


def _claim(rt: Runtime, erasure_id: str) -> Erasure | None:
    with rt.db.begin() as session:
        row = session.get(Erasure, erasure_id, with_for_update=True)
        if row is None or row.not_before > rt.now():
            return None
        row.not_before = rt.now() + rt.span(AGAIN_AFTER)
        return row


def _number(rt: Runtime, found: Erasure) -> str | None:
    with rt.db.read() as session:
        person = session.get(PersonKey, found.person_id)
    if person is None or found.number is None:
        return None
    return person_keys.seal(rt, person).open(NUMBER, found.number).decode()


def _let_go(rt: Runtime, session: Session, sids: Sequence[str]) -> None:
    """Calls of theirs that no consent led to: of those that are over nothing points to the phone
    company any more."""
    theirs = session.scalars(select(Call.id).where(Call.sid.in_(sids))).all()
    voicemail_ends.erase_of_calls(rt, session, theirs)
    forgetting.forget_calls(rt, session, Call.sid.in_(sids))
    session.execute(delete(Leg).where(Leg.sid.in_(sids), Leg.ended_at.is_not(None)))
