"""Is there a helpline to call? Tables, words to speak, and people to try it with."""

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from sqlalchemy import func, select

from ivr.database import upgrade
from ivr.environment import BadEnvironment, Environment, read
from ivr.flow.finding import BrokenFlows
from ivr.models import Responder, Revision
from ivr.operations import duty, flows, people, pins, planning
from ivr.operations.audit import THE_SYSTEM
from ivr.runtime import Runtime, build
from ivr.trial.binaries import NothingToRun
from ivr.trial.ledger import resting
from ivr.trial.people import DEMO_PEOPLE, DEMO_PIN, Person
from ivr.trial.servers import PrivateRedis, WouldNotStart


def prepare(environment: Environment) -> None:
    """Today's tables in whatever database is used; in the embedded one also the shipped flows and
    people to try them with, if it has none. What is there already is left alone.

    Raises BrokenFlows.
    """
    upgrade(environment.database_url)
    if environment.own_database:
        furnish(build(environment))


@contextlib.contextmanager
def redis_for(environment: Environment, folder: Path) -> Iterator[PrivateRedis | None]:
    """A private Redis for as long as the block lasts, unless the environment names one.

    Raises NothingToRun, WouldNotStart.
    """
    if not environment.own_redis:
        yield None
        return
    with PrivateRedis(folder) as redis:
        yield redis


def with_redis(environment: Environment, redis: PrivateRedis | None) -> Environment:
    """The same environment, with this Redis if there is one."""
    return environment if redis is None else replace(environment, redis_url=redis.url)


def furnish(rt: Runtime) -> None:
    """Publish the shipped flows and put the demo people on duty, where there are none at all."""
    with rt.db.read() as session:
        published = session.scalar(select(func.count()).select_from(Revision))
        known = session.scalar(select(func.count()).select_from(Responder))
    if not published:
        flows.publish(rt, "as shipped")
    if not known:
        _introduce(rt)


def _introduce(rt: Runtime) -> None:
    """The demo people with what they can do and when; on duty until somebody says otherwise, so
    that a try does not depend on the time of day."""
    for person in DEMO_PEOPLE:
        people.add(
            rt,
            people.NewResponder(
                name=person.name,
                phone=person.phone,
                speaks=person.languages,
                certified=person.certificates(rt.now()),
                about=_about(rt, person),
            ),
        )
        pins.set_pin(rt, person.name, DEMO_PIN, THE_SYSTEM)
        for days, hours in person.shifts.items():
            planning.add(rt, planning.NewShift(person.name, hours, every=days))
        duty.on(rt, person.name, open_ended=True)


def _about(rt: Runtime, person: Person) -> people.About:
    """What callers can wish for, as far as the settings still name it."""
    settings = rt.books.live().settings
    return people.About(
        gender=person.gender if person.gender in settings.genders else None,
        areas=tuple(area for area in person.areas if area in settings.areas),
    )


def refresh(rt: Runtime) -> None:
    """End the rests and wrap-ups of an earlier try, so that they do not decide the next one."""
    for name in resting(rt):
        duty.off(rt, name)
        duty.on(rt, name, open_ended=True)


def main() -> int:
    """For `scripts/setup`: prepare whatever the environment names."""
    try:
        environment = read(os.environ)
        with tempfile.TemporaryDirectory() as folder, redis_for(environment, Path(folder)) as redis:
            prepare(with_redis(environment, redis))
    except (BadEnvironment, BrokenFlows, NothingToRun, WouldNotStart) as problem:
        print(problem, file=sys.stderr)
        return 1
    if not environment.own_database:
        print("     Your own database has today's tables; flows and people in it are yours to add.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
