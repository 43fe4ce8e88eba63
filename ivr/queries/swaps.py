"""Which turns is somebody asked to take, and what would their hours lose?"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from ivr.models import Responder, Shift, Swap, SwapState
from ivr.operations import shifts
from ivr.runtime import Runtime

__all__ = ["Asking", "askings"]


@dataclass(frozen=True)
class Asking:
    """One turn that somebody is asked to take. `unspoken` and `untrained`: the languages and the
    certificates that count of the giver, and that the taker has not."""

    id: str
    giver_id: str
    giver: str
    taker_id: str
    taker: str
    state: SwapState
    begins_at: datetime
    ends_at: datetime
    unspoken: tuple[str, ...]
    untrained: tuple[str, ...]


def askings(rt: Runtime, who: str | None = None) -> list[Asking]:
    """What is not decided and has not begun, the next first: of everybody, or of one by id."""
    giver, taker = aliased(Responder), aliased(Responder)
    wanted = (
        select(Swap, Shift, giver, taker)
        .join(Shift, Shift.id == Swap.shift_id)
        .join(giver, giver.id == Swap.giver_id)
        .join(taker, taker.id == Swap.taker_id)
        .where(Swap.state.in_((SwapState.ASKED, SwapState.AGREED)))
    )
    if who is not None:
        wanted = wanted.where((Swap.giver_id == who) | (Swap.taker_id == who))
    with rt.db.read() as session:
        found = [_asking(*row) for row in session.execute(wanted)]
    ahead = [one for one in found if one.begins_at > rt.now()]
    return sorted(ahead, key=lambda one: one.begins_at)


def _asking(swap: Swap, shift: Shift, giver: Responder, taker: Responder) -> Asking:
    stretch = shifts.rule_of(shift).on(swap.day)
    held = {
        person.id: {
            one.specialty for one in person.certifications if one.valid_until > stretch.begins_at
        }
        for person in (giver, taker)
    }
    return Asking(
        id=swap.id,
        giver_id=giver.id,
        giver=giver.name,
        taker_id=taker.id,
        taker=taker.name,
        state=SwapState(swap.state),
        begins_at=stretch.begins_at,
        ends_at=stretch.ends_at,
        unspoken=tuple(tag for tag in giver.languages if tag not in taker.languages),
        untrained=tuple(sorted(held[giver.id] - held[taker.id])),
    )
