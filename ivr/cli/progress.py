"""How is long work shown in a terminal while it lasts?"""

import sys

import click

__all__ = ["along"]

LINE_AGAIN = "\r\033[K"
"""Back to the beginning of the line, and it is empty."""


def along(words: str) -> None:
    """One line that is written over by the next one; without words it is gone.

    Nothing is written where nobody watches: to a file, or to another program.
    """
    if sys.stderr.isatty():
        click.echo(f"{LINE_AGAIN}{words}", err=True, nl=False)
