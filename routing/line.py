"""Who is waiting, and is there hope for them?"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from routing.instants import instant, milliseconds, until
from routing.moves import Moves
from routing.need import Need, Stage, WaitingCall
from routing.script import Scripts
from routing.widening import interpreters, waits

NEVER = -1
STAGES = {
    "area": Stage.ANY_AREA,
    "gender": Stage.ANY_GENDER,
    "specialty": Stage.ANY_SPECIALTY,
    "interpreter": Stage.INTERPRETER,
    "other_help": Stage.OTHER_HELP,
    "long_wait": Stage.LONG_WAIT,
}


@dataclass(frozen=True)
class Beat:
    """What a heartbeat found.

    `known`: routing holds the call, waiting, offered or talking. `could_match`: somebody on duty,
    busy or not, could take it under some stage it can reach; always False if not known.
    `unspoken`: nobody on duty speaks the caller's language, or did when they entered, so that it
    is time to ask about an interpreter.
    """

    known: bool
    could_match: bool
    unspoken: bool
    moves: Moves


@dataclass(frozen=True)
class Left:
    """A caller is gone. `offers` are the offers or the call that ended with it."""

    offers: tuple[str, ...]
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
        """The caller is still there."""
        change = self._scripts.play("heartbeat", now, {"call": call_id})
        hope, _, word = change.answer.partition("+")
        return Beat(hope != "unknown", hope == "hopeful", bool(word), change.moves)

    def leave(self, call_id: str, now: datetime, busy_until: datetime | None = None) -> Left:
        """The caller is gone, from whatever state; nothing of the call is kept.

        Responders held by an offer are free with their old place. One who was talking wraps up
        until `busy_until`, or is free at once: pass it, or finish the offer first, or the wrap-up
        is lost.
        """
        facts: dict[str, object] = {"call": call_id, "rest_until": until(busy_until)}
        change = self._scripts.play("leave", now, facts)
        return Left(tuple(filter(None, change.answer.split(","))), change.moves)


def call_facts(call: WaitingCall) -> dict[str, object]:
    """A call as the scripts read it."""
    since = instant(call.waiting_since)
    return {
        "id": call.id,
        "since": since,
        "base": since - milliseconds(call.credit),
        "never": sorted(call.never),
        "need": need_facts(call.need),
    }


def need_facts(need: Need) -> dict[str, object]:
    """What is asked for; what is missing or False is left out, or empty."""
    # Danger is seen to by the scripts, because once spoken it outlasts the need it came with.
    times = waits(need)
    after = {f"after_{short}": _wait(times.get(stage)) for short, stage in STAGES.items()}
    there = {
        "danger": need.in_danger,
        "hard": need.hard,
        "interpreters": interpreters(need),
        "known": need.known,
        "known_from": until(need.known_from),
        "ring": need.ring_for and milliseconds(need.ring_for),
    }
    return {
        "language": need.language,
        "specialty": need.specialty or "",
        "gender": need.gender or "",
        "area": need.area or "",
        "rings": need.rings_at_once,
        **after,
        **{name: _plain(value) for name, value in there.items() if value},
    }


def _wait(wait: timedelta | None) -> int:
    return NEVER if wait is None else milliseconds(wait)


def _plain(value: object) -> object:
    return 1 if value is True else value
