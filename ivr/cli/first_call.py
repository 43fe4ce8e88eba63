"""How is one whole call played from a terminal?"""

import os
import sys

import click

from ivr.cli.ground import kindly
from ivr.trial import first_call as first_calls
from ivr.trial.hands import BEHAVIOURS

__all__ = ["first_call"]


@click.command("first-call")
@click.option("--keys", help="What the caller presses, one key for each listening moment.")
@click.option(
    "--from",
    "caller",
    default=first_calls.CALLER,
    show_default=True,
    help="The caller's number, or `withheld`.",
)
@click.option(
    "--answers",
    type=click.Choice(sorted(BEHAVIOURS)),
    help="What the first phone that is rung does instead of answering.",
)
@click.option("--hang-up-after", type=float, help="Seconds of life from dialling.")
@click.option("--speed", default=10.0, show_default=True, help="How many times faster than life.")
@click.option("--json", "as_json", is_flag=True, help="Print events instead of a transcript.")
@kindly
def first_call(
    keys: str | None,
    caller: str,
    answers: str | None,
    hang_up_after: float | None,
    speed: float,
    *,
    as_json: bool,
) -> None:
    """Play one whole call and print what happened; exit 1 if anything was missing."""
    wishes = first_calls.Wishes(keys, caller, answers, hang_up_after, speed, as_json)
    sys.exit(first_calls.play(wishes, os.environ))
