"""How is what a caller types kept, so that nobody sees it who need not?"""

import logging
from collections.abc import Callable

from sqlalchemy import delete, func, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from ivr.flow.effects import DigitsGiven
from ivr.logs import log
from ivr.models import Typed
from ivr.operations.turns import Turn, done, once
from ivr.runtime import Runtime
from ivr.seal import BrokenSeal

__all__ = ["confirm", "keep", "read", "take_back"]

TYPED, CONFIRMED, TAKEN_BACK = "typed", "typed_right", "typed_wrong"
PURPOSE = "typed digits"


def keep(rt: Runtime, turn: Turn, given: DigitsGiven) -> bool:
    """Seal the digits under their call and place, instead of what stood there.

    True when they are kept, however often the same answer comes; also when they were kept and
    taken back since. False when they cannot be: the caller must not believe that they are.
    """
    sealed = rt.seal.close(PURPOSE, given.digits.encode(), _about(turn.call_id, given.place))
    row = Typed(
        call_id=turn.call_id,
        place=given.place,
        turn=turn.count,
        digits=sealed,
        typed_at=rt.now(),
        confirmed_at=None,
    )

    def write(session: Session) -> bool:
        if not _newer(session, row):
            session.merge(row)
        return True

    return _surely(rt, turn, TYPED, write)


def _newer(session: Session, row: Typed) -> bool:
    """True when the caller has typed anew since: this answer arrives late."""
    kept = session.get(Typed, (row.call_id, row.place), with_for_update=True)
    return kept is not None and kept.turn > row.turn


def confirm(rt: Runtime, turn: Turn, place: str) -> bool:
    """The caller said that what they typed there is right. False when it is not there, or it
    cannot be written down; the same answer, brought again, is as true as before."""

    def write(session: Session) -> bool:
        confirmed = session.scalar(
            update(Typed)
            .where(Typed.call_id == turn.call_id, Typed.place == place, Typed.turn <= turn.count)
            .values(confirmed_at=func.coalesce(Typed.confirmed_at, rt.now()))
            .returning(Typed.place)
        )
        return confirmed is not None

    return _surely(rt, turn, CONFIRMED, write)


def take_back(rt: Runtime, turn: Turn, place: str) -> bool:
    """Forget what was typed there before this answer. False when it cannot be forgotten now."""

    def write(session: Session) -> bool:
        session.execute(
            delete(Typed).where(
                Typed.call_id == turn.call_id, Typed.place == place, Typed.turn < turn.count
            )
        )
        return True

    return _surely(rt, turn, TAKEN_BACK, write)


def _surely(rt: Runtime, turn: Turn, kind: str, write: Callable[[Session], bool]) -> bool:
    """What came of writing it once; False when the database is away."""
    try:
        with rt.db.begin() as session:
            return write(session) if once(rt, session, turn, kind) else True
    except IntegrityError:
        return done(rt, turn, kind)  # the same answer, brought twice at this very moment
    except SQLAlchemyError:
        log("typed digits not kept", level=logging.ERROR, problem=True, call=turn.call_id)
        return False


def read(rt: Runtime, call_id: str, place: str) -> str:
    """What this caller typed there last, confirmed or not; empty when nobody can tell."""
    try:
        with rt.db.read() as session:
            kept = session.get(Typed, (call_id, place))
        if kept is None:
            return ""
        return rt.seal.open(PURPOSE, kept.digits, _about(call_id, place)).decode()
    except (SQLAlchemyError, BrokenSeal):
        log("typed digits not read", level=logging.WARNING, problem=True, call=call_id)
        return ""


def _about(call_id: str, place: str) -> str:
    return f"{call_id} {place}"
