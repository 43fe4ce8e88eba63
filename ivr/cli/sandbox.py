"""How is the stand-in phone company started?"""

import click

from ivr.cli.settings import plainly, settings
from ivr.trial import company

__all__ = ["sandbox"]


@click.command()
@click.option("--speed", default=1.0, show_default=True, help="How many times faster than life.")
@click.option("--virtual", is_flag=True, help="Time stands still until POST /sandbox/time.")
@plainly
def sandbox(speed: float, virtual: bool) -> None:
    """The stand-in phone company, with simulated phones on a page."""
    found = settings("sandbox")
    if found.production:
        raise click.ClickException("The sandbox is for trying things out, not for production.")
    company.serve_company(found, speed, virtual=virtual)
