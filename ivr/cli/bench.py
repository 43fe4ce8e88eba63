"""How fast is it on this machine?"""

import platform
import tempfile
from pathlib import Path

import click

from ivr.cli import proofs
from ivr.cli.ground import kindly
from ivr.trial import matching

__all__ = ["group"]


@click.group("bench", invoke_without_command=True)
@click.pass_context
def group(context: click.Context) -> None:
    """How fast is it on this machine? Without a word: the checks and walks of the flows.

    \b
      scripts/bench flows      the checks and the walk of every flow
      scripts/bench routing    finding who takes a call, among 10 to 10,000
    """
    if context.invoked_subcommand is None:
        context.invoke(proofs.bench)


group.add_command(proofs.bench, "flows")


@group.command("routing")
@kindly
def routing() -> None:
    """What does one match cost, and how many calls pass in a second?

    Beside it: looking through everybody, and rows in PostgreSQL taken with SKIP LOCKED under one
    lock. Takes about a minute.
    """
    click.echo(f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}")
    click.echo(f"{'microseconds':<36}{'cells':>8}{'wishes':>8}{'scan':>10}{'rows':>8}")
    with tempfile.TemporaryDirectory() as folder:
        for row in matching.rows(Path(folder)):
            costs = f"{row.cells:>8.0f}{row.wishing:>8.0f}{row.scan:>10.0f}{row.rows:>8.0f}"
            click.echo(f"{row.what:<36}{costs}  {row.size:>6}")
        found = matching.cycles(Path(folder))
    click.echo(
        f"Whole calls a second: {found.at_most:.0f} at most, {found.done:.0f} with "
        f"{found.clients} clients, {len(found.broken)} invariants broken."
    )
    click.echo(
        "cells, wishes, scan: what the server worked for one match, wishes being people with a"
        " gender and areas; rows: on the clock, network included."
    )
