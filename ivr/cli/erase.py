"""How is a person forgotten who asked somebody on the staff for it?"""

import sys

import click

from ivr.cli.ground import kindly, started
from ivr.cli.telling import refused, signed
from ivr.models import Door
from ivr.numbers import ImpossibleNumber, parse
from ivr.operations import erasures

__all__ = ["erase"]


@click.command()
@signed
@kindly
@refused
def erase(who: str) -> None:
    """Forget everything about one telephone number, here and at the phone company.

    The number is asked for, or read from standard input; never give it on the command line, where
    the history of the terminal keeps it. Only a STOP stays.
    """
    rt = started()
    try:
        number = parse(_number(), allow_test=rt.environment.allow_test_numbers)
    except ImpossibleNumber as problem:
        raise click.ClickException(f"{str(problem).capitalize()}.") from None
    erased = erasures.by_number(rt, number, Door.STAFF, who)
    click.echo(f"Erased here ({erased.as_words()}).")
    click.echo(
        "The phone company's own records of this number are found and deleted within minutes, by "
        "the worker or the clock; `helpline retention` tells when any are left."
    )


def _number() -> str:
    if sys.stdin.isatty():
        return str(click.prompt("The number", hide_input=True, type=str))
    return sys.stdin.readline().strip()
