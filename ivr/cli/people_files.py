"""How do people travel to a spreadsheet and back, from a terminal?"""

from pathlib import Path

import click

from ivr.cli.ground import kindly, started
from ivr.cli.telling import refused, signed
from ivr.operations import people_files

__all__ = ["export", "take_in"]


@click.command()
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="A file to write.")
@kindly
def export(out: Path | None) -> None:
    """Everybody as CSV; never a number."""
    table = people_files.export(started())
    if out is None:
        click.echo(table, nl=False)
        return
    # Spreadsheets know UTF-8 by the mark at its beginning.
    out.write_text(table, encoding="utf-8-sig")
    click.echo(f"wrote {out}")


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@signed
@kindly
@refused
def take_in(file: Path, who: str) -> None:
    """Add and change people as FILE says: all of it, or nothing.

    \b
    CSV as `helpline people export` writes it; who is known by name is changed, everybody else is
    added and needs a phone. Languages and certificates stand in one cell, with spaces:
      name,languages,certificates,phone
      Ana,es:native en,domestic_abuse:2027-12-31 legal:2027-12-31,+12125550111
    An empty cell leaves what is known; certificates are added or renewed, never taken away.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise click.ClickException(
            f"{file} is not text in UTF-8; save it as “CSV UTF-8”."
        ) from None
    done = people_files.take_in(started(), text, file.name, who)
    click.echo(f"{len(done.added)} added, {len(done.changed)} changed.")
    if done.added:
        click.echo(f"New: {', '.join(done.added)}. When they can take calls: helpline duty on NAME")
