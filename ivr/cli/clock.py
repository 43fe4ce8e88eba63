"""How is a clock started?"""

import signal
import threading

import click

from ivr import clock as clocks
from ivr.cli.ground import kindly, settings
from ivr.runtime import build

__all__ = ["clock"]


@click.command()
@kindly
def clock() -> None:
    """Keep deadlines, and find what a crash left undone. Two may run."""
    rt = build(settings("clock"))
    end = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: end.set())
    clocks.run(rt, end)
