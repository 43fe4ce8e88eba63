"""How does somebody see in a terminal what callers answered when they were asked how it was?"""

import click

from ivr.cli.ground import kindly, started
from ivr.queries.answers import ImpossibleMonth, last_month, tallies

__all__ = ["answers"]


@click.command()
@click.option("--month", help="Like 2027-02; the last one that is over otherwise.")
@kindly
def answers(month: str | None) -> None:
    """What callers answered in surveys, in codes and whole months; fewer than five are not told."""
    rt = started()
    wanted = month or last_month(rt)
    try:
        found = tallies(rt, wanted)
    except ImpossibleMonth as problem:
        raise click.ClickException(str(problem)) from None
    if not found:
        click.echo(f"Nobody answered a question in {wanted}.")
    for tally in found:
        click.echo(f"{tally.shown:>6}  {tally.choice:16}  {tally.question}  ({tally.place})")
