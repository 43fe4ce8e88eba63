"""Which settings of routing can be tried on a simulated day, and how are they written?"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import timedelta

from routing.match import Stage, Timings, Widen
from routing.widening import USUAL

__all__ = ["AS_IT_IS", "Plan", "UnknownSetting", "changed"]

STAGES = tuple(stage.value for stage in Stage)
TIMINGS = tuple(field.name for field in fields(Timings))


class UnknownSetting(ValueError):
    """Raised for a setting nobody can change like this; says which there are."""


@dataclass(frozen=True)
class Plan:
    """How routing decides: when it widens, and how long everything lasts."""

    timings: Timings
    widen: tuple[Widen, ...]


AS_IT_IS = Plan(Timings(), tuple(replace(one, ask_first=False) for one in USUAL))
"""The usual stages, every caller agreeing to what they are asked."""


def changed(plan: Plan, wishes: Sequence[str]) -> Plan:
    """The plan with these wishes, each `name=seconds`, or `stage=never`. Raises UnknownSetting."""
    for wish in wishes:
        name, _, value = wish.partition("=")
        plan = _changed(plan, name.strip(), value.strip())
    return plan


def _changed(plan: Plan, name: str, value: str) -> Plan:
    if name in STAGES:
        others = tuple(one for one in plan.widen if one.to != name)
        if value == "never":
            return replace(plan, widen=others)
        return replace(plan, widen=(*others, Widen(_span(name, value), name)))
    if name not in TIMINGS:
        raise UnknownSetting(
            f"{name!r} is no setting of routing; there are {', '.join((*STAGES, *TIMINGS))}"
        )
    return replace(plan, timings=replace(plan.timings, **{name: _span(name, value)}))


def _span(name: str, value: str) -> timedelta:
    try:
        seconds = float(value.removesuffix("s"))
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= 86_400:
        raise UnknownSetting(f"{name} is a number of seconds, like {name}=45, not {value!r}")
    return timedelta(seconds=seconds)
