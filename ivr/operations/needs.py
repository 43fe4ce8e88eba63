"""How is a caller's need written on the call, and read again?"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from ivr.flow.instructions import EnterLine
from ivr.runtime import Runtime
from routing.need import Need, Urgency, Widen

__all__ = ["beside", "read", "ring_for", "scaled", "write"]


def write(need: Need) -> dict[str, Any]:
    """Codes only, as JSON: whom the caller waits for and when looser matches count."""
    return {
        "language": need.language,
        "specialty": need.specialty,
        "urgency": need.urgency.value,
        "protected": need.protected,
        "widen": [[stage.after.total_seconds(), stage.to] for stage in need.widen],
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
    """The need that `write` wrote."""
    return Need(
        language=written["language"],
        specialty=written["specialty"],
        urgency=Urgency(written["urgency"]),
        protected=written["protected"],
        widen=tuple(Widen(timedelta(seconds=after), to) for after, to in written["widen"]),
    )


def scaled(rt: Runtime, need: Need) -> Need:
    """The same need with its spans as our processes measure them."""
    widen = tuple(Widen(rt.span(stage.after.total_seconds()), stage.to) for stage in need.widen)
    return Need(need.language, need.specialty, need.urgency, need.protected, widen)
