"""How is the web process started?"""

import os
import sys
from pathlib import Path

import click

from ivr.cli.settings import plainly, settings

__all__ = ["web"]

THREADS = 8


@click.command()
@click.option("--workers", "count", default=2, show_default=True, help="Processes of the server.")
@plainly
def web(count: int) -> None:
    """Answer the phone company's webhooks and the pages behind links."""
    gunicorn = str(Path(sys.executable).with_name("gunicorn"))
    named = {
        "--bind": settings("web").web_bind,
        "--worker-class": "gthread",
        "--workers": str(count),
        "--threads": str(THREADS),
        "--timeout": "30",
        "--graceful-timeout": "15",
        "--keep-alive": "75",
        "--log-level": "warning",
    }
    options = [part for pair in named.items() for part in pair]
    os.execv(gunicorn, [gunicorn, "ivr.wsgi:app", *options, "--preload", "--no-control-socket"])
