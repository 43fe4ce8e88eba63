"""How does somebody read the audit in a terminal, and learn whether it is still as written?"""

import click

from ivr.cli.ground import kindly, started
from ivr.operations import audit
from ivr.operations.audit import Tampered
from ivr.queries.deeds import deeds

__all__ = ["group"]


@click.group("audit")
def group() -> None:
    """Who on the staff did what: codes, ids and names of staff, never about a caller."""


@group.command("list")
@click.option("--last", default=50, show_default=True, help="How many, the newest first.")
@kindly
def listing(last: int) -> None:
    """The newest entries."""
    for entry in deeds(started(), last):
        details = "  ".join(f"{name}={code}" for name, code in entry.details.items())
        click.echo(
            f"{entry.number:6}  {entry.at:%Y-%m-%d %H:%M:%S} UTC  {entry.who:16}  {entry.what:16}  "
            f"{entry.subject}  {details}".rstrip()
        )


@group.command()
@click.option("--seen", help="A hash that `verify` gave earlier, noted down somewhere else.")
@kindly
def verify(seen: str | None) -> None:
    """Check every seal; exit 1 and name the first entry that is not as it was written.

    Entries cut off at the end leave no gap: note the last hash elsewhere, and give it as --seen.
    """
    found = audit.verify(started(), seen)
    if isinstance(found, Tampered):
        raise click.ClickException(f"Entry {found.number} was tampered with: {found.sentence}.")
    click.echo(f"All {found.entries} entries are as they were written.")
    click.echo(f"The last hash: {found.head}")
