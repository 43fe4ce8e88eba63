"""Who is waiting, and is there hope for them?"""

from dataclasses import dataclass
from datetime import datetime

from routing.moves import Moves
from routing.need import Urgency, WaitingCall
from routing.script import Scripts, instant, milliseconds

NEVER = -1


@dataclass(frozen=True)
class Beat:
    """What a heartbeat found.

    `known`: routing holds the call, waiting, offered or talking. `could_match`: somebody on duty,
    busy or not, could take it under some stage it can reach; always False if not known.
    """

    known: bool
    could_match: bool
    moves: Moves


@dataclass(frozen=True)
class Left:
    """A caller is gone. `offer_id` is the offer or call that ended with it, if there was one."""

    offer_id: str | None
    moves: Moves


class Line:
    """The waiting line. Every event raises `Unbuilt` if Redis has lost its state."""

    def __init__(self, scripts: Scripts) -> None:
        self._scripts = scripts

    def enter(self, call: WaitingCall, now: datetime) -> Moves:
        """The call waits, and is offered at once if somebody is free.

        Entering again changes what it needs and who declined it, never its place for the worse:
        the earliest `waiting_since` and score stay, and danger once spoken stays danger.
        """
        return self._scripts.play("enter", now, {"call": call_facts(call)}).moves

    def heartbeat(self, call_id: str, now: datetime) -> Beat:
        change = self._scripts.play("heartbeat", now, {"call": call_id})
        return Beat(change.answer != "unknown", change.answer == "hopeful", change.moves)

    def leave(self, call_id: str, now: datetime, busy_until: datetime | None = None) -> Left:
        """The caller is gone, from whatever state; nothing of the call is kept.

        A responder held by an offer is free with their old place. One who was talking wraps up
        until `busy_until`, or is free at once: pass it, or finish the offer first, or the wrap-up
        is lost.
        """
        facts: dict[str, object] = {"call": call_id, "rest_until": until(busy_until)}
        change = self._scripts.play("leave", now, facts)
        return Left(change.answer or None, change.moves)


def until(at: datetime | None) -> int:
    return 0 if at is None else instant(at)


def call_facts(call: WaitingCall) -> dict[str, object]:
    """A call as the scripts read it."""
    wide_after = call.need.wide_after()
    return {
        "id": call.id,
        "language": call.need.language,
        "specialty": call.need.specialty or "",
        "danger": call.need.urgency is Urgency.DANGER,
        "wide_after": NEVER if wide_after is None else milliseconds(wide_after),
        "since": instant(call.waiting_since),
        "credit": milliseconds(call.credit),
        "declined_by": sorted(call.declined_by),
    }
