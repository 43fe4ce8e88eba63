"""How is a caller's need written on the call, and read again?"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from ivr.flow.instructions import EnterLine
from ivr.runtime import Runtime
from routing.need import Need, Stage, Urgency, Widen

__all__ = ["beside", "read", "ring_for", "scaled", "write"]

NOT_YET = frozenset({Stage.INTERPRETER.value})
"""Stages nobody can bring about so far: a third voice cannot be brought into the room."""


def write(need: Need) -> dict[str, Any]:
    """Codes only, as JSON: whom the caller waits for and when looser matches count."""
    return {
        "language": need.language,
        "specialty": need.specialty,
        "urgency": need.urgency.value,
        "protected": need.protected,
        "hard": need.hard,
        "widen": [[stage.after.total_seconds(), stage.to, stage.asks] for stage in need.widen],
    }


def beside(entry: EnterLine) -> dict[str, Any]:
    """Likewise what stands beside the need: the stages of widening the caller agreed to, the area
    and gender they chose, the emergency centre to bring in, and for how many seconds each phone
    rings. None is no wish, no centre, the usual time."""
    wishes = dict(entry.wishes)
    return {
        "agreed": list(entry.agreed),
        "area": wishes.get("area"),
        "gender": wishes.get("gender"),
        "centre": entry.centre or None,
        "ring_for": None if entry.ring_for is None else entry.ring_for.total_seconds(),
    }


def ring_for(written: Mapping[str, Any]) -> int | None:
    """For how many whole seconds each phone rings; None is the usual time."""
    seconds = written.get("ring_for")
    return None if seconds is None else int(seconds)


def read(written: Mapping[str, Any]) -> Need:
    """The need that `write` and `beside` wrote, now or in an earlier version."""
    ring_for = written.get("ring_for")
    return Need(
        language=written["language"],
        specialty=written["specialty"],
        urgency=Urgency(written["urgency"]),
        protected=written["protected"],
        hard=written.get("hard", False),
        widen=tuple(
            Widen(timedelta(seconds=after), to, any(asks)) for after, to, *asks in written["widen"]
        ),
        agreed=frozenset(written.get("agreed", ())),
        gender=written.get("gender"),
        area=written.get("area"),
        ring_for=None if ring_for is None else timedelta(seconds=ring_for),
    )


def scaled(rt: Runtime, need: Need) -> Need:
    """The same need as routing can bring it about, with the spans our processes measure."""
    return replace(
        need,
        widen=tuple(
            replace(stage, after=rt.span(stage.after.total_seconds()))
            for stage in need.widen
            if stage.to not in NOT_YET
        ),
    )
