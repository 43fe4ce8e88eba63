"""What do all commands stand on: settings, a runtime, and problems told in one sentence?"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

import click
from redis import RedisError
from sqlalchemy.exc import SQLAlchemyError

from ivr.bookshelf import NothingPublished
from ivr.cli.settings import plainly, settings
from ivr.flow.finding import BrokenFlows
from ivr.runtime import Runtime, build

__all__ = ["kindly", "outside", "settings", "started"]

Given = ParamSpec("Given")
Made = TypeVar("Made")


def started(part: str = "helpline") -> Runtime:
    """A runtime for one command, closed when the command is done."""
    rt = build(settings(part))
    context = click.get_current_context()
    context.call_on_close(rt.db.engine.dispose)
    context.call_on_close(rt.redis.close)
    return rt


@contextmanager
def outside(what: str) -> Iterator[None]:
    """Problems with servers, in one sentence that says what to do."""
    try:
        yield
    except SQLAlchemyError as problem:
        raise click.ClickException(
            f"The database did not {what} ({type(problem).__name__}). Is it running, and has "
            "`helpline db upgrade` been run? `helpline doctor` looks closer."
        ) from None
    except RedisError as problem:
        raise click.ClickException(
            f"Redis did not {what} ({type(problem).__name__}). `helpline doctor` looks closer."
        ) from None


def kindly(command: Callable[Given, Made]) -> Callable[Given, Made]:
    """A command whose known problems end in a sentence and exit code 1."""

    @wraps(command)
    def guarded(*args: Given.args, **named: Given.kwargs) -> Made:
        try:
            with outside("answer"):
                return command(*args, **named)
        except BrokenFlows as problem:
            for finding in problem.findings:
                click.echo(str(finding), err=True)
            count = len(problem.findings)
            raise click.ClickException(f"{count} to mend; what is live stays as it is.") from None
        except NothingPublished as problem:
            raise click.ClickException(str(problem)) from None

    return plainly(guarded)
