"""What can somebody ask about who takes which call, from a terminal?"""

import click

from ivr.cli import coverage

__all__ = ["group"]


@click.group("routing")
def group() -> None:
    """Who takes which call.

    \b
      helpline routing coverage                  which hours of next week have nobody
      helpline routing coverage --week 2026-W48 --format json
    """


group.add_command(coverage.command)
