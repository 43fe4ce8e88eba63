"""How do sets of call-flow files go from the database to a folder and back, in a terminal?"""

from functools import partial
from pathlib import Path

import click

from ivr.cli.ground import kindly, started
from ivr.cli.telling import advised, refused
from ivr.operations import drafts, flows, folders, sets, sounds

__all__ = ["export", "group", "take_in"]


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--from",
    "--revision",
    "source",
    default="live",
    show_default=True,
    help=("`live`, `before`, `draft:NAME`, or the start of a revision."),
)
@kindly
@refused
def export(folder: Path, source: str) -> None:
    """Write what is live, or another set, into a new FOLDER, byte for byte."""
    rt = started()
    chosen = sets.named(rt, source)
    folders.write(folder, chosen.files, partial(sets.sound, rt, chosen))
    click.echo(f"{len(chosen.files)} files of {chosen.title} are in {folder}.")


@click.command("import")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--author", required=True, help="Your name.")
@click.option("--draft", "name", help="What the draft is called; like the folder otherwise.")
@click.option("--seen", type=int, help="The version of the draft these files began with.")
@kindly
@refused
def take_in(folder: Path, author: str, name: str | None, seen: int | None) -> None:
    """Keep the files of FOLDER as a draft, so that others see and propose it.

    A draft that is there already is changed only if --seen names its version: so nobody's work
    is written over unseen.
    """
    rt, files = started(), folders.read(folder)
    sounds.bring(rt, folder, files)
    called = name or folder.resolve().name
    if seen is None:
        kept = drafts.begin(rt, called, author, files)
    else:
        kept = drafts.change(rt, called, author, seen, files)
    click.echo(f"Draft {kept.name}, version {kept.version}, holds {len(files)} files.")
    advised(flows.reviewed(rt, files).findings, f"draft:{kept.name}")
    click.echo(f"  helpline flows diff live draft:{kept.name}")
    click.echo(f"  helpline flows propose --from draft:{kept.name} --author NAME --note WHY")


@click.group("drafts", invoke_without_command=True)
@click.pass_context
@kindly
def group(context: click.Context) -> None:
    """Sets somebody works on: all of them, or one more, or one less."""
    if context.invoked_subcommand is not None:
        return
    for draft in drafts.everyone(started()):
        click.echo(
            f"{draft.name:20}  version {draft.version}  begun by {draft.author} from "
            f"{draft.base or 'nothing'}, changed by {draft.changed_by} "
            f"{draft.changed_at:%Y-%m-%d %H:%M} UTC"
        )


@group.command("open")
@click.argument("name")
@click.option("--author", required=True, help="Your name.")
@click.option("--from", "source", default="live", show_default=True, help="What it begins with.")
@kindly
@refused
def begin(name: str, author: str, source: str) -> None:
    """Begin a draft called NAME."""
    rt = started()
    files = None if source == "live" else sets.brought(rt, source).files
    kept = drafts.begin(rt, name, author, files)
    click.echo(f"Draft {kept.name} is here.")
    click.echo(f"  helpline flows export DIR --from draft:{kept.name}     to work on its files")
    click.echo(f"  helpline flows import DIR --draft {kept.name} --seen 1 --author {author}")


@group.command()
@click.argument("name")
@click.option("--by", "who", required=True, help="Your name.")
@kindly
@refused
def close(name: str, who: str) -> None:
    """Throw the draft NAME away."""
    drafts.close(started(), name, who)
    click.echo(f"Draft {name} is gone.")
