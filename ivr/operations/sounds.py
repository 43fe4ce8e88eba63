"""How do the recordings of a set get to where every process finds them?"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ivr.flow.finding import BrokenFlows
from ivr.flow.recording import Recording, entered
from ivr.flow.sound import Unplayable
from ivr.models import Approval, Draft, Publication, Revision, Sound
from ivr.models.approval import WAITING
from ivr.operations import audit, folders
from ivr.operations.refusals import Refusal
from ivr.runtime import Runtime

__all__ = [
    "UNNAMED_FOR",
    "ChangedWhileRead",
    "SoundNotKept",
    "bring",
    "forget_unnamed",
    "found",
    "must_be_kept",
]

AT_ONCE = 500
"""Names in one question: a database takes only so many."""
UNNAMED_FOR = timedelta(days=90)
"""How long a sound is kept that no draft names, and no set that is live or asked for: as long what
was live before can be made live again as it was heard."""


class ChangedWhileRead(Refusal):
    """Raised when a sound file is no longer the one that was looked at."""


class SoundNotKept(Refusal):
    """Raised when a set names a sound that nobody has kept."""


def bring(rt: Runtime, folder: Path, files: Mapping[str, str]) -> int:
    """Keep the sounds of this set, which was read from `folder`, each once; how many were new.

    One after another is held, never all. Raises ChangedWhileRead, BrokenFlows.
    """
    recordings = _recordings(files)
    with rt.db.read() as session:
        wanted = _unkept(session, recordings.values())
    for recording in wanted:
        _keep(rt, recording.sound, _sound_in(folder, recording))
    return len(wanted)


def _sound_in(folder: Path, recording: Recording) -> bytes:
    try:
        sound = folders.sound_at(folder, recording.path)
    except Unplayable:
        sound = b""
    if hashlib.sha256(sound).hexdigest() != recording.sound:
        raise ChangedWhileRead(f"{recording.path} changed while it was read: try again.")
    return sound


def _keep(rt: Runtime, name: str, sound: bytes) -> None:
    try:
        with rt.db.begin() as session:
            session.add(Sound(name=name, content=sound, kept_at=rt.now(), named_at=rt.now()))
    except IntegrityError:  # somebody else brought the same sound meanwhile
        pass
    rt.sounds.put(name, sound)


def must_be_kept(session: Session, files: Mapping[str, str]) -> None:
    """Raises SoundNotKept if a set names a sound that is not kept."""
    missing = _unkept(session, _recordings(files).values())
    if missing:
        raise SoundNotKept(
            f"The sound of {missing[0].path} is not here ({len(missing)} in all): "
            "import or publish the folder it lies in."
        )


def found(rt: Runtime, files: Mapping[str, str], path: str) -> bytes:
    """The sound file of a recording of a set that is kept. Raises SoundNotKept."""
    recording = _recordings({path: files[path]})[path]
    sound = rt.sounds.get(recording.sound)
    if sound is None:
        raise SoundNotKept(f"The sound of {path} cannot be had now.")
    return sound


def _recordings(files: Mapping[str, str]) -> dict[str, Recording]:
    recordings, findings = entered(files)
    if findings:
        raise BrokenFlows(findings)
    return recordings


def _unkept(session: Session, recordings: Iterable[Recording]) -> list[Recording]:
    """One recording for each sound that is not kept."""
    missing = {one.sound: one for one in recordings}
    names = list(missing)
    for some in _by(AT_ONCE, names):
        asked = select(Sound.name).where(Sound.name.in_(some))
        for name in session.scalars(asked):
            del missing[name]
    return list(missing.values())


def forget_unnamed(rt: Runtime) -> int:
    """Throw away the sounds that nobody has named for UNNAMED_FOR; how many. Callers hear a voice
    where a set of long ago names one."""
    with rt.db.begin() as session:
        audit.lock(session)  # nobody publishes, asks or drafts meanwhile
        named = {one.sound for files in _sets(session) for one in entered(files)[0].values()}
        for some in _by(AT_ONCE, sorted(named)):
            seen = update(Sound).where(Sound.name.in_(some))
            session.execute(seen.values(named_at=rt.now()))
        old = delete(Sound).where(Sound.named_at < rt.now() - UNNAMED_FOR)
        return len(session.scalars(old.returning(Sound.name)).all())


def _sets(session: Session) -> Iterator[Mapping[str, str]]:
    """Every draft, what is live, and what somebody asks to make live."""
    yield from session.scalars(select(Draft.files))
    live = select(Publication.revision).order_by(Publication.number.desc()).limit(1)
    asked = select(Approval.revision).where(Approval.state.in_(WAITING))
    wanted = {*session.scalars(live), *session.scalars(asked)}
    yield from session.scalars(select(Revision.files).where(Revision.id.in_(wanted)))


def _by(count: int, names: list[str]) -> Iterator[list[str]]:
    return (names[start : start + count] for start in range(0, len(names), count))
