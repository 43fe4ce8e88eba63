"""How are publishes, moments and refusals told in a terminal?"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import ParamSpec, TypeVar
from zoneinfo import ZoneInfo

import click

from ivr.models import Emergency, Manner
from ivr.operations import flows
from ivr.operations.flows import Published
from ivr.operations.refusals import Refusal
from ivr.runtime import Runtime

__all__ = ["EMERGENCIES", "MANNERS", "moment", "refused", "signed", "told", "zone_of"]

Given = ParamSpec("Given")
Made = TypeVar("Made")

EMERGENCIES = tuple(reason.value for reason in Emergency)
MANNERS = {
    Manner.FIRST: "the first publish; no second person was needed",
    Manner.DEVELOPMENT: "in development; no second person was needed",
    Manner.APPROVED: "agreed to by a second person",
    Manner.SCHEDULED: "agreed to by a second person, at its time",
    Manner.EMERGENCY: "an emergency; nobody else agreed, and the audit says so",
    Manner.ROLLED_BACK: "rolled back",
    Manner.EARLIER: "before publications were written down",
}


signed = click.option(
    "--by", "who", default=flows.COMMAND_LINE, show_default=True, help="Your name, for the audit."
)
"""Who does it."""


def refused(command: Callable[Given, Made]) -> Callable[Given, Made]:
    """A command whose refusals end in their sentence and exit code 1."""

    @wraps(command)
    def guarded(*args: Given.args, **named: Given.kwargs) -> Made:
        try:
            return command(*args, **named)
        except Refusal as problem:
            raise click.ClickException(str(problem)) from None

    return guarded


def told(done: Published) -> None:
    """Say what a publish did."""
    if done.changed:
        how = MANNERS[done.manner]
        click.echo(f"Revision {done.revision} published: {how}. New calls hear it.")
    else:
        click.echo(f"Revision {done.revision} is live already.")
    if done.changed and done.replaced:
        click.echo(f"Back to what was live before: helpline flows roll-back {done.replaced}")
    for revision, due_at in done.to_come:
        click.echo(
            f"Revision {revision} will replace it on {due_at:%Y-%m-%d %H:%M} UTC; "
            f"`helpline flows withdraw {revision}` stops that."
        )
    if done.lines:
        click.echo(f"{done.lines} line(s) were made; they answer from now on.")


def zone_of(rt: Runtime) -> ZoneInfo:
    """The zone of the live settings."""
    return ZoneInfo(rt.books.live().settings.zone)


def moment(at: datetime, zone: ZoneInfo) -> str:
    """A moment on the clocks of a zone."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M} {zone.key}"
