"""How are mentors named, and people kept apart, from a terminal?"""

from datetime import timedelta

import click

from ivr.cli.ground import kindly, started
from ivr.cli.telling import refused, signed
from ivr.models import Because
from ivr.operations import pairings
from ivr.operations.pairings import LONGEST, NewConflict

__all__ = ["apart", "conflict", "mentor"]


@click.command()
@click.argument("trainee")
@click.argument("name", required=False)
@signed
@kindly
@refused
def mentor(trainee: str, name: str | None, who: str) -> None:
    """NAME is beside TRAINEE from now on; without NAME, nobody is."""
    if name is None:
        pairings.stops_learning(started(), trainee, who)
        click.echo(f"{trainee} has no mentor now.")
        return
    pairings.learns_from(started(), trainee, name, who)
    click.echo(f"{name} is {trainee}'s mentor.")


@click.command()
@click.argument("one")
@click.argument("other")
@click.option("--end", is_flag=True, help="They may be brought together again.")
@signed
@kindly
@refused
def apart(one: str, other: str, end: bool, who: str) -> None:
    """ONE and OTHER are never made mentor and trainee."""
    if end:
        pairings.bring_together(started(), one, other, who)
        click.echo(f"{one} and {other} may be mentor and trainee.")
        return
    pairings.keep_apart(started(), one, other, who)
    click.echo(f"{one} and {other} are not made mentor and trainee.")


@click.group()
def conflict() -> None:
    """Callers that somebody must not be connected with.

    A responder's own phone needs none: it is never connected with them.
    """


@conflict.command("add")
@click.argument("name")
@click.option(
    "--because",
    type=click.Choice([reason.value for reason in Because]),
    default=Because.CALLER_ASKED.value,
    show_default=True,
)
@click.option("--days", type=click.IntRange(1, LONGEST.days), default=LONGEST.days)
@signed
@kindly
@refused
def add(name: str, because: str, days: int, who: str) -> None:
    """NAME is not offered calls of one number for so many days, 90 at most.

    The number is asked for, never written on the line, and is not kept: a keyed hash of it is, to
    the last of these days.
    """
    rt = started()
    number = click.prompt("The caller's number, with its country", hide_input=True)
    wanted = NewConflict(name, number, Because(because), rt.now() + timedelta(days=days))
    made = pairings.conflict(rt, wanted, who)
    click.echo(f"{name} is kept apart from this caller for {days} days. To end it: {made}")


@conflict.command("end")
@click.argument("id")
@signed
@kindly
@refused
def end(id: str, who: str) -> None:  # noqa: A002
    """They may meet again; `helpline people show NAME` has the ID."""
    pairings.end_conflict(started(), id, who)
    click.echo("It is ended, and nothing is kept of it.")
