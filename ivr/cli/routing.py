"""What can somebody ask about who takes which call, from a terminal?"""

import click

from ivr.cli import coverage, simulate, who

__all__ = ["group"]


@click.group("routing")
def group() -> None:
    """Who takes which call.

    \b
      helpline routing who --language so --specialty domestic_abuse --at "Fri 22:30"
      helpline routing coverage                  which hours of next week have nobody
      helpline routing coverage --week 2026-W48 --format json
      helpline routing simulate --set any_specialty=60    a day as it is, and with that changed
    """


group.add_command(coverage.command)
group.add_command(simulate.command)
group.add_command(who.command)
