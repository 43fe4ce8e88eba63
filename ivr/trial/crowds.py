"""Who could be on duty, and who could be waiting, in a helpline of any size?"""

import random
from datetime import UTC, datetime, timedelta

from routing.match import Need, OnDuty, Responder, WaitingCall
from routing.widening import USUAL

__all__ = ["BEGINS", "callers", "people"]

BEGINS = datetime(2026, 3, 6, 22, 30, tzinfo=UTC)
LANGUAGES = [f"l{number}" for number in range(20)]
SPECIALTIES = [f"s{number}" for number in range(8)]
AREAS = [f"a{number}" for number in range(6)]
WEIGHTS = [20 / rank for rank in range(1, 21)]
"""Some languages are spoken by many, most by few."""


def people(number: int, *, wishes: bool, seed: int = 1) -> list[OnDuty]:
    """So many responders who are free: one to three languages, one to four specialties, and with
    `wishes` a gender and an area or two."""
    chance = random.Random(seed)  # noqa: S311
    return [_person(f"r{n}", chance, wishes) for n in range(number)]


def _person(name: str, chance: random.Random, wishes: bool) -> OnDuty:
    speaks = {chance.choices(LANGUAGES, WEIGHTS)[0] for _ in range(chance.choice((1, 1, 2, 3)))}
    holds = chance.sample(SPECIALTIES, chance.choice((1, 2, 2, 3, 4)))
    until = BEGINS + timedelta(days=chance.randint(30, 700))
    who = Responder(
        name,
        frozenset(speaks),
        dict.fromkeys(holds, until),
        gender=chance.choice(("f", "m", "d")) if wishes else None,
        areas=frozenset(chance.sample(AREAS, chance.choice((1, 1, 2)))) if wishes else frozenset(),
    )
    return OnDuty(who, BEGINS - timedelta(seconds=chance.randint(0, 3600)))


def callers(number: int, *, wishes: bool, seed: int = 2) -> list[WaitingCall]:
    """So many callers, who came over the last minutes; with `wishes` a third wish for something."""
    chance = random.Random(seed)  # noqa: S311
    return [_caller(f"c{n}", chance, wishes) for n in range(number)]


def _caller(name: str, chance: random.Random, wishes: bool) -> WaitingCall:
    wished = chance.choice(("gender", "area", "", "", "", "")) if wishes else ""
    need = Need(
        chance.choices(LANGUAGES, WEIGHTS)[0],
        chance.choice(SPECIALTIES),
        widen=USUAL,
        hard=chance.random() < 0.5,
        gender=chance.choice(("f", "m")) if wished == "gender" else None,
        area=chance.choice(AREAS) if wished == "area" else None,
    )
    return WaitingCall(name, need, BEGINS - timedelta(milliseconds=chance.randint(0, 240_000)))
