"""Who takes a turn of somebody else's shift? Asked, agreed to, and looked at by a supervisor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from ivr.models import Responder, Shift, Swap, SwapState, new_id
from ivr.operations import audit, shifts
from ivr.operations.audit import Deed, Entry
from ivr.operations.forgetting import months_before
from ivr.operations.past import MONTHS_KEPT
from ivr.operations.refusals import Refusal
from ivr.runtime import Runtime
from routing.shifts import Stretch

__all__ = [
    "Asked",
    "ImpossibleSwap",
    "answer",
    "ask",
    "decide",
    "forget",
    "forget_person",
    "hand_over",
    "is_given",
    "take_back",
    "withdraw",
]

LIVING = (SwapState.ASKED, SwapState.AGREED)


class ImpossibleSwap(Refusal):
    """Raised with one sentence why this turn cannot change hands like this."""


@dataclass(frozen=True)
class Asked:
    """One turn: of this shift, the one that begins on this day; and the id of who is to take it."""

    shift_id: str
    day: date
    taker_id: str


def ask(rt: Runtime, giver_id: str, asked: Asked, by: str) -> str:
    """Somebody is asked to take a turn of theirs; nothing is planned otherwise yet. The id of the
    asking. Raises ImpossibleSwap, also for a turn of somebody else."""
    with rt.db.begin() as session:
        shift = _turn(rt, session, asked)
        if shift.responder_id != giver_id:
            raise ImpossibleSwap("This turn is somebody else's.", "gone")
        return _asked(rt, session, shift, asked, by).id


def hand_over(rt: Runtime, asked: Asked, by: str) -> str:
    """A supervisor gives the turn to somebody, at once: the id by which it is taken back. Raises
    ImpossibleSwap."""
    with rt.db.begin() as session:
        shift = _turn(rt, session, asked)
        swap = _living(session, asked) or _asked(rt, session, shift, asked, by)
        swap.taker_id = asked.taker_id
        _give(rt, session, swap, by)
        return swap.id


def _living(session: Session, asked: Asked) -> Swap | None:
    return session.scalar(
        select(Swap).where(
            Swap.shift_id == asked.shift_id, Swap.day == asked.day, Swap.state.in_(LIVING)
        )
    )


def _asked(rt: Runtime, session: Session, shift: Shift, asked: Asked, by: str) -> Swap:
    if _living(session, asked) is not None:
        raise ImpossibleSwap("Somebody is asked already: withdraw that first.", "swap_asked")
    _refuse_taker(rt, session, shift, asked)
    swap = Swap(
        id=new_id(),
        shift_id=shift.id,
        day=asked.day,
        giver_id=shift.responder_id,
        taker_id=asked.taker_id,
        state=SwapState.ASKED,
        asked_at=rt.now(),
    )
    session.add(swap)
    session.flush()
    _tell(rt, session, swap, Deed.SWAP_ASKED, by)
    return swap


def _turn(rt: Runtime, session: Session, asked: Asked) -> Shift:
    """The shift, if it still has this turn to begin."""
    shift = session.get(Shift, asked.shift_id, with_for_update=True)
    if shift is None or not shifts.rule_of(shift).is_on(asked.day):
        raise ImpossibleSwap("There is no such turn any more.", "gone")
    if _stretch(shift, asked.day).begins_at <= rt.now():
        raise ImpossibleSwap("This turn has begun already.", "day_over")
    return shift


def _stretch(shift: Shift, day: date) -> Stretch:
    return shifts.rule_of(shift).on(day)


def _refuse_taker(rt: Runtime, session: Session, shift: Shift, asked: Asked) -> None:
    taker = session.get(Responder, asked.taker_id)
    if taker is None or taker.retired_at is not None or taker.id == shift.responder_id:
        raise ImpossibleSwap("Ask somebody else who is here.", "swap_taker")
    wanted = _stretch(shift, asked.day)
    plan = shifts.plans(session, [taker.id])[taker.id]
    busy = plan.within(wanted, shifts.holidays(rt))
    if busy or any(gone.touches(wanted) for gone in plan.away):
        raise ImpossibleSwap(f"{taker.name} is planned or away then.", "swap_busy")


def answer(rt: Runtime, swap_id: str, taker_id: str, *, agrees: bool) -> bool:
    """Whoever was asked says yes or no; False when there is nothing to answer any more."""
    said = SwapState.AGREED if agrees else SwapState.DECLINED
    mine = (Swap.taker_id == taker_id, Swap.state == SwapState.ASKED)
    deed = Deed.SWAP_AGREED if agrees else Deed.SWAP_DECLINED
    return _moved(rt, swap_id, mine, (said, deed, taker_id))


def withdraw(rt: Runtime, swap_id: str, giver_id: str) -> bool:
    """Whoever asked does not any more; False when it is decided already."""
    mine = (Swap.giver_id == giver_id, Swap.state.in_(LIVING))
    return _moved(rt, swap_id, mine, (SwapState.WITHDRAWN, Deed.SWAP_WITHDRAWN, giver_id))


def _moved(
    rt: Runtime, swap_id: str, mine: Sequence[object], to: tuple[SwapState, Deed, str]
) -> bool:
    state, deed, who = to
    with rt.db.begin() as session:
        claim = update(Swap).where(Swap.id == swap_id, *mine).values(state=state)  # type: ignore[arg-type]
        moved = session.scalar(claim.returning(Swap.id))
        if moved is None:
            return False
        name = session.get_one(Responder, who).name
        _tell(rt, session, session.get_one(Swap, swap_id), deed, name)
    return True


def decide(rt: Runtime, swap_id: str, by: str, *, approves: bool) -> None:
    """A supervisor looks at what two agreed on. Approved, the turn is planned for the other from
    this moment on. Raises ImpossibleSwap when it cannot be any more."""
    with rt.db.begin() as session:
        swap = session.get(Swap, swap_id, with_for_update=True)
        if swap is None or swap.state != SwapState.AGREED:
            raise ImpossibleSwap("There is nothing to decide any more.", "gone")
        if approves:
            _give(rt, session, swap, by)
            return
        swap.state, swap.decided_by = SwapState.REFUSED, by
        _tell(rt, session, swap, Deed.SWAP_REFUSED, by)


def _give(rt: Runtime, session: Session, swap: Swap, by: str) -> None:
    """The turn leaves one plan and enters the other, with the same hours on the same clocks."""
    asked = Asked(swap.shift_id, swap.day, swap.taker_id)
    shift = _turn(rt, session, asked)
    _refuse_taker(rt, session, shift, asked)
    made = Shift(
        id=new_id(),
        responder_id=swap.taker_id,
        starts=shift.starts,
        ends=shift.ends,
        zone=shift.zone,
        weekdays=sorted(range(7)),
        first_day=swap.day,
        last_day=swap.day,
        skipped=[],
        not_on_holidays=shift.not_on_holidays,
        made_at=rt.now(),
    )
    session.add(made)
    shift.skipped = sorted({*shift.skipped, swap.day.isoformat()})
    swap.state, swap.decided_by, swap.made_id = SwapState.APPROVED, by, made.id
    _tell(rt, session, swap, Deed.SWAP_APPROVED, by)


def take_back(rt: Runtime, swap_id: str, by: str) -> None:
    """The turn is the giver's again. Raises ImpossibleSwap once it has begun, or was changed."""
    with rt.db.begin() as session:
        swap = session.get(Swap, swap_id, with_for_update=True)
        if swap is None or swap.state != SwapState.APPROVED or swap.made_id is None:
            raise ImpossibleSwap("There is nothing to take back any more.", "gone")
        made, shift = session.get(Shift, swap.made_id), session.get(Shift, swap.shift_id)
        if made is None or shift is None or _stretch(made, swap.day).begins_at <= rt.now():
            raise ImpossibleSwap("This turn has begun, or is not planned any more.", "gone")
        session.delete(made)
        shift.skipped = sorted({*shift.skipped} - {swap.day.isoformat()})
        swap.state, swap.decided_by = SwapState.REFUSED, by
        _tell(rt, session, swap, Deed.SWAP_REFUSED, by)


def is_given(session: Session, shift_id: str, day: date) -> bool:
    """True if somebody else has this turn now."""
    return (
        session.scalar(
            select(Swap.id)
            .join(Shift, Shift.id == Swap.made_id)
            .where(Swap.shift_id == shift_id, Swap.day == day, Swap.state == SwapState.APPROVED)
            .limit(1)
        )
        is not None
    )


def _tell(rt: Runtime, session: Session, swap: Swap, deed: Deed, by: str) -> None:
    details = {"from": swap.giver_id, "to": swap.taker_id, "day": swap.day.isoformat()}
    audit.write(session, rt.now(), Entry(by, deed, swap.shift_id, details))


def forget(rt: Runtime) -> int:
    """Take away the askings that are older than shifts of the past; how many."""
    before = months_before(rt.now(), MONTHS_KEPT)
    with rt.db.begin() as session:
        gone = session.scalars(delete(Swap).where(Swap.asked_at < before).returning(Swap.id)).all()
    return len(gone)


def forget_person(session: Session, who: str) -> None:
    """Whoever leaves asks nothing and is asked nothing."""
    session.execute(delete(Swap).where(or_(Swap.giver_id == who, Swap.taker_id == who)))
