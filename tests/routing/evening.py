"""Who may come on duty in a random evening, and what may somebody need there?"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from people import ABUSE, ABUSE_WIDENING, DANGER, YEAR, trained, widen

from routing.match import Lately, Need, Responder, Urgency, Widen

Pick = Callable[[Sequence[Any]], Any]

PEOPLE = ["ana", "ben", "cleo", "dina", "eli"]
CALLERS = ["one", "two", "three", "four", "five"]
LANGUAGES = ["es", "es", "es so", "en", "en es"]
SPECIALTIES = ["domestic_abuse", "domestic_abuse legal", "legal", "child legal", ""]
MENTORS = ["", "", "", "", "ana ben", "ana"]
INTERPRETED = (Widen(timedelta(seconds=10), "interpreter", ask_first=True),)
LATER = widen(any_area=2, any_specialty=20, other_help=10, long_wait=50)
HARD_ABUSE = replace(ABUSE_WIDENING, hard=True)
NEEDS = [
    ABUSE,
    HARD_ABUSE,
    HARD_ABUSE,
    DANGER,
    replace(DANGER, hard=True, widen=INTERPRETED),
    Need("es"),
    Need("es", "legal", widen=LATER),
    Need("so", "domestic_abuse", widen=widen(any_specialty=10) + INTERPRETED, hard=True),
    Need("so", widen=INTERPRETED, agreed=frozenset({"interpreter"})),
    Need("es", "child", protected=True, widen=widen(any_specialty=10), hard=True),
    Need("es", "child", urgency=Urgency.DANGER, protected=True),
]


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def any_need(pick: Pick) -> Need:
    """One of the usual needs, mostly as it is, sometimes with a wish or a memory."""
    need: Need = pick(NEEDS)
    if pick([True, False]):
        return need
    changes: dict[str, Any] = pick(
        [
            {"gender": "f", "widen": need.widen + ANY_GENDER},
            {"gender": "f", "widen": need.widen + ANY_GENDER, "agreed": AGREED},
            {"area": "city", "widen": need.widen + LATER[:1]},
            {"gender": "f", "area": "city", "agreed": AGREED | need.agreed},
            {"known": pick(PEOPLE)},
            {"known": pick(PEOPLE), "gender": "f"},
            {"conflicts": frozenset({pick(PEOPLE)})},
            {"rings_at_once": 2},
            {"rings_at_once": 3, "ring_for": seconds(10)},
            {"agreed": frozenset({"interpreter"})},
        ]
    )
    return replace(need, **changes)


ANY_GENDER = (Widen(timedelta(seconds=5), "any_gender"),)
AGREED = frozenset({"any_gender"})


def any_responder(pick: Pick, now: datetime) -> Responder:
    """Somebody of the house, trained for this or that."""
    until = now + pick([YEAR, YEAR, YEAR, seconds(25), seconds(-1)])
    name = pick(PEOPLE)
    return trained(
        name,
        pick(LANGUAGES),
        pick(SPECIALTIES),
        until,
        gender=pick([None, "f", "m"]),
        areas=pick(["", "", "city", "city towns"]),
        mentors=" ".join(m for m in pick(MENTORS).split() if m != name),
    )


def lately(pick: Pick, now: datetime) -> Lately:
    """What their latest calls were; mostly nothing."""
    hard = pick([0, 0, 0, 1, 2, 3])
    return Lately(hard, now - seconds(pick([1, 30, 99])) if hard else None, pick([0, 0, 1]))
