"""How is everything started on one machine?"""

import os
import sys

import click

from ivr.cli.settings import plainly
from ivr.trial import processes

__all__ = ["server"]


@click.command()
@plainly
def server() -> None:
    """Start everything on this machine; Ctrl-C ends it."""
    sys.exit(processes.serve(os.environ))
