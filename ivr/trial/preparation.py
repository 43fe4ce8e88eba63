"""Is there a helpline to call? Tables, words to speak, and people to try it with."""

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from ivr.database import connect, is_current, upgrade
from ivr.environment import BadEnvironment, Environment, read
from ivr.flow.finding import BrokenFlows
from ivr.models import Account, Responder, Revision
from ivr.trial.binaries import NothingToRun
from ivr.trial.servers import PrivateRedis, WouldNotStart


class NoDatabase(Exception):
    """Raised when the database does not answer, with a sentence on what to do."""


def prepare(environment: Environment) -> None:
    """Today's tables in whatever database is used; in the embedded one also the shipped flows and
    people to try them with, if it has none. What is there already is left alone.

    Raises BrokenFlows, NoDatabase.
    """
    try:
        if not _is_prepared(environment):
            _prepare(environment)
    except SQLAlchemyError as problem:
        raise NoDatabase(
            f"The database did not answer ({type(problem).__name__}). Is it running? "
            "`helpline doctor` looks closer."
        ) from problem


def _is_prepared(environment: Environment) -> bool:
    database = connect(environment.database_url)
    wanted = (Revision.id, Responder.id, Account.id) if environment.own_database else ()
    try:
        with database.read() as session:
            return is_current(session.connection()) and all(
                session.scalar(select(one).limit(1)) is not None for one in wanted
            )
    finally:
        database.engine.dispose()


def _prepare(environment: Environment) -> None:
    # Nearly all there is: only a first start waits for it.
    from ivr.runtime import build
    from ivr.trial.furnishing import furnish

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


def main() -> int:
    """For `scripts/setup`: prepare whatever the environment names."""
    try:
        environment = read(os.environ)
        with tempfile.TemporaryDirectory() as folder, redis_for(environment, Path(folder)) as redis:
            prepare(with_redis(environment, redis))
    except (BadEnvironment, BrokenFlows, NoDatabase, NothingToRun, WouldNotStart) as problem:
        print(problem, file=sys.stderr)
        return 1
    if not environment.own_database:
        print("     Your own database has today's tables; flows and people in it are yours to add.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
