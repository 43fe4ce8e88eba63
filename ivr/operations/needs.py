"""How is a caller's need written on the call, and read again?"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from ivr.flow import engine
from ivr.flow.book import Book
from ivr.flow.engine import NoSuchPlace
from ivr.flow.facts import ANY_TIME
from ivr.flow.instructions import EnterLine
from ivr.flow.names import is_name
from ivr.flow.position import Position
from ivr.runtime import Runtime
from routing.need import Need, Stage, Urgency, Widen
from routing.widening import waits

__all__ = [
    "asks_for_interpreter",
    "beside",
    "kept",
    "of_flow",
    "read",
    "ring_for",
    "scaled",
    "write",
]


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
    and gender they chose, the emergency centre to bring in, for how many seconds each phone rings,
    and how many at once. None is no wish, no centre, the usual time."""
    wishes = dict(entry.wishes)
    return {
        "agreed": list(entry.agreed),
        "area": wishes.get("area"),
        "gender": wishes.get("gender"),
        "centre": entry.centre or None,
        "ring_for": None if entry.ring_for is None else entry.ring_for.total_seconds(),
        "ring_at_once": entry.ring_at_once,
    }


def kept(need: Need) -> dict[str, Any]:
    """The whole need as `write` and `beside` write it together."""
    return write(need) | {
        "agreed": sorted(need.agreed),
        "area": need.area,
        "gender": need.gender,
        "centre": None,
        "ring_for": None if need.ring_for is None else need.ring_for.total_seconds(),
    }


def of_flow(book: Book, flow: str, language: str, marks: Sequence[str]) -> Need:
    """Whom somebody needs who comes to a person in this flow with these marks: specialties, areas
    and genders of the settings. Raises NoSuchPlace."""
    if flow not in book.flows:
        raise NoSuchPlace(flow)
    known = (mark for mark in marks if is_name(mark))
    at = Position(book.short, flow, book.flows[flow].person, language, marks=tuple(known))
    entries = engine.present(book, at, ANY_TIME).instructions
    need = next((entry.need for entry in entries if isinstance(entry, EnterLine)), None)
    return need or Need(language, widen=book.settings.stages)


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
        rings_at_once=written.get("ring_at_once", 1),
    )


def asks_for_interpreter(need: Need) -> bool:
    """True if an interpreter has to be free before somebody is asked who does not speak the
    caller's language, and the caller has agreed to one where they are asked."""
    return not need.in_danger and Stage.INTERPRETER in waits(need)


def scaled(rt: Runtime, need: Need, *, interpreted: bool = True) -> Need:
    """The same need as routing can bring it about, with the spans our processes measure. If it
    cannot be `interpreted`, nobody is asked who does not speak the language."""
    return replace(
        need,
        widen=tuple(
            replace(stage, after=rt.span(stage.after.total_seconds()))
            for stage in need.widen
            if interpreted or stage.to != Stage.INTERPRETER
        ),
    )
