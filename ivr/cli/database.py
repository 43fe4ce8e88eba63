"""How are the tables looked after from a terminal?"""

import click

from ivr import database as databases
from ivr.cli.ground import kindly, settings

__all__ = ["database"]


@click.group("db")
def database() -> None:
    """The tables."""


@database.command()
@kindly
def upgrade() -> None:
    """Bring the tables to today's shape; running it again changes nothing."""
    databases.upgrade(settings().database_url)
    click.echo("The tables are as this version wants them.")
