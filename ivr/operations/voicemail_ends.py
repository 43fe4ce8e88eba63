"""When is a message heard, done with, and gone?"""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from ivr.models import PersonKey, Voicemail, VoicemailSound, VoicemailState
from ivr.operations import audit, past, person_keys
from ivr.operations.audit import Deed, Entry
from ivr.operations.refusals import Refusal
from ivr.operations.voicemails import PURPOSE
from ivr.runtime import Runtime

__all__ = ["NoSuchVoicemail", "done", "erase", "erase_of_calls", "forget_over", "listen"]

SHORTEST_ID = 4
KNOWN_FOR = timedelta(days=1)
"""How long a row says that nothing was left, or that it was lost."""


class NoSuchVoicemail(Refusal, LookupError):
    """Raised when no message, or more than one, begins with this id, or it is not there to be
    heard."""


def listen(rt: Runtime, voicemail_id: str, who: str) -> bytes:
    """The message as a WAV file, for this member of staff: the audit says so before anything is
    heard, and nobody is told of it any more. Raises NoSuchVoicemail."""
    with rt.db.begin() as session:
        message = _find(session, voicemail_id)
        kept = session.get(VoicemailSound, message.id)
        seal = person_keys.by_id(rt, session, kept.person_id) if kept else None
        if kept is None or seal is None:
            raise NoSuchVoicemail(
                "There is nothing to hear: it is not with us yet, or not any more."
            )
        message.heard_at = message.heard_at or rt.now()
        message.alert_at = None
        audit.write(session, rt.now(), Entry(who, Deed.VOICEMAIL_HEARD, message.id))
    return seal.open(PURPOSE, kept.sealed, message.id)


def done(rt: Runtime, voicemail_id: str, who: str) -> str:
    """What this message asks for was done; the whole id. It stays until its days are over, as the
    caller was told. Raises NoSuchVoicemail."""
    with rt.db.begin() as session:
        message = _find(session, voicemail_id)
        message.done_at = message.done_at or rt.now()
        message.alert_at = None
        audit.write(session, rt.now(), Entry(who, Deed.VOICEMAIL_DONE, message.id))
    return message.id


def erase(rt: Runtime, voicemail_id: str, who: str) -> str:
    """Erase this message before its time, here at once and at the phone company after it; the
    whole id. Raises NoSuchVoicemail."""
    with rt.db.begin() as session:
        message = _find(session, voicemail_id)
        _empty(rt, session, [message.id])
        audit.write(session, rt.now(), Entry(who, Deed.VOICEMAIL_ERASED, message.id))
    return message.id


def erase_of_calls(rt: Runtime, session: Session, calls: Iterable[str]) -> None:
    """Erase every message that was left in these calls, for somebody who is forgotten."""
    theirs = select(Voicemail.id).where(Voicemail.call_id.in_(list(calls)))
    _empty(rt, session, session.scalars(theirs).all())


def forget_over(rt: Runtime) -> int:
    """Erase messages whose days are over, here and at the phone company; of those that nobody has
    a copy of any more only their number stays. How many sounds were erased."""
    now = rt.now()
    with rt.db.begin() as session:
        over = select(Voicemail.id).where(
            Voicemail.keep_until <= now, Voicemail.state != VoicemailState.ERASED
        )
        erased = _empty(rt, session, session.scalars(over).all())
    with rt.db.begin() as session:
        _count(session, _gone(session, rt))
    return erased


def _empty(rt: Runtime, session: Session, ids: Iterable[str]) -> int:
    """Nothing of these can be heard any more; what the phone company may have is deleted next."""
    theirs = list(ids)
    gone = session.scalars(
        delete(VoicemailSound)
        .where(VoicemailSound.voicemail_id.in_(theirs))
        .returning(VoicemailSound.person_id)
    ).all()
    session.execute(delete(PersonKey).where(PersonKey.id.in_([one for one in gone if one])))
    rows = update(Voicemail).where(Voicemail.id.in_(theirs))
    ended = (VoicemailState.NOTHING, VoicemailState.LOST)
    session.execute(rows.where(Voicemail.state.not_in(ended)).values(state=VoicemailState.ERASED))
    session.execute(rows.values(alert_at=None))
    there = Voicemail.gone_at.is_(None) & Voicemail.state.not_in(ended)
    session.execute(rows.where(there).values(try_at=rt.now()))
    return len(gone)


def _gone(session: Session, rt: Runtime) -> list[Voicemail]:
    """Rows that are needed no more: erased, or ended a day ago, and no copy anywhere."""
    nowhere = or_(Voicemail.gone_at.is_not(None), Voicemail.sid.is_(None))
    settled = Voicemail.try_at.is_(None) & nowhere
    ended = Voicemail.state.in_((VoicemailState.NOTHING, VoicemailState.LOST))
    erased = Voicemail.state == VoicemailState.ERASED
    old = ended & (Voicemail.asked_at < rt.now() - KNOWN_FOR)
    return list(session.scalars(select(Voicemail).where(settled, erased | old)))


def _count(session: Session, rows: list[Voicemail]) -> None:
    months = ((row.asked_at.date().replace(day=1), _how(row)) for row in rows)
    past.add_up(session, Counter((month, "voicemail", how) for month, how in months))
    for row in rows:
        session.delete(row)


def _how(row: Voicemail) -> str:
    if row.state in (VoicemailState.NOTHING, VoicemailState.LOST):
        return row.state
    return "heard" if row.heard_at else "unheard"


def _find(session: Session, begins: str) -> Voicemail:
    if len(begins) < SHORTEST_ID or not begins.isalnum():
        raise NoSuchVoicemail(f"Give at least the first {SHORTEST_ID} letters of its id.")
    wanted = select(Voicemail).where(Voicemail.id.startswith(begins)).limit(2)
    found = session.scalars(wanted).all()
    if len(found) != 1:
        raise NoSuchVoicemail("No message, or more than one, begins with this id.")
    return found[0]
