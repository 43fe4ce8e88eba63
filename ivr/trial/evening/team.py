"""Who could be on duty on a made-up day?"""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from ivr.models import Responder as Person
from ivr.operations import shifts
from ivr.operations.rebuild import routed
from ivr.runtime import Runtime
from ivr.trial.evening.arrivals import Share
from ivr.trial.evening.day import Worker
from routing.match import Responder
from routing.shifts import Stretch

__all__ = ["made_up", "planned"]

SHIFT = timedelta(hours=8)
SECOND_LANGUAGE = 0.3
SPECIALTIES_EACH = 2
CERTIFIED_FOR = timedelta(days=365)


def made_up(
    size: int,
    languages: Mapping[str, float],
    specialties: Sequence[str],
    starts: datetime,
    seed: int = 0,
) -> list[Worker]:
    """So many people in three shifts of eight hours, who speak and know what callers need in about
    the shares in which they need it; every language and specialty is somebody's."""
    chance = random.Random(f"team {seed}")  # noqa: S311 - made-up people, no secret
    return [_person(number, languages, specialties, starts, chance) for number in range(size)]


def _person(
    number: int,
    languages: Mapping[str, float],
    specialties: Sequence[str],
    starts: datetime,
    chance: random.Random,
) -> Worker:
    tongues, kinds = list(languages), list(specialties)
    spoken = {tongues[number % len(tongues)] if number < len(tongues) else _one(languages, chance)}
    if chance.random() < SECOND_LANGUAGE:
        spoken.add(_one(languages, chance))
    known = {kinds[number % len(kinds)], *chance.sample(kinds, min(SPECIALTIES_EACH, len(kinds)))}
    begins = starts + SHIFT * (number % 3)
    who = Responder(
        id=f"r{number}-{starts:%m%d}",
        languages=frozenset(spoken),
        certificates=dict.fromkeys(known, starts + CERTIFIED_FOR),
    )
    return Worker(who, begins, begins + SHIFT)


def _one(shares: Mapping[Share, float], chance: random.Random) -> Share:
    return chance.choices(list(shares), list(shares.values()))[0]


def planned(rt: Runtime, day: Stretch) -> list[Worker]:
    """Everybody whose shifts fall into this day, as the tables plan it; where nobody has a shift,
    everybody is there all day."""
    wanted = select(Person).where(Person.retired_at.is_(None))
    is_holiday = shifts.holidays(rt)
    with rt.db.read() as session:
        people = [who for who in session.scalars(wanted) if who.is_rung]
        plans = shifts.plans(session, [who.id for who in people])
        stretches = {who.id: plans[who.id].within(day, is_holiday) for who in people}
        nobody_planned = not any(stretches.values())
        return [
            Worker(routed(who), stretch.begins_at, stretch.ends_at)
            for who in people
            for stretch in ([day] if nobody_planned else stretches[who.id])
        ]
