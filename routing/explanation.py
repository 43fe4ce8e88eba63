"""Who would be rung for this call, now and later in its wait, and why not each of the others?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from routing.need import NONE, Stage
from routing.policy import Duty, Place, Reason, fits, hindrance, refusal, rungs
from routing.skills import Match
from routing.widening import Rung, ladder, opening_times


@dataclass(frozen=True)
class Asked:
    """Somebody who may be asked, and how closely they match."""

    responder_id: str
    match: Match


@dataclass(frozen=True)
class Explanation:
    """Who may be asked, the first one first, and by id why not each of the others."""

    asked: tuple[Asked, ...]
    why_not: Mapping[str, Reason]


@dataclass(frozen=True)
class Step:
    """What the wait brings at one moment: `after` so long in line these `stages` open, whom the
    call asks then and did not before, and why it does not ask the others."""

    after: timedelta
    stages: tuple[Stage, ...]
    asks: Explanation


def explain(place: Place, duty: Duty) -> Explanation:
    """Who would be rung for this call at this moment: the policy's own order and reasons."""
    return _explained(place, duty, rungs(place, duty), frozenset())


def forecast(place: Place, duty: Duty) -> tuple[Step, ...]:
    """The same for every moment at which the wait opens a stage, past ones included.

    People stand as they do now; certificates, exclusions and holds count as they will then.
    """
    need, since = place.call.need, place.call.waiting_since
    times = opening_times(need, duty.timings, place.unspoken)
    steps: list[Step] = []
    sooner: frozenset[str] = frozenset()
    for after in sorted({NONE, *times.values()}):
        then = replace(duty, now=max(duty.now, since + after))
        asked = ladder(need, after, duty.timings, place.unspoken)
        asks = _explained(place, then, asked, sooner)
        sooner |= {one.responder_id for one in asks.asked}
        opened = tuple(stage for stage in Stage if times.get(stage) == after)
        steps.append(Step(after, opened, asks))
    return tuple(steps)


def _explained(
    place: Place, duty: Duty, asked: Sequence[Rung], sooner: frozenset[str]
) -> Explanation:
    found: dict[str, Match] = {}
    reasons: dict[str, Reason] = {}
    free = []
    for one in duty.in_order():
        reason = hindrance(one, place, duty)
        if reason is None and one.responder.id in sooner:
            reason = Reason.CLOSER
        if reason is None:
            free.append(one)
        else:
            reasons[one.responder.id] = reason
    for rung in asked:
        for one in free:
            if fits(rung, one, duty):
                found.setdefault(one.responder.id, rung.match)
    for one in free:
        reason = None if one.responder.id in found else refusal(asked, one, duty)
        if reason is not None:
            reasons[one.responder.id] = reason
    return Explanation(tuple(Asked(who, match) for who, match in found.items()), reasons)
