"""What can be done from a terminal? `helpline --help` teaches it."""

import sys

from ivr.cli.root import root

__all__ = ["main"]


def main() -> None:
    """The `helpline` command."""
    # A problem with the settings is told in sentences, not as a traceback.
    sys.exit(root(standalone_mode=True))
