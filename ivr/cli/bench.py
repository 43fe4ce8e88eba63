"""How fast is it on this machine?"""

import os
import platform
import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path

import click

from ivr.cli import proofs
from ivr.cli.ground import kindly
from ivr.trial import matching, ringing

__all__ = ["group"]


@click.group("bench", invoke_without_command=True)
@click.pass_context
def group(context: click.Context) -> None:
    """How fast is it on this machine? Without a word: the checks and walks of the flows.

    \b
      scripts/bench flows      the checks and the walk of every flow
      scripts/bench routing    finding who takes a call, among 10 to 10,000
      scripts/bench ringing    from the line to the first phone that rings, with real processes
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
        f"Whole calls a second (offered, taken, finished, free again): {found.at_most:.0f} at most,"
        f" {found.done:.0f} with "
        f"{found.clients} clients, {len(found.broken)} invariants broken."
    )
    click.echo(
        "cells, wishes, scan: what the server worked for one match, wishes being people with a"
        " gender and areas; rows: on the clock, network included."
    )


@group.command("ringing")
@click.option("--per-second", default=20.0, show_default=True, help="New callers a second.")
@click.option("--seconds", default=30.0, show_default=True, help="For how long they call.")
@kindly
def ringing_(per_second: float, seconds: float) -> None:
    """How soon is a phone asked to ring, once a caller stands in the line?

    Web, worker, clock and sandbox run as processes of their own, with an empty database. Takes
    about a minute longer than callers call.
    """
    load = ringing.Load(per_second, seconds)
    with tempfile.TemporaryDirectory() as folder:
        rung = ringing.rung(load, os.environ, Path(folder))
    click.echo(f"{len(rung)} of {load.callers} callers had a phone rung for them.")
    click.echo(f"milliseconds{'p50':>16}{'p90':>8}{'p99':>8}")
    spans = {
        "in the line to offered": [one.offered for one in rung],
        "in the line to request": [one.asked for one in rung],
        "of it, for a slot": [one.slot for one in rung],
        "without that wait": [one.asked - one.slot for one in rung],
    }
    for what, each in spans.items():
        if len(each) > 1:
            click.echo(f"{what:<24}{_of_hundred(each)}")


def _of_hundred(spans: Sequence[float]) -> str:
    cut = statistics.quantiles(spans, n=100, method="inclusive")
    return f"{cut[49]:>4.0f}{cut[89]:>8.0f}{cut[98]:>8.0f}"
