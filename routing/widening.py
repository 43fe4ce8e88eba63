"""Whom does a waiting call ask at this moment, and whom a little later?"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from routing.need import NONE, Need, Stage, Widen
from routing.responder import Responder
from routing.skills import Match
from routing.timings import Timings

USUAL: Final = (
    Widen(timedelta(seconds=15), Stage.ANY_AREA),
    Widen(timedelta(seconds=15), Stage.ANY_GENDER, ask_first=True),
    Widen(timedelta(seconds=30), Stage.ANY_SPECIALTY),
    Widen(timedelta(seconds=45), Stage.INTERPRETER, ask_first=True),
    Widen(timedelta(seconds=90), Stage.OTHER_HELP),
    Widen(timedelta(seconds=180), Stage.LONG_WAIT),
)
"""What a wait brings where a line says nothing else."""

WAIVED: Final = frozenset({Stage.ANY_AREA, Stage.ANY_GENDER, Stage.ANY_SPECIALTY})
"""What danger opens at once."""


def completed(widen: tuple[Widen, ...], usual: Iterable[Widen] = USUAL) -> tuple[Widen, ...]:
    """These stages, and those of the usual ones that are not among them."""
    named = {stage.to for stage in widen}
    return (*widen, *(stage for stage in usual if stage.to not in named))


def waits(need: Need) -> dict[Stage, timedelta]:
    """After which wait each stage is reached by waiting alone; one that is missing never is."""
    times: dict[Stage, timedelta] = {}
    for widen in need.widen:
        if _is_allowed(need, widen):
            stage = Stage(widen.to)
            times[stage] = min(widen.after, times.get(stage, widen.after))
    return times


def opening_times(
    need: Need, timings: Timings, unspoken: bool = False
) -> Mapping[Stage, timedelta]:
    """The same, for a caller who may be in danger.

    `unspoken`: nobody on duty speaks the language, so that an interpreter is not waited for.
    """
    times = waits(need)
    if need.in_danger:
        times |= dict.fromkeys(WAIVED, NONE)
        if interpreters(need):
            times[Stage.INTERPRETER] = timings.danger_interpreter
    if unspoken and Stage.INTERPRETER in times:
        times[Stage.INTERPRETER] = NONE
    return times


def interpreters(need: Need) -> bool:
    """True if a third voice can be brought into this call at all."""
    return any(widen.to == Stage.INTERPRETER for widen in need.widen)


def _is_allowed(need: Need, widen: Widen) -> bool:
    if need.protected and widen.to == Stage.ANY_SPECIALTY:
        return False
    return not widen.asks or widen.to in need.agreed


@dataclass(frozen=True)
class Rung:
    """Whom a call asks, one step of a ladder: None stands for any, `only` for nobody else.

    `tired`: asks those who need a break from hard calls, and no others. `on_rest`: asks those whom
    only danger may call from a rest.
    """

    match: Match
    language: str | None
    specialty: str | None
    gender: str | None = None
    area: str | None = None
    only: str | None = None
    tired: bool = False
    on_rest: bool = False

    def admits(self, responder: Responder, tired: bool, now: datetime) -> bool:
        """True if languages, certificates and wishes fit, for somebody `tired` of hard calls."""
        return (
            self.only in (None, responder.id)
            and (self.language is None or self.language in responder.languages)
            and responder.certified(self.specialty, now)
            and (self.on_rest or self.tired == tired)
            and self.gender in (None, responder.gender)
            and (self.area is None or self.area in responder.areas)
        )


def ladder(
    need: Need, waited: timedelta, timings: Timings, unspoken: bool = False
) -> tuple[Rung, ...]:
    """Whom the call asks after this wait, the closest first."""
    times = opening_times(need, timings, unspoken)
    reached = {stage for stage, after in times.items() if after <= waited}
    gender, area = need.gender, need.area
    rungs = [Rung(Match.EXACT, need.language, need.specialty, gender, area)]
    if need.known:
        rungs.insert(0, Rung(Match.KNOWN, need.language, need.specialty, gender, only=need.known))
    if area and Stage.ANY_AREA in reached:
        area = None
        rungs.append(Rung(Match.ANY_AREA, need.language, need.specialty, gender))
    if gender and Stage.ANY_GENDER in reached:
        gender = None
        rungs.append(Rung(Match.ANY_GENDER, need.language, need.specialty, None, area))
    if need.specialty and Stage.ANY_SPECIALTY in reached:
        rungs.append(Rung(Match.ANY_SPECIALTY, need.language, None, gender, area))
    if need.in_danger:
        rungs.append(Rung(Match.ON_REST, need.language, None, on_rest=True))
    if Stage.INTERPRETER in reached:
        specialty = None if need.in_danger else need.specialty
        rungs.append(Rung(Match.INTERPRETER, None, specialty, gender, area))
        if need.in_danger:
            rungs.append(Rung(Match.INTERPRETER, None, None, on_rest=True))
    return tuple(found for rung in rungs for found in _with_the_tired(rung, need))


def _with_the_tired(rung: Rung, need: Need) -> Iterator[Rung]:
    """Who needs a break from hard calls comes after the others, and not at all for a hard call."""
    yield rung
    if not rung.on_rest and not need.spares:
        yield replace(rung, tired=True)
