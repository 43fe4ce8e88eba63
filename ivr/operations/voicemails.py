"""How does a message that a caller leaves come to us, whole, once, and to nobody else?"""

import hashlib
import logging
import re
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from ivr.bookshelf import NothingPublished
from ivr.flow.effects import RecordingAsked
from ivr.logs import log
from ivr.models import Call, Voicemail, VoicemailSound, VoicemailState
from ivr.operations import person_keys
from ivr.operations.turns import Turn
from ivr.runtime import Runtime
from ivr.telephony.phone import Gone, Record, Recorded, TooLong

__all__ = ["PURPOSE", "SHORTEST", "Told", "ask", "fetch", "id_of", "is_sid", "nothing", "recorded"]

PURPOSE = "voicemail"
UNFETCHED = (VoicemailState.ASKED, VoicemailState.RECORDED)
SHORTEST = 1
"""Seconds; what is shorter holds no word."""
MOST_BYTES = 16 * 1024 * 1024
"""Of a sound: three times what five minutes take as 16-bit WAV."""
LEASE, AGAIN = 60, 10
"""Seconds until somebody else may see to it, and until what is not ready is looked at again."""
REPORTED_WITHIN = timedelta(minutes=1)
"""After the longest it can be, the phone company has said what came of it; else we look."""
FOUND_WITHIN = timedelta(minutes=15)
"""After this, what the phone company cannot show was never there."""
SID = re.compile("RE[0-9a-f]{32}")


@dataclass(frozen=True)
class Told:
    """What a report says of a message: the phone company's name for it, how long it is, and
    whether it can be fetched already."""

    sid: str
    seconds: int
    ready: bool = False


def is_sid(text: str) -> bool:
    """True for what can be the phone company's name of a recording."""
    return SID.fullmatch(text) is not None


def id_of(call_id: str, turn: int) -> str:
    """The id of the message that was agreed to with this answer of this call: 20 hex digits."""
    return hashlib.blake2b(f"{call_id} {turn}".encode(), digest_size=10).hexdigest()


def ask(rt: Runtime, turn: Turn, asked: RecordingAsked) -> bool:
    """Write down that a message is about to be left, before the tone.

    False when it cannot be written, or the helpline may not record: then nothing is recorded. The
    same yes, heard twice, is one message.
    """
    if not _may_record(rt, turn.stands_at.revision):
        return False
    row = _row(rt, turn, asked)
    try:
        with rt.db.begin() as session:
            if session.get(Voicemail, row.id) is None:
                row.leg = session.scalar(select(Call.sid).where(Call.id == turn.call_id))
                session.add(row)
    except IntegrityError:
        return _is_known(rt, row.id)  # the same yes, at this very moment
    except SQLAlchemyError:
        log("voicemail not asked for", level=logging.ERROR, problem=True, call=turn.call_id)
        return False
    return True


def _row(rt: Runtime, turn: Turn, asked: RecordingAsked) -> Voicemail:
    now = rt.now()
    return Voicemail(
        id=id_of(turn.call_id, turn.count),
        call_id=turn.call_id,
        place=asked.place,
        language=asked.language,
        alert=asked.alert,
        longest=int(asked.longest.total_seconds()),
        asked_at=now,
        keep_until=now + asked.keep_for,
        try_at=now + asked.longest + REPORTED_WITHIN,
    )


def _may_record(rt: Runtime, revision: str) -> bool:
    """True if the confidentiality profile of the words that this caller hears allows it."""
    try:
        return rt.books.get(revision).settings.confidentiality.recording
    except NothingPublished:
        return False


def _is_known(rt: Runtime, voicemail_id: str) -> bool:
    with rt.db.read() as session:
        return session.get(Voicemail, voicemail_id) is not None


def recorded(rt: Runtime, voicemail_id: str, told: Told) -> None:
    """The phone company has this message. Reports come doubled, late, or never: what is known
    stays known, and what one of them does not bring about, the sweep does."""
    now = rt.now()
    unnamed = Voicemail.sid.is_(None) & (Voicemail.state == VoicemailState.NOTHING)
    same = Voicemail.sid.is_(None) | (Voicemail.sid == told.sid)
    values = {
        "sid": told.sid,
        "seconds": told.seconds,
        "try_at": now if told.ready else now + rt.span(AGAIN),
        "state": VoicemailState.RECORDED,
    }
    wanted = unnamed | (same & Voicemail.state.in_(UNFETCHED))
    if _written(rt, voicemail_id, wanted, **values) and told.ready:
        rt.later.ask("send", "fetch_voicemail", voicemail_id)


def nothing(rt: Runtime, voicemail_id: str) -> None:
    """Nothing was said after the tone. A later report that says otherwise is believed."""
    untold = Voicemail.sid.is_(None) & (Voicemail.state == VoicemailState.ASKED)
    _written(rt, voicemail_id, untold, state=VoicemailState.NOTHING, try_at=None)


def _written(rt: Runtime, voicemail_id: str, wanted: ColumnElement[bool], **values: object) -> bool:
    """True when this changed something. Without a database the sweep asks the phone company."""
    try:
        with rt.db.begin() as session:
            changed = session.scalar(
                update(Voicemail)
                .where(Voicemail.id == voicemail_id, wanted)
                .values(**values)
                .returning(Voicemail.id)
            )
    except SQLAlchemyError:
        log("voicemail not written", level=logging.ERROR, problem=True, voicemail=voicemail_id)
        return False
    return changed is not None


def fetch(rt: Runtime, voicemail_id: str) -> None:
    """Bring this message home, then have the phone company forget it, and see that it did.

    Whoever dies on the way leaves it to the sweep: until it is kept the phone company's copy
    stays, and when it is gone ours is there. Raises AskLater, Unanswered and Refused.
    """
    message = _claim(rt, voicemail_id)
    if message is None:
        return
    sid = message.sid or _look_for(rt, message)
    if sid is None:
        return
    if message.state in UNFETCHED and not _bring(rt, message, sid):
        return
    _have_forgotten(rt, message, sid)


def _claim(rt: Runtime, voicemail_id: str) -> Voicemail | None:
    """The row when something is due, and nobody else sees to it."""
    now = rt.now()
    with rt.db.begin() as session:
        return session.scalar(
            update(Voicemail)
            .where(
                Voicemail.id == voicemail_id,
                Voicemail.try_at <= now,
                Voicemail.lease_until.is_(None) | (Voicemail.lease_until < now),
            )
            .values(lease_until=now + rt.span(LEASE))
            .returning(Voicemail)
        )


def _settle(rt: Runtime, voicemail_id: str, **values: object) -> None:
    with rt.db.begin() as session:
        session.execute(update(Voicemail).where(Voicemail.id == voicemail_id).values(**values))


def _put_off(rt: Runtime, voicemail_id: str) -> None:
    _settle(rt, voicemail_id, try_at=rt.now() + rt.span(AGAIN), lease_until=None)


def _look_for(rt: Runtime, message: Voicemail) -> str | None:
    """What the phone company calls it, when no report said so. None when it is not there; if it
    never comes, nothing was left."""
    with rt.db.read() as session:
        of_call = select(Voicemail.sid).where(Voicemail.call_id == message.call_id)
        known = set(session.scalars(of_call))
    found = [one.sid for one in rt.phone.recordings_of(message.leg or "") if one.sid not in known]
    if found:
        _settle(rt, message.id, sid=found[0])
        return found[0]
    if _is_overdue(rt, message):
        _end(rt, message, VoicemailState.NOTHING)
        _settle(rt, message.id, try_at=None)
    else:
        _put_off(rt, message.id)
    return None


def _is_overdue(rt: Runtime, message: Voicemail) -> bool:
    longest = timedelta(seconds=message.longest)
    return rt.now() > message.asked_at + longest + FOUND_WITHIN


def _bring(rt: Runtime, message: Voicemail, sid: str) -> bool:
    """True when nothing of it is needed at the phone company any more: it is kept, or there is
    nothing to keep."""
    try:
        known = rt.phone.recording(sid)
        sound = rt.phone.recorded_sound(sid, MOST_BYTES) if _has_words(known) else b""
    except TooLong:
        return _end(rt, message, VoicemailState.LOST)
    except Gone:
        if _is_overdue(rt, message):
            return _end(rt, message, VoicemailState.LOST)
        _put_off(rt, message.id)
        return False
    if sound.startswith(b"RIFF"):
        return _keep(rt, message.id, sound, known.seconds)
    if known.came_to_nothing or (known.is_ready and not _has_words(known)):
        failed = known.status == "failed"
        return _end(rt, message, VoicemailState.LOST if failed else VoicemailState.NOTHING)
    _put_off(rt, message.id)
    return False


def _has_words(known: Recorded) -> bool:
    return known.is_ready and known.seconds >= SHORTEST


def _end(rt: Runtime, message: Voicemail, state: VoicemailState) -> bool:
    """True: it has come to this, and there is nothing to keep."""
    if state is VoicemailState.LOST:
        log("voicemail lost", level=logging.ERROR, voicemail=message.id)
    with rt.db.begin() as session:
        unfetched = Voicemail.id == message.id, Voicemail.state.in_(UNFETCHED)
        session.execute(update(Voicemail).where(*unfetched).values(state=state))
    return True


def _keep(rt: Runtime, voicemail_id: str, sound: bytes, seconds: int) -> bool:
    """True: it is sealed and kept, once, however many bring it; who is told of it is asked to
    be."""
    with rt.db.begin() as session:
        first = session.scalar(
            update(Voicemail)
            .where(Voicemail.id == voicemail_id, Voicemail.state.in_(UNFETCHED))
            .values(state=VoicemailState.KEPT, seconds=seconds, alert_at=rt.now())
            .returning(Voicemail.id)
        )
        if first is not None:
            own = person_keys.nameless(rt, session)
            sealed = person_keys.seal(rt, own).close(PURPOSE, sound, voicemail_id)
            kept = VoicemailSound(voicemail_id=voicemail_id, sealed=sealed, person_id=own.id)
            session.add(kept)
    if first is not None:
        rt.later.ask("send", "alert_voicemail", voicemail_id)
    return True


def _have_forgotten(rt: Runtime, message: Voicemail, sid: str) -> None:
    """Delete the phone company's copy, and look whether it is gone."""
    rt.phone.forget(Record.RECORDING, sid)
    try:
        gone = rt.phone.recording(sid).status == "deleted"
    except Gone:
        gone = True
    if gone:
        _settle(rt, message.id, gone_at=rt.now(), try_at=None, lease_until=None)
    else:
        _put_off(rt, message.id)
