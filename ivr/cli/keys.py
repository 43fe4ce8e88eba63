"""How are the keys of people kept apart from everything else?"""

import json
import os
from pathlib import Path

import click

from ivr.cli.ground import kindly, started
from ivr.cli.telling import refused
from ivr.operations import person_keys

__all__ = ["group"]

OWNER_ONLY = 0o600


@click.group("keys")
def group() -> None:
    """The keys under which numbers are sealed, one for each person.

    A backup of the database without the table person_key says nothing about anybody. Keep the keys
    apart, and only the newest copy of them: who was erased since is then erased in every backup.

    \b
      helpline keys export --out keys.json      instead of the last copy
      helpline keys import keys.json            after the database was restored
    """


@group.command("export")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@kindly
def export(out: Path) -> None:
    """Write all keys, still sealed by HELPLINE_SECRET_KEYS, for their owner alone to read."""
    rows = person_keys.every(started())
    try:
        file = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY)
    except OSError:
        raise click.ClickException(f"{out} cannot be written.") from None
    with os.fdopen(file, "w", encoding="utf-8") as written:
        json.dump(rows, written, indent=1)
    click.echo(f"{len(rows)} keys are in {out}. Delete the copy from before.")


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@kindly
@refused
def take_in(file: Path) -> None:
    """Put back the keys of FILE that are not here."""
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise click.ClickException(f"{file} cannot be read.") from None
    click.echo(f"{person_keys.add(started(), rows)} keys are back.")


@group.command()
@kindly
def reseal() -> None:
    """Seal all keys with the first of HELPLINE_SECRET_KEYS, before an old one is dropped."""
    click.echo(f"{person_keys.reseal(started())} keys are sealed by the newest secret key.")
