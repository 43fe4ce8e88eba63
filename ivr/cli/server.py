"""How is everything started on one machine?"""

import os
import sys

import click

from ivr.cli.ground import kindly
from ivr.trial import processes

__all__ = ["server"]


@click.command()
@kindly
def server() -> None:
    """Start everything on this machine; Ctrl-C ends it."""
    sys.exit(processes.serve(os.environ))
