"""How is a worker started?"""

import click

from ivr import worker as workers
from ivr.cli.ground import kindly, outside, settings
from ivr.environment import Environment
from ivr.later import QUEUES
from ivr.runtime import redis_at

__all__ = ["worker"]


@click.command()
@click.option(
    "--queue",
    "queues",
    multiple=True,
    type=click.Choice(QUEUES),
    help="Only this queue; all of them otherwise.",
)
@kindly
def worker(queues: tuple[str, ...]) -> None:
    """Ring responders, move callers, send texts."""
    found = settings("worker")
    _need_redis(found)
    workers.run(found, queues or QUEUES)


def _need_redis(found: Environment) -> None:
    if not found.redis_url:
        raise click.ClickException(
            "No Redis is known: `scripts/server` starts a private one, or HELPLINE_REDIS_URL names "
            "yours."
        )
    with outside("answer"):
        redis_at(found.redis_url).ping()
