"""How does somebody see in a terminal whether anything is kept longer than it may be?"""

import click

from ivr.cli.ground import kindly, started
from ivr.operations import retention as kinds

__all__ = ["retention"]


@click.command()
@click.option("--now", "at_once", is_flag=True, help="First forget what has had its time.")
@kindly
def retention(at_once: bool) -> None:
    """What is kept, for how long, and since when the oldest of it. Exit 1 if anything is kept
    longer than it may be: the clock forgets every hour."""
    rt = started()
    if at_once:
        kinds.forget_all(rt)
    shown = kinds.every(rt)
    for one in shown:
        since = "nothing" if one.oldest is None else f"{one.oldest:%Y-%m-%d %H:%M} UTC"
        state = "OVERDUE" if one.overdue else "ok     "
        click.echo(f"{state}  {one.kind.name:14} {one.kind.limit!s:10} {since:22}")
        click.echo(f"{'':9}{one.kind.what}; counted from {one.kind.since}")
    late = sum(one.overdue for one in shown)
    if late:
        raise click.ClickException(
            f"{late} kind(s) are kept too long: is `helpline clock` running? `--now` forgets at "
            "once, and the log says what keeps it from that."
        )
